import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clean } from '../../src/language/clean.ts';
import { renderMarkdown } from '../../src/web/markdown.ts';
import { attempt, NOON, printerBody, webWorld, type WebWorld } from './world.ts';

const payloads = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<input autofocus onfocus=alert(1)>',
  '<base href="//evil.example/">',
  '<meta http-equiv="refresh" content="0;url=//evil.example">',
  '<form action="//evil.example"><button>x</button></form>',
  '<style>*{background:url(//evil.example)}</style>',
  '<link rel=stylesheet href=//evil.example>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '" autofocus onfocus="alert(1)',
  '</textarea><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '<!--><script>alert(1)</script-->',
  ']]><script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:msgbox(1))',
  '[x](//evil.example)',
  '[x](https://e.example/"onmouseover="alert(1))',
  '![x](https://evil.example/pixel.png)',
  '![x](javascript:alert(1))',
  '[x]: javascript:alert(1)\n\n[x]',
  '<https://evil.example>',
  '<javascript:alert(1)>',
  '```html"onload="alert(1)\n<script>alert(1)</script>\n```',
  '`<script>alert(1)</script>`',
  '# <script>alert(1)</script>',
];

const naughtyFile = '/work/shared/data/naughty/naughty.json';
const naughty = existsSync(naughtyFile)
  ? z.array(z.string()).parse(JSON.parse(readFileSync(naughtyFile, 'utf8')))
  : [];

/** Tags and attributes our own pages have; anything else came out of a text. */
const MESSAGE_TAGS = /^(p|br|strong|em|s|code|pre|ol|ul|li|blockquote|hr|a)$/;
const TAG = /<\/?([a-zA-Z][^\s/>]*)([^>]*)>/g;

function foreignMarkup(html: string): string[] {
  return [...html.matchAll(TAG)]
    .filter(
      ([, tag = '', attributes = '']) =>
        !MESSAGE_TAGS.test(tag) ||
        (tag === 'a' ? !isSafeLink(attributes) : /\son|style=|src=/i.test(attributes)),
    )
    .map(([whole]) => whole);
}

function isSafeLink(attributes: string): boolean {
  return (
    attributes === '' ||
    /^ href="(https?:|mailto:)[^"]*"( title="[^"]*")? target="_blank" rel="noopener nofollow noreferrer"$/.test(
      attributes,
    )
  );
}

describe('Markdown of a message', () => {
  it.each(payloads)('is harmless: %s', (payload) => {
    expect(foreignMarkup(renderMarkdown(payload))).toEqual([]);
  });

  it('stays harmless for every naughty string', () => {
    expect(naughty.flatMap((text) => foreignMarkup(renderMarkdown(text)))).toEqual([]);
  });

  it('keeps what it is for', () => {
    expect(
      renderMarkdown('1. Press **Start**\n2. Type `cmd`\n\nSee [the page](https://intra.example/a?b=1&c=2)'),
    ).toBe(
      '<ol>\n<li>Press <strong>Start</strong></li>\n<li>Type <code>cmd</code></li>\n</ol>\n' +
        '<p>See <a href="https://intra.example/a?b=1&amp;c=2" target="_blank" rel="noopener nofollow noreferrer">the page</a></p>\n',
    );
  });
});

