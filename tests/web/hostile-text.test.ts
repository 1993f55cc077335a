import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clean } from '../../src/language/clean.ts';
import { renderMarkdown } from '../../src/web/markdown.ts';
import { attempt, NOON, webWorld, type WebWorld } from './world.ts';

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
    const read = async (who: string, path: string) => (await world.as(who).get(path)).text();
    pages['chat'] = await read('ann', '/chat');
    pages['desk'] = await read('lin', '/desk/it-l1/IT-2026-000001');
    pages['ticket'] = await read('lin', '/tickets/IT-2026-000001');
    pages['survey'] = await read('ann', '/survey/IT-2026-000001');
    pages['articles'] = await read('ann', `/knowledge?q=${encodeURIComponent(all.slice(0, 200))}`);
    pages['error'] = await read('ann', `/${encodeURIComponent(all.slice(0, 500))}`);
  });
  afterAll(() => world.close());

  it.each(['chat', 'desk', 'ticket', 'survey', 'articles', 'error'])(
    'is %s: nothing of it becomes markup',
    (name) => {
      const html = pages[name] ?? '';
      const tags = [...html.matchAll(TAG)];
      expect(tags.length).toBeGreaterThan(40);
      const scripts = tags.filter(([, tag]) => /^script$/i.test(tag ?? '')).map(([whole]) => whole);
      expect(scripts).toEqual([
        expect.stringMatching(/^<script src="\/assets\/app\.js[^"]*" defer="">$/),
        '</script>',
      ]);
      const foreign = tags.filter(
        ([, tag = '', attributes = '']) =>
          /^(iframe|style|base|math|object|embed|mglyph)$/i.test(tag) ||
          // Attribute values are cut out first: inside quotes anything may stand.
          /\s(on\w+|style)\s*=/i.test(attributes.replace(/"[^"]*"/g, '""')),
      );
      expect(foreign.map(([whole]) => whole)).toEqual([]);
    },
  );
});
