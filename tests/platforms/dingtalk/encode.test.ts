import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCard, encodeText, pushBody, webhookBody } from '../../../src/platforms/dingtalk/encode.ts';
import type { OutboundMessage } from '../../../src/platforms/platform.ts';
import { contentOf } from '../../twins/dingtalk-cloud.ts';
import { say } from './opened.ts';

const button = (id: string, label: string) => ({ id, label, value: '01T' });

const ticket: OutboundMessage = {
  text: '\u6253\u5370\u673a\u5361\u7eb8\u4e86\nHP M404 **\u4e09\u697c**',
  card: {
    title: 'IT-2026-000123 \u00b7 \u6253\u5370\u673a\u5361\u7eb8',
    fields: [
      { label: '\u7528\u6237', value: '\u674e\u96f7 \u00b7 \u8d22\u52a1\u90e8' },
      { label: '\u4f18\u5148\u7ea7', value: '\u9ad8' },
      { label: '\u5904\u7406\u4eba', value: '[\u65e0](https://evil.example)' },
    ],
  },
  buttons: [
    { ...button('claim', '\u8ba4\u9886'), style: 'primary' },
    button('resolve', '\u89e3\u51b3'),
    button('escalate', '\u5347\u7ea7'),
    button('more', '\u66f4\u591a'),
  ],
};

const answer: OutboundMessage = {
  text: '**Restart the printer.**\n\n1. Switch it off\n2. Wait\n\nSee [the guide](https://example.com/kb?id=1).',
  buttons: [
    button('solved', 'Solved'),
    button('not-solved', 'Not solved'),
    button('human', 'Talk to a human'),
  ],
};

const survey: OutboundMessage = {
  text: '\u60a8\u5bf9\u8fd9\u6b21\u670d\u52a1\u6ee1\u610f\u5417\uff1f',
  buttons: [...['1', '2', '3', '4', '5'].map((mark) => button('rate', mark)), button('skip', '\u8df3\u8fc7')],
};

const hostile: OutboundMessage = {
  text: 'They wrote: \\[click\\](dtmd://dingtalkclient/sendMessage?content=claim) \\<font color=red\\> @all',
};

const context = { key: 'k1', direct: true, say };

describe('bodies', () => {
  it.each([
    ['ticket', ticket],
    ['answer', answer],
    ['survey', survey],
    ['hostile', hostile],
  ])('%s', (_, message) => {
    const pieces = encodeText(message, context);
    const grouped = encodeText(message, { ...context, direct: false });
    expect({
      pushedToAPerson: pieces.map((piece) => {
        const { msgKey, msgParam } = pushBody(piece);
        return { msgKey, msgParam: JSON.parse(msgParam) as object };
      }),
      byAPersonsWebhook: pieces.map(webhookBody),
      byAGroupsWebhook: grouped.map(webhookBody),
      asCard: encodeCard(message, 'g:cidStaff=='),
    }).toMatchSnapshot();
  });

  it('of one button are a single action', () => {
    const [piece] = encodeText({ text: 'Go?', buttons: [button('yes', 'Yes')] }, context);
    expect(piece && pushBody(piece).msgKey).toBe('sampleActionCard');
  });
});

describe('buttons', () => {
  it('keep to the vendor\u2019s lengths; what is written is whole', () => {
    const label =
      '\u5982\u4f55\u91cd\u65b0\u5b89\u88c5\u6253\u5370\u673a\u7684\u9a71\u52a8\u7a0b\u5e8f\u5e76\u4e14\u6253\u5370\u6d4b\u8bd5\u9875';
    const [piece] = encodeText({ text: 'x', buttons: [button('procedure', label)] }, context);
    const [action] = piece?.actions ?? [];
    expect(Array.from(action?.title ?? '')).toHaveLength(20);
    expect(contentOf(action?.url ?? '')).toMatch(new RegExp(`^${label} \\[\\w{6}\\]$`));
  });

  it('never have an address longer than 500 characters', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), (label) => {
        const [piece] = encodeText({ text: 'x', buttons: [button('a', label)] }, context);
        for (const { url, title } of piece?.actions ?? []) {
          expect(url.length).toBeLessThanOrEqual(500);
          expect(Array.from(title).length).toBeLessThanOrEqual(20);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('in a group become a line that says what to write, if the ticket can be claimed', () => {
    const [piece] = encodeText(ticket, { ...context, direct: false });
    expect(piece?.actions).toEqual([]);
    expect(piece?.text.split('\n').at(-1)).toBe(`${say('dingtalk.group-hint')} #IT-2026-000123`);
    const claimed = { ...ticket, buttons: ticket.buttons?.slice(1) };
    expect(encodeText(claimed, { ...context, direct: false })[0]?.text).not.toContain(
      say('dingtalk.group-hint'),
    );
  });
});

describe('long texts', () => {
  it('are cut into parts that fit, and nothing of them is lost', () => {
    const unit = fc.constantFrom(
      '\u4e2d',
      'word ',
      '. ',
      '\n\n',
      '"',
      '\\\\',
      '\\*',
      '\ud83d\ude00',
      '\\[',
      ']',
    );
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 50, maxLength: 200 }),
        fc.integer({ min: 5, max: 60 }),
        (units, times) => {
          const text = `${units.join('')}.`.repeat(times);
          const pieces = encodeText({ text }, context);
          for (const piece of pieces) {
            expect(Buffer.byteLength(pushBody(piece).msgParam)).toBeLessThanOrEqual(15_000);
            expect(piece.text.length).toBeLessThanOrEqual(5_000);
            expect(piece.text).not.toMatch(/(?<!\\)(?:\\\\)*\\$/);
          }
          const letters = (one: string) => one.replace(/[\s\\]/g, '');
          expect(letters(pieces.map((piece) => piece.text).join(''))).toBe(letters(text));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('leave room for the buttons, however much has to be escaped', () => {
    for (const quotes of [2_400, 2_600, 2_800, 2_950]) {
      const text = '\u4e2d'.repeat(1_950) + '"'.repeat(quotes);
      for (const count of [1, 5, 6, 12]) {
        const buttons = Array.from({ length: count }, (_, index) => ({
          id: 'choose',
          label: `${index} ${'\u6253'.repeat(44)}`,
          value: '',
        }));
        for (const piece of encodeText({ text, buttons }, context)) {
          expect(Buffer.byteLength(pushBody(piece).msgParam)).toBeLessThanOrEqual(15_000);
        }
      }
    }
  });

  it('take no time for their title', () => {
    const begun = process.cpuUsage();
    const title = '['.repeat(40_000);
    encodeCard({ text: title, card: { title, fields: [] } }, 'd:ann');
    expect(process.cpuUsage(begun).user).toBeLessThan(500_000);
  });

  it('of a card go behind it, of an answer before it', () => {
    const text = 'A long line about a printer.\n\n'.repeat(400);
    const long = encodeCard({ ...ticket, text }, 'g:cid');
    expect(long.before).toEqual([]);
    expect(long.after.length).toBeGreaterThan(0);
    expect(long.card.params.content).toContain('\u674e\u96f7');
    const answered = encodeCard({ ...answer, text }, 'd:ann');
    expect(answered.after).toEqual([]);
    expect(answered.before.length).toBeGreaterThan(0);
  });
});
