import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Article } from '../../src/knowledge/article.ts';
import { translations } from '../../src/knowledge/article.ts';
import { loadArticles } from '../../src/knowledge/articles.ts';
import { exportCsv, exportMarkdown, exportZip } from '../../src/knowledge/export.ts';
import { parseCsv, readCsv } from '../../src/knowledge/import/csv.ts';
import { readFiles } from '../../src/knowledge/import/files.ts';
import { readHtml } from '../../src/knowledge/import/html.ts';
import { readMarkdownFolder } from '../../src/knowledge/import/markdown-folder.ts';
import { zipMistake } from '../../src/knowledge/import/zip-limits.ts';
import { issueTypes } from '../../src/language/issue-types.ts';
import { wordDocument, zipOf } from './zip.ts';

const types = new Set<string>(issueTypes);
const rules = { types };
const file = 'guide.html';
const starter = loadArticles('prompts', types).flatMap(({ id, owner, review, body }) =>
  translations(body, { id, owner, version: 1, state: 'published', validUntil: review }),
);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('a Markdown folder', () => {
  it('is what was exported: every starter article comes back as it was', () => {
    const { drafts, mistakes } = readMarkdownFolder(exportMarkdown(starter), rules);
    expect(mistakes).toEqual([]);
    const expected = new Map(loadArticles('prompts', types).map(({ id, body }) => [id, body]));
    expect(new Map(drafts.map(({ id, body }) => [id, body]))).toEqual(expected);
  });

  it('comes back whatever the texts are', () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .map((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/gu, '').trim())
      .filter((text) => text !== '');
    const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 4 });
    const article = fc.record({
      title: line,
      symptom: line,
      keywords: lines,
      synonyms: lines,
      scene: line,
      preconditions: lines,
      steps: lines,
      risks: line,
      rollback: line,
      cause: line,
      owner: line,
    });
    fc.assert(
      fc.property(article, (text) => {
        const given: Article = {
          ...text,
          id: 'some-article',
          locale: 'en',
          type: 'network',
          related: ['IT-2026-000123'],
          firstCheck: false,
          version: 1,
          state: 'published',
          validUntil: Date.UTC(2027, 4, 20),
        };
        const { drafts, mistakes } = readMarkdownFolder(exportMarkdown([given]), rules);
        expect(mistakes).toEqual([]);
        const { cause, owner, ...rest } = text;
        expect(drafts[0]).toMatchObject({
          owner,
          body: { cause, related: given.related, texts: { en: rest } },
        });
      }),
      { numRuns: 60 },
    );
  });

  it('names file and line of what is wrong, and reads the rest', () => {
    const [good] = exportMarkdown(starter);
    const bad = { name: 'kb/x.en.md', text: (good?.text ?? '').replace(/^type: .*$/m, 'type: spaceship') };
    const { drafts, mistakes } = readMarkdownFolder([bad, ...(good ? [good] : [])], rules);
    expect(drafts).toHaveLength(1);
    expect(mistakes).toEqual([
      { file: 'kb/x.en.md', line: 2, key: 'other-id', params: expect.anything() as unknown },
    ]);
  });

  it('may be of other Markdown: its headings say what is what', () => {
    const text =
      '# 会议室投屏黑屏\n投屏后黑屏\n\n## 适用场景\n3 楼会议室\n\n## 解决步骤\n1. 换线\n2. 重启\n\n## 风险\n无\n';
    const { drafts } = readMarkdownFolder([{ name: 'a/投屏.md', text }], rules);
    expect(drafts).toMatchObject([
      {
        file: 'a/投屏.md',
        body: {
          type: 'other',
          texts: {
            'zh-CN': {
              title: '会议室投屏黑屏',
              symptom: '投屏后黑屏',
              scene: '3 楼会议室',
              steps: ['换线', '重启'],
              risks: '无',
            },
          },
        },
      },
    ]);
  });
});

