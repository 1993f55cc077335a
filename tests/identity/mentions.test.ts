import { expect, it } from 'vitest';
import { createMentions } from '../../src/identity/mentions.ts';
import type { Person } from '../../src/identity/people.ts';

const names: Record<string, string> = { U1: '王芳', 'li.si': '李四' };
const named = createMentions({
  byIdentity: async ({ platform, userId }) => {
    const name = platform === 'slack' ? names[userId] : undefined;
    return name === undefined ? undefined : ({ id: userId, name } as Person);
  },
});

it.each([
  ['@U1 看一下', '@王芳 看一下'],
  ['<@U1> 和 <@U1|fang>，@li.si.', '@王芳 和 @王芳，@李四.'],
  ['@U2 <@U2|tom> 看一下', '@U2 <@U2|tom> 看一下'],
  ['写到 a@U1 或 @@U1', '写到 a@U1 或 @@U1'],
  ['没有提到谁', '没有提到谁'],
])('who is known is called by his name: %s', async (text, shown) => {
  expect(await named(text, { platform: 'slack', tenant: 't' })).toBe(shown);
});

it('is known on his own platform only', async () => {
  expect(await named('@U1', { platform: 'wecom', tenant: 't' })).toBe('@U1');
});