/** Hostile words in everything that the pages of knowledge show. */
async function hostileKnowledge(world: WebWorld, all: string): Promise<void> {
  const { parts, deps } = world.knowledge;
  const text = {
    title: all,
    symptom: all,
    keywords: payloads,
    synonyms: payloads,
    scene: all,
    preconditions: payloads,
    steps: [...payloads, all],
    risks: all,
    rollback: all,
  };
  const body = printerBody(text, { cause: all, related: payloads, noRelated: undefined, type: 'printer' });
  await world.addArticle(body, { id: 'hostile', owner: all.slice(0, 100) });
  const changed = { ...body, texts: { 'zh-CN': body.texts.en ?? text, en: { ...text, risks: `${all}!` } } };
  await deps.changes.save({
    articleId: 'hostile',
    body: changed,
    owner: all,
    author: 'lin',
    origin: 'editor',
  });
  await deps.changes.submit({ articleId: 'hostile', by: 'lin' });
  await deps.changes.giveBack({ articleId: 'hostile', n: 2, by: 'zhou', reason: all });
  await deps.changes.submit({ articleId: 'hostile', by: 'lin' });
  await world.db.transaction({}, async (tx) => {
    const { articles, synonyms } = parts;
    const proposals = payloads.map((words) => ({ articleId: 'hostile', locale: 'en' as const, words }));
    await articles.proposeKeywords(tx, proposals, NOON);
    const link = { ticketId: 't-IT-2026-000001', articleId: 'hostile', actor: 'lin' };
    await articles.link(tx, { ...link, kind: 'tried' }, NOON);
    const decision = {
      decision: 'link' as const,
      articleId: 'hostile',
      reason: all,
      actor: 'lin',
      features: { device: all },
    };
    await articles.decided(tx, { ticketId: 't-IT-2026-000001', ...decision }, NOON);
    for (const word of payloads) await synonyms.add(tx, { words: [word, 'x'], by: 'lin' }, NOON);
  });
  for (const payload of payloads.slice(0, 20)) await world.addGap(`${payload} ${payload}`);
}

function hostileFile(text: string, id = 'x'): string {
  const quoted = JSON.stringify(text);
  const words = ['title', 'symptom', 'scene', 'risks', 'rollback', 'owner'].map(
    (name) => `${name}: ${quoted}`,
  );
  const rest = `keywords: [${quoted}]\nsynonyms: [${quoted}]\npreconditions: [${quoted}]\nrelated: []`;
  return `---\nid: ${id}\ntype: printer\nreview: 2027-05-20\n${words.join('\n')}\n${rest}\n---\n1. ${text.replaceAll('\n', ' ')}\n`;
}

