import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { expect, it } from 'vitest';
import { verbatim } from '../../src/content/markdown.ts';

const rendered = (text: string) => markdownIt({ html: false, breaks: true }).render(verbatim(text));

it.each([
  '**bold** and _it_',
  '[a link](https://evil.example)',
  '# heading',
  '> quote',
  '- item',
  '1. step',
  '`code`',
  '<b>x</b>',
  'C:\\temp\\new_file',
  '===',
  '---',
])('shows %s as it was typed', (text) => {
  const html = rendered(text);
  expect(html.match(/<(?!\/?p>|br)/g)).toBeNull();
  const shown = html.replaceAll(/<\/?p>|\n$/g, '').trim();
  expect(shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(text);
});

it('lets nothing that people type become a link or a format', () => {
  const mark = fc.constantFrom(
    '*',
    '_',
    '[',
    ']',
    '(',
    ')',
    '`',
    '#',
    '>',
    '-',
    '~',
    '|',
    '\\',
    ' ',
    'a',
    '1',
    '.',
    '!',
  );
  fc.assert(
    fc.property(fc.array(mark, { maxLength: 40 }), (marks) => {
      expect(rendered(marks.join('').trim())).not.toMatch(
        /<(a|em|strong|code|h\d|ul|ol|blockquote|img|s|table)\b/,
      );
    }),
  );
});

it('takes a huge text of nothing but line ends in its stride', () => {
  const text = '\r\u2028'.repeat(500_000);
  expect(verbatim(text)).toBe(text);
});
