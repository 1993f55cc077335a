import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verbatim } from '../../../src/content/markdown.ts';
import { encode, MOST_BYTES } from '../../../src/platforms/slack/encode.ts';
import { encodeForm } from '../../../src/platforms/slack/form.ts';
import { richText } from '../../../src/platforms/slack/rich-text.ts';
import { blocksError, labelsOf, shownText } from '../../twins/slack-shown.ts';
import { FORMS } from './setting.ts';

const shown = (text: string) => encode({ text }).map(({ blocks }) => shownText(blocks));

describe('a message for Slack', () => {
  it('can be a ticket card with buttons', () => {
    expect(
      encode({
        text: '打印机 *不* 动了 <!channel>',
        card: {
          title: 'IT-2026-000123 打印机坏了',
          fields: [
            { label: '提出人', value: 'Ann <ann>' },
            { label: '优先级', value: '高 *!*' },
          ],
        },
        buttons: [
          { id: 'claim', label: '认领', value: '123', style: 'primary' },
          { id: 'resolve', label: '解决', value: '123' },
          { id: 'more', label: '更多', value: '123' },
        ],
      }),
    ).toMatchSnapshot();
  });

  it('can be an answer with buttons', () => {
    expect(
      encode({
        text: '请**立即**重启\uff1a\n\n1. 关机\n2. 等 `30` 秒\n   - 拔掉电源\n3. 开机\n\n[更多](https://kb.example/1?a=1&b=2)\uff0c或 https://kb.example/2\u3002',
        buttons: [
          { id: 'solved', label: '已解决', value: '7', style: 'primary' },
          { id: 'not-solved', label: '没解决', value: '7' },
        ],
      }),
    ).toMatchSnapshot();
  });

  it('can be a survey question whose buttons do the same with other values', () => {
    const stars = [1, 2, 3, 4, 5].map((n) => ({ id: 'rate', label: '★'.repeat(n), value: `9:${n}` }));
    expect(encode({ text: 'How satisfied are you?', buttons: stars })).toMatchSnapshot();
  });

  it('can be long: in parts that together say everything, with the buttons under the last', () => {
    const text = Array.from({ length: 300 }, (_, n) => `Line ${n}: 请检查电源线是否插好`).join('\n\n');
    const bodies = encode({ text, buttons: [{ id: 'solved', label: 'Solved', value: '1' }] });
    expect(bodies.length).toBeGreaterThan(1);
    expect(bodies.map(({ blocks }) => labelsOf(blocks))).toEqual([
      ...bodies.slice(1).map(() => []),
      ['Solved'],
    ]);
    expect(bodies.map(({ blocks }) => shownText(blocks)).join('\n\n')).toBe(text);
    expect(bodies[0]).toMatchSnapshot();
  });

  it('can be hostile, and does nothing', () => {
    const hostile =
      '<!channel> <@U1> <https://evil.example|bank> [bank](https://evil.example) ![x](https://evil.example/x.png) *all* _of_ ~it~ `rm -rf`\n# loud\n> quoted\n- item\n1. first\n&lt; &amp; <b>raw</b> [x](javascript:alert(1))';
    const [body] = encode({ text: verbatim(hostile) });
    expect(shownText(body?.blocks ?? [])).toBe(hostile);
    expect(body?.text).not.toMatch(/[<>]/);
    expect(JSON.stringify(body?.blocks)).not.toMatch(/"style"|"broadcast"|"user"|rich_text_list/);
    expect(body).toMatchSnapshot();
  });

  it('keeps what is too long for a card out of the card, whose buttons stay with it', () => {
    const bodies = encode({
      text: 'long '.repeat(2_000),
      card: {
        title: 'T'.repeat(200),
        fields: Array.from({ length: 12 }, (_, n) => ({ label: `${n}`, value: 'v' })),
      },
      buttons: [{ id: 'claim', label: 'Claim', value: '1' }],
    });
    expect(bodies.length).toBeGreaterThan(1);
    expect(labelsOf(bodies[0]?.blocks ?? [])).toEqual(['Claim']);
    expect(bodies.every(({ blocks }) => blocksError(blocks) === undefined)).toBe(true);
  });

  it('has room in a card for many long answers, which are shortened', () => {
    const fields = Array.from({ length: 20 }, (_, n) => ({ label: `问题${n}`, value: '答'.repeat(600) }));
    const text = '打印机坏了'.repeat(100);
    const bodies = encode({ text, card: { title: 'IT-1', fields } });
    expect(bodies.length).toBeLessThan(4);
    for (const { blocks } of bodies) {
      const longest = JSON.stringify(blocks).replaceAll(/[^ -~]/g, '\\u0000');
      expect(longest.length).toBeLessThanOrEqual(13_200);
    }
    const seen = bodies.map(({ blocks }) => shownText(blocks)).join('');
    expect(seen).toContain('问题19');
    expect(seen.match(/打印机坏了/g)?.length).toBe(100);
  });

  it('has no blocks that are too long, whatever is written', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(
        '**a**',
        '- b\n',
        '\\*',
        '&<>"',
        '字'.repeat(300),
        '`c`',
        '[l](https://x.example)',
        '\n\n',
        '👩‍💻',
        '\\',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const body of encode({
          text: pieces.join(''),
          buttons: [{ id: 'a', label: 'A', value: '1' }],
        })) {
          expect(blocksError(body.blocks)).toBeUndefined();
          expect(body.text.replace(/&(?:amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows somebody’s words as they were typed, in parts too', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'*_~`<>[]()#-+1. \\a字'.split('')), maxLength: 400 }),
        (words) => {
          const long = `${'x'.repeat(MOST_BYTES - 200)}${words}`;
          const parts = encode({ text: verbatim(long) }).map(({ blocks }) => shownText(blocks));
          expect(parts.join('').replaceAll(/\s/g, '')).toBe(long.replaceAll(/\s/g, ''));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [
      '**请**重启',
      [
        { type: 'text', text: '请', style: { bold: true } },
        { type: 'text', text: '重启' },
      ],
    ],
    ['***x***', [{ type: 'text', text: 'x', style: { italic: true, bold: true } }]],
    ['~~x~~', [{ type: 'text', text: 'x', style: { strike: true } }]],
    ['`<b>`', [{ type: 'text', text: '<b>', style: { code: true } }]],
    [
      '[**l**](https://x.example/)',
      [{ type: 'link', url: 'https://x.example/', text: 'l', style: { bold: true } }],
    ],
    ['[l](ftp://x.example)', [{ type: 'text', text: '[l](ftp://x.example)' }]],
    [
      'see https://x.example/a, or',
      [
        { type: 'text', text: 'see ' },
        { type: 'link', url: 'https://x.example/a' },
        { type: 'text', text: ', or' },
      ],
    ],
    ['a\nb', [{ type: 'text', text: 'a\nb' }]],
    [
      'a\n\nb',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: '\n\n' },
        { type: 'text', text: 'b' },
      ],
    ],
  ])('%s is formatted', (text, elements) => {
    expect(richText(text)?.elements).toEqual([{ type: 'rich_text_section', elements }]);
  });

  it('counts on after an inner list', () => {
    expect(shown('1. a\n   - x\n2. b')).toEqual(['1. a\n\u2022 x\n2. b']);
  });

  it('has a form with titles of a length that Slack takes', () => {
    const at = { channel: 'C1', message: '1.1', action: 'resolve', value: '42' };
    const view = encodeForm(
      { ...FORMS.resolve, title: 'A title that is longer than Slack takes' },
      at,
      'Cancel',
    );
    expect(view).toMatchSnapshot();
  });
});
