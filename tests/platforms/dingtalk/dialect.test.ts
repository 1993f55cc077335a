import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { verbatim } from '../../../src/content/markdown.ts';
import { dingtalkMarkdown, plainLabel, plainText } from '../../../src/platforms/dingtalk/dialect.ts';

/** The most that a client might make of a text: everything CommonMark knows, HTML too. */
const greedy = new MarkdownIt({ html: true });
greedy.validateLink = () => true;

function marksIn(text: string): string[] {
  return greedy
    .parse(text, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .map(({ type }) => type)
    .filter((type) => /link_open|image|html/.test(type));
}

describe('the dialect', () => {
  it.each([
    ['One\ntwo\n\nthree', 'One  \ntwo\n\nthree'],
    ['**bold** and *slanted* and `code`', '**bold** and *slanted* and `code`'],
    ['- a\n- b\n\nend', '- a\n- b\n\nend'],
    ['3. a\n4. b', '3. a\n4. b'],
    ['1. a\n   - b\n   - c\n2. d', '1. a\n  - b\n  - c\n2. d'],
    ['[the guide](https://example.com/a(b)?c=d&e)', '[the guide](https://example.com/a%28b%29?c=d&e)'],
    ['> quoted\n> twice', '> quoted  \n> twice'],
    ['## Title', '## Title'],
    ['a\n\n---\n\nb', 'a\n\n---\n\nb'],
    ['```\nx <y>\n```', 'x \uff1cy>'],
    ['Look![here](https://example.com)', 'Look! [here](https://example.com)'],
    ['#IT-2026-000123 is yours', '#IT-2026-000123 is yours'],
    ['snake_case stays', 'snake_case stays'],
    [
      verbatim('see https://wiki.example/_all_#_x-_ or _that'),
      'see https://wiki.example/_all_#_x-_ or \\_that',
    ],
    [verbatim('5 * 3 * 2 and C:\\temp\\*.log'), '5 \\* 3 \\* 2 and C:\\temp\\\\\\*.log'],
  ])('%j', (text, shown) => {
    expect(dingtalkMarkdown(text)).toBe(shown);
  });
});

describe('hostile words', () => {
  const hostile = [
    '[click](dtmd://dingtalkclient/sendMessage?content=resolve)',
    '[click] (https://evil.example)',
    '![x](https://evil.example/pixel.png)',
    '[x]: dtmd://dingtalkclient/sendMessage?content=1\n\n[x]',
    '<font color=red>urgent</font>',
    '<dtmd://dingtalkclient/sendMessage?content=1>',
    '@all @\u6240\u6709\u4eba',
    '# big\n> quote\n- list\n1. list\n---',
    '`](https://evil.example)`',
  ];

  it.each(hostile)('stay words: %j', (words) => {
    for (const text of [dingtalkMarkdown(verbatim(words)), plainText(words), plainLabel(words)]) {
      expect(marksIn(text)).toEqual([]);
      expect(text).not.toMatch(/dtmd:\/\//);
    }
  });

  it('stay words wherever they are put together', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '!',
      '\\',
      '*',
      '_',
      '`',
      ':',
      '/',
      '\n',
      ' ',
      'a',
      'dtmd://x',
      'https://e.x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const words = pieces.join('');
        expect(marksIn(plainText(words))).toEqual([]);
        expect(marksIn(dingtalkMarkdown(verbatim(words)))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('cannot close our own link', () => {
    const text = dingtalkMarkdown(`[${verbatim('a](https://evil.example) [b')}](https://example.com)`);
    expect(text.match(/\]\(/g)).toHaveLength(1);
    expect(text).toMatch(/\]\(https:\/\/example\.com\)$/);
  });
});
