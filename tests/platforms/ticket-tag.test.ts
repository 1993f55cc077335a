import { expect, it } from 'vitest';
import { ticketTag, ticketTagIn } from '../../src/platforms/ticket-tag.ts';

it.each([
  ['#IT-2026-000012 李雷：还是不行', 'IT-2026-000012'],
  ['**#IT-2026-000012** 当前；切换：IT-2026-000013', 'IT-2026-000012'],
  ['王芳（#it-2026-000012）：马上来', 'IT-2026-000012'],
  ['Ticket IT-2026-000012, again IT-2026-000012', 'IT-2026-000012'],
  ['IT-2026-0000123456789', undefined],
  ['打印机卡纸了', undefined],
])('%s is about %s', (text, number) => {
  expect(ticketTag(text)).toBe(number);
});

it('a list of several tickets is about none of them', () => {
  expect(ticketTag('你的工单：\n- IT-2026-000012\n- IT-2026-000013')).toBeUndefined();
});

it('finds the texts of a quote wherever they lie', () => {
  const quote = { msgType: 'richText', content: { richText: [{ text: 'x' }, { text: 'IT-2026-000012' }] } };
  expect(ticketTagIn(quote)).toBe('IT-2026-000012');
  expect(ticketTagIn({ a: 'see IT-2026-000012', b: ['IT-2026-000013'] })).toBeUndefined();
  expect(ticketTagIn(undefined)).toBeUndefined();
});