describe('a page that shows hostile text', () => {
  const texts = [...payloads, ...naughty];
  let world: WebWorld;
  const pages: Record<string, string> = {};

  beforeAll(async () => {
    world = await webWorld();
    const { platform } = world;
    const all = texts.join('\n');
    await Promise.all(
      texts.map((text, i) =>
        platform.say({ channel: 'dm:ann', author: { id: 'ann', name: 'Ann' }, text, clientId: `k${i}` }),
      ),
    );
    const card = { title: all, fields: [{ label: all, value: all }] };
    const buttons = [{ id: all.slice(0, 60), label: all, value: all.slice(0, 100) }];
    const root = await platform.send(
      { platform: 'web', tenant: 'local', channel: 'l1' },
      { text: all, card, buttons, files: [{ id: all.slice(0, 60), name: all, mime: 'image/png', size: 1 }] },
      attempt('root'),
    );
    const ticketId = await world.addTicket({
      number: 'IT-2026-000001',
      requesterId: 'ann',
      title: all,
      description: all,
      answers: [{ key: 'x', label: { 'zh-CN': all, en: all }, value: all, shown: all }],
      tried: [{ articleId: all, title: all, verdict: 'solved' }],
      resolution: { cause: all, steps: texts },
      stage: 'feedback',
    });
    world.threads.set(ticketId, { channel: 'l1', messageId: root.messageId });
    await world.db.transaction({}, async (tx) => {
      const { ticketMessages, ticketEvents, ticketSteps } = world.db.tables;
      await tx
        .insert(ticketMessages)
        .values({ id: 'm', ticketId, authorId: 'ann', side: 'note', text: clean(all), files: [], at: NOON });
      await tx.insert(ticketEvents).values({
        ticketId,
        n: 1,
        kind: all,
        actor: 'lin',
        at: NOON,
        data: { reason: all },
        previousHash: '',
        hash: all.slice(0, 60),
      });
      await tx.insert(ticketSteps).values({ ticketId, articleId: 'a', n: 1, text: all });
    });
    await hostileKnowledge(world, all);
    const read = async (who: string, path: string) => (await world.as(who).get(path)).text();
    pages['chat'] = await read('ann', '/chat');
    pages['desk'] = await read('lin', '/desk/it-l1/IT-2026-000001');
    pages['ticket'] = await read('lin', '/tickets/IT-2026-000001');
    pages['survey'] = await read('ann', '/survey/IT-2026-000001');
    pages['articles'] = await read('ann', `/knowledge?q=${encodeURIComponent(all.slice(0, 200))}`);
    const [gap] = await world.deps.knowledge.reads.gaps('open');
    pages['article'] = await read('zhou', '/knowledge/hostile?v=2');
    pages['published'] = await read('ann', '/knowledge/hostile');
    pages['list'] = await read('zhou', '/knowledge');
    pages['diff'] = await read('zhou', '/knowledge/hostile/diff?from=1&to=2');
    pages['editor'] = await read('zhou', '/knowledge/hostile/edit');
    pages['prefilled'] = await read('zhou', '/knowledge/new?ticket=IT-2026-000001');
    pages['review'] = await read('zhou', '/knowledge/review');
    pages['gaps'] = await read('zhou', '/knowledge/gaps');
    pages['gap'] = await read('zhou', `/knowledge/gaps/${gap?.id}`);
    pages['synonyms'] = await read('zhou', '/knowledge/synonyms');
    pages['points'] = await read('lin', '/knowledge/points');
    pages['graph'] = await read('zhou', `/knowledge/graph?q=${encodeURIComponent('<script>')}&around=`);
    pages['near'] = await read('zhou', '/knowledge/graph?ticket=IT-2026-000001');
    const fields = {
      'en.title': all,
      'en.steps': all,
      'zh-CN.risks': all,
      cause: all,
      type: all.slice(0, 70),
    };
    pages['refused'] = await (await world.as('zhou').keeps('/knowledge/new', fields)).text();
    const wrong = await world
      .as('zhou')
      .keeps('/knowledge/synonyms', { words: '"><script>alert(1)</script>' });
    pages['wrong synonym'] = await wrong.text();
    const files = new FormData();
    for (const [i, text] of payloads.entries()) {
      files.append('files', new File([hostileFile(text)], `${text.replace(/[^\w<>"'=]/g, '') || i}.en.md`));
      files.append('files', new File([hostileFile(text, `hostile-${i}`)], `hostile-${i}.en.md`));
    }
    pages['import'] = await (await world.as('zhou').keepsFiles('/knowledge/import', files)).text();
    pages['error'] = await read('ann', `/${encodeURIComponent(all.slice(0, 500))}`);
  });
  afterAll(() => world.close());

  const names = [
    'chat',
    'desk',
    'ticket',
    'survey',
    'articles',
    'error',
    'article',
    'published',
    'list',
    'diff',
    'editor',
    'prefilled',
    'review',
    'gaps',
    'gap',
    'synonyms',
    'points',
    'graph',
    'near',
    'refused',
    'wrong synonym',
    'import',
  ];
  it.each(names)('is %s: nothing of it becomes markup', (name) => {
    const html = pages[name] ?? '';
    const tags = [...html.matchAll(TAG)];
    expect(tags.length).toBeGreaterThan(40);
    expect(html).toContain('alert(1)');
    const scripts = tags.filter(([, tag]) => /^script$/i.test(tag ?? '')).map(([whole]) => whole);
    expect(scripts[0]).toMatch(/^<script src="\/assets\/app\.js[^"]*" defer="">$/);
    for (const script of scripts) {
      expect(script).toMatch(
        /^<script src="\/assets\/(?:app|editor|echarts|graph)\.js\?v=[^"]*" defer="">$|^<\/script>$/,
      );
    }
    const foreign = tags.filter(
      ([, tag = '', attributes = '']) =>
        /^(iframe|style|base|math|object|embed|mglyph)$/i.test(tag) ||
        // Attribute values are cut out first: inside quotes anything may stand.
        /\s(on\w+|style)\s*=/i.test(attributes.replace(/"[^"]*"/g, '""')),
    );
    expect(foreign.map(([whole]) => whole)).toEqual([]);
  });
});
