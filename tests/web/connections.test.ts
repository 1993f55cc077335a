import { afterEach, beforeEach, expect, it } from 'vitest';
import { NOON, webWorld, type WebWorld } from './world.ts';

let world: WebWorld;
beforeEach(async () => {
  world = await webWorld({ people: [] });
});
afterEach(() => world.close());

async function frontPage(language = 'en'): Promise<string> {
  const answer = await world.as(undefined, language).get('/');
  return (await answer.text()).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

it('tells the operator how each platform is connected, and what to do about one that isn’t', async () => {
  world.connections.push(
    { name: 'slack', state: 'connected' },
    { name: 'wecom', state: 'refused', reason: 'WECOM_BOT_SECRET is wrong' },
  );
  expect(await frontPage()).toMatch(
    /slack Connected wecom Refused by the platform WECOM_BOT_SECRET is wrong/,
  );
  expect(await frontPage('zh')).toMatch(/slack 已连接 wecom 被平台拒绝/);
});

it('shows beside a real platform what was not delivered, and not what it said', async () => {
  world.connections.push({ name: 'slack', state: 'connected' });
  await world.db.transaction({}, async (tx) => {
    await tx.insert(world.db.tables.outbox).values({
      key: 'k1',
      lane: 'l',
      op: 'send',
      place: { platform: 'slack', tenant: 'T1', channel: 'D1' },
      body: { text: 'my salary' },
      state: 'dead',
      error: 'gone: channel_not_found',
      notBefore: NOON,
      createdAt: NOON,
    });
  });
  const page = await frontPage();
  expect(page).toContain('Not delivered or not processed: 1');
  expect(page).toContain('deskline dead-letters');
  expect(page).toMatch(/m1 Slack .* channel_not_found/);
  expect(page).not.toContain('salary');
  expect(page).not.toContain('Demo');
});
