import { describe, expect, it } from 'vitest';
import { ticketTag, ticketTagIn } from '../../src/platforms/ticket-tag.ts';

it.each([
  ['#IT-2026-000012 李雷：还是不行', 'IT-2026-000012'],
  ['**#IT-2026-000012** 当前；切换：IT-2026-000013', 'IT-2026-000012'],
  ['✅ #IT-2026-000012 已送达', 'IT-2026-000012'],
  ['王芳（#it-2026-000012）：马上来', 'IT-2026-000012'],
  ['Ticket IT-2026-000012, again it-2026-000012', 'IT-2026-000012'],
  ['IT-2026-0000123456789', undefined],
  ['打印机卡纸了', undefined],
])('%s is about %s', (text, number) => {
  expect(ticketTag(text)).toBe(number);
});

it('is found quickly in whatever was quoted', () => {
  const start = performance.now();
  expect(ticketTagIn({ text: { content: `${' '.repeat(50_000)}x${'#'.repeat(50_000)}` } })).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(200);
});

it('a list of several tickets is about none of them', () => {
  expect(ticketTag('你的工单：\n- IT-2026-000012\n- IT-2026-000013')).toBeUndefined();
});

it('several notices in one message are about none of their tickets', () => {
  const notices = '#IT-2026-000001 王芳 放弃了，等待认领。\n\n#IT-2026-000002 李四 放弃了，等待认领。';
  expect(ticketTag(notices)).toBeUndefined();
  expect(ticketTagIn({ msgType: 'text', content: { text: notices } })).toBeUndefined();
  expect(ticketTagIn({ text: { content: '✅ #1 已送达\n\n✅ #2 已送达' } })).toBeUndefined();
  expect(ticketTagIn({ text: { content: '✅ #1 已送达\n\n#IT-2026-000002 已认领' } })).toBeUndefined();
});

describe('a quoted message', () => {
  it('is searched for its texts wherever they lie', () => {
    const quote = { msgType: 'richText', content: { richText: [{ text: 'x' }, { text: 'IT-2026-000012' }] } };
    expect(ticketTagIn(quote)).toBe('IT-2026-000012');
    expect(ticketTagIn({ a: 'see IT-2026-000012', b: ['and IT-2026-000013'] })).toBeUndefined();
    expect(ticketTagIn(undefined)).toBeUndefined();
  });

  it.each([
    ['#IT-2026-000002 王芳 把它合并到了 IT-2026-000001。', 'IT-2026-000002'],
    ['✅ #2 已送达', '#2'],
    ['⚠️ #2：“在吗”可能送到了两次', '#2'],
    ['❌ #IT-2026-000003：“请打开”没有送到报修人', 'IT-2026-000003'],
    ['#2 我马上到', '#2'],
    ['#333333', undefined],
    ['马上到', undefined],
  ])('is about what its text begins with, whatever stands beside it: %s', (content, number) => {
    expect(ticketTagIn({ msgtype: 'text', msgid: 'msg4IFeQw==', text: { content } })).toBe(number);
  });
});