describe('an archive', () => {
  it('of all articles comes back as they were', async () => {
    const { drafts, mistakes } = await readFiles([{ name: 'kb.zip', bytes: exportZip(starter) }], rules);
    expect(mistakes).toEqual([]);
    const ids = new Set(starter.map(({ id }) => id));
    expect(new Set(drafts.map(({ id }) => id))).toEqual(ids);
    for (const { id, locale, title, steps, symptom } of starter) {
      const draft = drafts.find((one) => one.id === id);
      expect(draft?.body.texts[locale]).toMatchObject({ title, steps, symptom });
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['of another archive', zipOf([{ name: 'a.zip', content: 'PK' }]), /packed-files/],
    ['that leads elsewhere', zipOf([{ name: '../a.md', content: '# x' }]), /names-elsewhere/],
    ['that is none', bytes('PK'), /no-document/],
    ['of too much', zipOf([{ name: 'a.md', content: Buffer.alloc(20_000_000) }]), /too-tight/],
  ])('%s is refused before it is unpacked', async (_, archive, reason) => {
    const { drafts, mistakes } = await readFiles([{ name: 'kb.zip', bytes: archive }], rules);
    expect(drafts).toEqual([]);
    expect(mistakes).toEqual([{ file: 'kb.zip', key: expect.stringMatching(reason) as string }]);
  });

  it('is read for what it has in texts; the rest is left out', async () => {
    const archive = zipOf([
      { name: 'folder/steps.md', content: '# Dock\n1. Unplug' },
      { name: 'folder/picture.png', content: 'PNG' },
    ]);
    const { drafts, mistakes } = await readFiles([{ name: 'kb.zip', bytes: archive }], rules);
    expect(mistakes).toEqual([]);
    expect(drafts.map(({ file }) => file)).toEqual(['kb.zip/folder/steps.md']);
  });
});

describe('a table', () => {
  it('comes back as it was exported, with nothing in it that a spreadsheet would carry out', () => {
    const [first] = starter;
    const risky = { ...starter[1]!, title: '=HYPERLINK("http://x","y")', risks: '+1', id: 'risky' };
    const csv = exportCsv([first!, risky]);
    const rows = parseCsv(csv);
    const cells = Array.isArray(rows) ? rows.flatMap((row) => row.cells) : [];
    expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    const { drafts, mistakes } = readCsv(csv, { file: 'kb.csv', rules });
    expect(mistakes).toEqual([]);
    expect(drafts.map(({ body }) => body.texts[risky.locale]?.title)).toContain(risky.title);
    expect(drafts[0]).toMatchObject({
      id: first?.id,
      owner: first?.owner,
      body: { texts: { [first!.locale]: { steps: first?.steps } } },
    });
  });

  it('has quoted line ends, separators of any country, and two languages of one article', () => {
    const csv =
      '\ufeffID;Locale;Type;Title;Steps\r\nvpn;en;network;"VPN; drops";"one ""1""\r\n2. two"\r\nvpn;zh;network;VPN 断;一|二\r\n';
    const { drafts } = readCsv(csv, { file: 'kb.csv', rules });
    expect(drafts).toHaveLength(1);
    expect(drafts[0]?.body.texts).toMatchObject({
      en: { title: 'VPN; drops', steps: ['one "1"', 'two'] },
      'zh-CN': { title: 'VPN 断', steps: ['一', '二'] },
    });
  });

  it('may have its columns named in Chinese', () => {
    const csv =
      '标题,现象,关键词,解决步骤,风险,问题类型\n打印机卡纸,出不了纸,卡纸|夹纸,开盖|取纸,无,printer\n';
    const { drafts, mistakes } = readCsv(csv, { file: 'kb.csv', rules });
    expect(mistakes).toEqual([]);
    expect(drafts[0]?.body).toMatchObject({
      type: 'printer',
      texts: {
        'zh-CN': {
          title: '打印机卡纸',
          symptom: '出不了纸',
          keywords: ['卡纸', '夹纸'],
          steps: ['开盖', '取纸'],
          risks: '无',
        },
      },
    });
  });

  it.each([
    ['a,b\n1,2\n', 1, 'no-columns'],
    ['title,type\nX,spaceship\n', 2, 'unknown-type'],
    ['title\n"X\n', 2, 'open-quotation'],
    ['title,symptom\n\n,only a symptom\n', 3, 'no-title'],
  ])('%j is refused with its line', (csv, line, key) => {
    const { mistakes } = readCsv(csv, { file: 'kb.csv', rules });
    expect(mistakes).toMatchObject([{ file: 'kb.csv', line, key }]);
  });
});

describe('a web page', () => {
  const page = (body: string) =>
    readHtml(`<html><head><title>Kb</title></head><body>${body}</body></html>`, { file, rules });

  it('is read by its headings, without what nobody sees', () => {
    const { drafts } = page(
      '<h1>VPN drops</h1><p>It <b>stops</b><img src="data:x"> <a href="javascript:x">often</a>.</p><div style="display:none">Send your password</div><!-- x -->' +
        '<h2>Root cause</h2><p>Old client</p><h2>Steps</h2><ol><li>Open <code>a_b</code></li><li>See <a href="https://x.example/">here</a></li></ol>' +
        '<h2>Risks</h2><p>None</p><h2>Related</h2><p>none</p><script>x()</script>',
    );
    expect(drafts).toEqual([
      {
        file,
        body: expect.objectContaining({
          cause: 'Old client',
          noRelated: true,
          texts: {
            en: expect.objectContaining({
              title: 'VPN drops',
              symptom: 'It **stops** often.',
              steps: ['Open `a_b`', 'See [here](https://x.example/)'],
              risks: 'None',
            }) as object,
          },
        }) as object,
      },
    ]);
  });

  it('with several titles is several articles', () => {
    const { drafts } = page('<h1>One</h1><ol><li>a</li></ol><h1>Two</h1><p>b</p>');
    expect(drafts.map(({ body }) => body.texts.en?.title)).toEqual(['One', 'Two']);
  });
});

describe('a file that would hold everybody up', () => {
  const rules = { types: new Set(issueTypes) };
  const of = (name: string, text: string) => readFiles([{ name, bytes: Buffer.from(text) }], rules);

  it.each([
    ['nested without end', 'a.html', `<h1>x</h1>${'<div>'.repeat(100_000)}y`, /too-deep/],
    ['of one endless list', 'a.html', `<ol>${'<li>step'.repeat(100_000)}</ol>`, /many-parts/],
    ['of tags that never end', 'a.html', '<title'.repeat(100_000), /too-deep/],
    ['of spaces after a number', 'a.md', `# x\n1.${' '.repeat(300_000)}\n2. y`, /^1 drafts$/],
    ['of a heading of signs', 'a.md', `# x${'#'.repeat(300_000)}y\n1. z`, /^1 drafts$/],
    ['of spaces in our format', 'a.zh.md', `---\nid: a\n---\n1.${' '.repeat(300_000)}\n`, /.+/],
  ])('%s is read or refused at once', async (_, name, text, came) => {
    const begun = performance.now();
    const { drafts, mistakes } = await of(name, text);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(mistakes[0]?.key ?? `${drafts.length} drafts`).toMatch(came);
  });

  it('as a Word document is refused before it is read', async () => {
    const xml = Array.from({ length: 200_000 }, (_, n) => `<w:p>${n * 7919}</w:p>`).join('');
    const bytes = zipOf([{ name: 'word/document.xml', content: xml }]);
    const { mistakes } = await readFiles([{ name: 'a.docx', bytes }], rules);
    expect(mistakes).toEqual([{ file: 'a.docx', key: 'too-long-at-once' }]);
  });
});

describe('a Word document', () => {
  it('is read by its headings and lists', async () => {
    const document = wordDocument([
      ['Heading1', 'Docking station shows nothing'],
      ['', 'The screen stays black'],
      ['Heading2', 'Steps'],
      ['', 'Unplug the station'],
      ['', 'Wait a minute'],
      ['Heading2', 'Risks'],
      ['', 'None'],
    ]);
    const { drafts, mistakes } = await readFiles([{ name: 'dock.docx', bytes: document }], rules);
    expect(mistakes).toEqual([]);
    expect(drafts[0]?.body.texts.en).toMatchObject({
      title: 'Docking station shows nothing',
      symptom: 'The screen stays black',
      steps: ['Unplug the station', 'Wait a minute'],
      risks: 'None',
    });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['no archive', bytes('PK but not really'), /no-document/],
    [
      'too many parts',
      zipOf(Array.from({ length: 1001 }, (_, i) => ({ name: `${i}.xml`, content: '' }))),
      /too-many/,
    ],
    [
      'too much in too little',
      zipOf([{ name: 'word/document.xml', content: Buffer.alloc(20_000_000) }]),
      /too-tight/,
    ],
    ['archives within', zipOf([{ name: 'word/embeddings/a.zip', content: 'PK' }]), /packed-files/],
    ['names that lead elsewhere', zipOf([{ name: '../../etc/passwd', content: 'x' }]), /names-elsewhere/],
    ['absolute names', zipOf([{ name: '/etc/passwd', content: 'x' }]), /names-elsewhere/],
    ['links', zipOf([{ name: 'word/link', content: '/etc/passwd', mode: 0xa1ff }]), /links/],
    [
      'definitions that grow',
      zipOf([{ name: 'word/document.xml', content: '<!DOCTYPE lolz [<!ENTITY a "b">]><a/>' }]),
      /definitions/,
    ],
    [
      'other sizes than it says',
      zipOf([{ name: 'word/document.xml', content: 'x'.repeat(5000), claims: 10 }]),
      /other-than-said/,
    ],
  ])('with %s is refused before it is unpacked', async (_, document, reason) => {
    const { drafts, mistakes } = await readFiles([{ name: 'x.docx', bytes: document }], rules);
    expect(drafts).toEqual([]);
    expect(mistakes).toEqual([{ file: 'x.docx', key: expect.stringMatching(reason) as string }]);
  });

  it('that claims a hundred megabytes costs neither time nor memory', () => {
    const part = deflateRawSync(Buffer.alloc(10_000_000));
    const bomb = zipOf(
      Array.from({ length: 900 }, (_, i) => ({ name: `${i}.xml`, packed: part, claims: 10_000_000 })),
    );
    const [began, before] = [performance.now(), process.memoryUsage().rss];
    expect(zipMistake(bomb)).toMatch(/too/);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });
});

it('a table that Chinese Excel saved is read in its encoding', async () => {
  // “title,steps” and “打印机,重启”.
  const saved = [0xb4, 0xf2, 0xd3, 0xa1, 0xbb, 0xfa, 0x2c, 0xd6, 0xd8, 0xc6, 0xf4];
  const table = Uint8Array.from([...bytes('title,steps\n'), ...saved]);
  const { drafts, mistakes } = await readFiles([{ name: 'a.csv', bytes: table }], rules);
  expect(mistakes).toEqual([]);
  expect(drafts.map(({ body }) => body.texts['zh-CN'])).toMatchObject([{ title: '打印机', steps: ['重启'] }]);
});

it('an id that is the address of a page is refused before anything is stored', async () => {
  const table = bytes('id,title,steps\ngraph,Graphs,restart\nplotter,Plotter,restart\n');
  const { drafts, mistakes } = await readFiles([{ name: 'a.csv', bytes: table }], rules);
  expect(drafts.map(({ id }) => id)).toEqual(['plotter']);
  expect(mistakes).toEqual([{ file: 'a.csv', key: 'reserved-id', params: { id: 'graph' } }]);
});

it('files of other kinds, and no text, are refused by name', async () => {
  const { mistakes } = await readFiles(
    [
      { name: 'a.exe', bytes: bytes('x') },
      { name: 'b.csv', bytes: new Uint8Array([0xff, 0xfe, 0xfd]) },
    ],
    rules,
  );
  expect(mistakes.map((one) => one.file).toSorted()).toEqual(['a.exe', 'b.csv']);
});
