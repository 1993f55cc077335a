import { afterEach, beforeEach, expect, it } from 'vitest';
import { retryLetter } from '../../../src/runtime/dead-letters.ts';
import { deadLetters } from '../../../src/runtime/letter-list.ts';
import { createSender } from '../../../src/runtime/sender.ts';
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts';
import { log, postAll, posting } from '../../runtime/setting.ts';
import { DESK, openSetting } from './setting.ts';

onEachDatabase('a dead letter of unknown outcome', (create) => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await create();
  });
  afterEach(() => test.drop());

  it.each([
    ['had arrived', 'cut-after', 1],
    ['had not arrived', 'cut-before', 2],
  ] as const)('that %s stands in Slack once after it is retried', async (_, line, posts) => {
    const { db } = test;
    const { twin, platform, desk, connected } = await openSetting();
    await connected();
    twin.fail('chat.postMessage', { line });
    const options = { db, platforms: new Map([['slack', platform]]), log, random: () => 0 };
    const sender = createSender({ ...options, now: Date.now, owner: 'one', pollMs: 3_600_000 });
    sender.start();
    await postAll(db, [posting('once', { place: desk })], Date.now());
    sender.wake();
    await sender.idle();
    await sender.stop(1_000);
    // As it stands after two replicas have died over it.
    await db.transaction({}, async (tx) => {
      await tx.update(db.tables.outbox).set({ state: 'unknown' });
    });
    const shown = await deadLetters(db, {}, { now: Date.now(), limit: 9 });
    expect(shown.letters.map(({ id }) => id)).toEqual(['m1']);

    await retryLetter(db, { of: 'outbox', id: 1 }, { actor: 'ann', now: Date.now() });
    const next = createSender({ ...options, now: Date.now, owner: 'two', pollMs: 3_600_000 });
    next.start();
    await next.idle();
    await next.stop(1_000);
    expect(twin.sent(DESK).map(({ text }) => text)).toEqual(['once']);
    expect(twin.calledAt('chat.postMessage').length).toBe(posts);
    expect(await db.read.select().from(db.tables.outbox)).toMatchObject([
      { state: 'sent', messageId: twin.sent(DESK)[0]?.id },
    ]);
  });
});
