import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/platforms/platform.ts';
import { dropLetter, lettersActed, retryLetter } from '../../src/runtime/dead-letters.ts';
import { takeDeliveries } from '../../src/runtime/deliveries.ts';
import { buryEvent, takeEvents } from '../../src/runtime/inbox.ts';
import { deadLetters, givenUp, LATE_MS, type LetterFilter } from '../../src/runtime/letter-list.ts';
import { letterNamed } from '../../src/runtime/letter-name.ts';
import type { Loop } from '../../src/runtime/pump.ts';
import { createSender } from '../../src/runtime/sender.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { fakePlatform, log, place, postAll, posting, receive, standingClock } from './setting.ts';

onEachDatabase('dead letters', (create) => {
  let test: TestDatabase;
  let db: Database;
  let now: ReturnType<typeof standingClock>;
  let senders: Loop[];

  beforeEach(async () => {
    test = await create();
    db = test.db;
    now = standingClock();
    senders = [];
  });
  afterEach(async () => {
    await Promise.all(senders.map((sender) => sender.stop(1_000)));
    await test.drop();
  });

  const m = (id: number) => ({ of: 'outbox', id }) as const;
  const e = (id: number) => ({ of: 'inbox', id }) as const;
  const ann = () => ({ actor: 'ann', now: now() });
  const rows = () => db.read.select().from(db.tables.outbox).orderBy(db.tables.outbox.id);
  const list = async (filter: LetterFilter = {}, limit = 100, skip = 0) =>
    (await deadLetters(db, filter, { now: now(), limit, skip })).letters;
  const ids = async (filter?: LetterFilter) => (await list(filter)).map(({ id }) => id);
  const set = (id: number, values: Partial<(typeof db.tables.outbox)['$inferInsert']>) =>
    db.transaction({}, async (tx) => {
      await tx.update(db.tables.outbox).set(values).where(eq(db.tables.outbox.id, id));
    });

  function send(fail?: Parameters<typeof fakePlatform>[1]) {
    const fake = fakePlatform(now, fail);
    const platforms = new Map([['web', fake.platform]]);
    const owner = `s${senders.length}`;
    const sender = createSender({ db, platforms, owner, now, log, pollMs: 3_600_000, random: () => 0 });
    senders.push(sender);
    sender.start();
    return { ...fake, sender };
  }

  it('are all that waits for five minutes, the blocked head and what stands behind it (G10)', async () => {
    const away = { ...place, platform: 'wecom' };
    await postAll(db, [posting('head', { place: away }), posting('second', { place: away })], now());
    await receive(db, { lane: 'x', text: 'event', now: now() });
    now.advance(LATE_MS - 1);
    await postAll(db, [posting('young', { place: away })], now());
    expect(await list()).toEqual([]);
    now.advance(1);
    expect(await list()).toMatchObject([
      { id: 'm1', kind: 'waiting', wait: { why: 'due' } },
      { id: 'm2', kind: 'waiting', wait: { why: 'behind', letter: 'm1' } },
      { id: 'e1', kind: 'waiting', wait: { why: 'due' } },
    ]);
    await set(1, { notBefore: now() + 60_000 });
    now.advance(LATE_MS);
    await takeEvents(db, { owner: 'w', now: now(), leaseMs: 30_000, limit: 1 });
    await set(1, { notBefore: now() + 60_000 });
    expect((await list()).map(({ id, wait }) => [id, wait])).toEqual([
      ['m1', { why: 'later', until: now() + 60_000 }],
      ['m2', { why: 'behind', letter: 'm1' }],
      ['m3', { why: 'behind', letter: 'm1' }],
      ['e1', { why: 'in-hand' }],
    ]);
  });

  it('are listed by kind and platform, a page at a time; what arrived perhaps twice is none', async () => {
    const postings = ['1', '2', '3', '4'].map((text) => posting(text, { lane: text }));
    await postAll(db, [...postings, posting('5', { place: { ...place, platform: 'slack' } })], now());
    await receive(db, { lane: 'x', text: 'event', now: now() });
    await set(1, { state: 'dead' });
    await set(2, { state: 'unknown' });
    await set(3, { state: 'unknown', sentAt: now(), messageId: 'm' });
    await set(4, { state: 'sent' });
    await set(5, { state: 'dead' });
    now.advance(LATE_MS);
    expect(await ids()).toEqual(['m5', 'm1', 'm2', 'e1']);
    expect(await ids({ kind: 'message' })).toEqual(['m5', 'm1', 'm2']);
    expect(await ids({ kind: 'waiting' })).toEqual(['e1']);
    expect(await ids({ platform: 'slack' })).toEqual(['m5']);
    const page = await deadLetters(db, {}, { now: now(), limit: 2, skip: 1 });
    expect(page.letters.map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(page.counts).toEqual({ message: 3, event: 0, waiting: 1 });
    expect(await givenUp(db, {})).toEqual([m(1), m(5)]);
  });

  it('are retried once by two people at once, and the second is told who was first', async () => {
    await postAll(db, [posting('1')], now());
    await set(1, { state: 'dead', attempts: 10, error: 'gone: x' });
    const other = test.reopen();
    const outcomes = await Promise.all([
      retryLetter(db, m(1), ann()),
      retryLetter(other, m(1), { actor: 'bob', now: now() }),
    ]);
    await other.close();
    const winner = outcomes.findIndex((outcome) => 'did' in outcome);
    expect(outcomes[winner]).toEqual({ did: 'retry', letter: 'm1' });
    expect(outcomes[1 - winner]).toMatchObject({
      refused: 'settled',
      last: { act: 'retry', actor: winner === 0 ? 'ann' : 'bob', at: now() },
    });
    expect(await lettersActed(db, 10)).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'pending', attempts: 0, retriedAt: now() }]);
  });

  it('that are retried go before what waits in their lane, with the same key', async () => {
    await postAll(db, [posting('1')], now());
    const { sender, texts } = send((_, n) => (n === 1 ? new DeliveryError('permanent', 'no') : undefined));
    await sender.idle();
    const [{ key } = { key: '' }] = await rows();
    await postAll(db, [posting('2'), posting('3')], now());
    await retryLetter(db, m(1), ann());
    sender.wake();
    await sender.idle();
    expect(texts()).toEqual(['1', '1', '2', '3']);
    expect(await rows()).toMatchObject([{ state: 'sent', key }, { state: 'sent' }, { state: 'sent' }]);
    expect(await retryLetter(db, m(1), ann())).toMatchObject({ refused: 'settled', last: { actor: 'ann' } });
  });

  it('wait for their turn while another of their lane is in hand', async () => {
    await postAll(db, [posting('1'), posting('2')], now());
    await set(1, { state: 'dead' });
    const take = { owner: 'w', now: now(), leaseMs: 30_000, limit: 9, busyLanes: [] };
    expect(await takeDeliveries(db, take)).toHaveLength(1);
    expect(await retryLetter(db, m(1), ann())).toMatchObject({ refused: 'in-hand' });
    expect(await dropLetter(db, m(2), { ...ann(), reason: 'x' })).toMatchObject({ refused: 'in-hand' });
    now.advance(30_000);
    expect(await retryLetter(db, m(1), ann())).toMatchObject({ did: 'retry' });
  });

  it.each([
    [
      'two tries in doubt',
      [new DeliveryError('unknown', 'timeout'), new DeliveryError('unknown', 'timeout')],
    ],
    [
      'a refusal after a try in doubt',
      [new DeliveryError('unknown', 'x'), new DeliveryError('permanent', 'no')],
    ],
  ])('of %s are retried as perhaps the second', async (_, failures) => {
    await postAll(db, [posting('1')], now());
    const { sender, calls } = send((_call, n) => failures[n - 1]);
    await sender.idle();
    now.advance(10_000);
    sender.wake();
    await sender.idle();
    expect(await ids()).toEqual(['m1']);
    await retryLetter(db, m(1), ann());
    sender.wake();
    await sender.idle();
    expect(calls.map(({ again = false }) => again)).toEqual([false, true, true]);
    expect(await rows()).toMatchObject([{ state: 'unknown', sentAt: now() }]);
    expect(await ids()).toEqual([]);
  });

  it('are not retried where the same message has gone another way', async () => {
    await postAll(db, [posting('1', { ref: 'r' }), posting('2', { ref: 'r', lane: 'other' })], now());
    await set(1, { state: 'dead' });
    expect(await retryLetter(db, m(1), ann())).toMatchObject({ refused: 'elsewhere' });
    await set(2, { state: 'dead' });
    expect(await retryLetter(db, m(1), ann())).toMatchObject({ did: 'retry' });
  });

  it('that are dropped leave the list and their lane, and keep who did it and why', async () => {
    await postAll(db, [posting('stuck'), posting('next')], now());
    await set(1, { notBefore: now() + 3_600_000 });
    now.advance(LATE_MS);
    const told: (string | null)[] = [];
    const onDropped = async (_tx: unknown, row: { key: string }) => void told.push(row.key);
    expect(await retryLetter(db, m(1), ann())).toMatchObject({ refused: 'waiting' });
    expect(await dropLetter(db, m(1), { ...ann(), reason: 'said by phone', onDropped })).toEqual({
      did: 'drop',
      letter: 'm1',
    });
    const { sender, texts } = send();
    await sender.idle();
    expect(texts()).toEqual(['next']);
    expect(await ids()).toEqual([]);
    expect(told).toEqual([(await rows())[0]?.key]);
    expect(await rows()).toMatchObject([{ state: 'dropped' }, { state: 'sent' }]);
    expect(await lettersActed(db, 10)).toMatchObject([
      { letter: 'm1', act: 'drop', actor: 'ann', reason: 'said by phone', at: now() },
    ]);
    const again = await dropLetter(db, m(1), { ...ann(), reason: 'again' });
    expect(again).toMatchObject({ refused: 'settled', last: { reason: 'said by phone' } });
    expect(await dropLetter(db, m(99), { ...ann(), reason: 'x' })).toMatchObject({ refused: 'settled' });
  });

  it('that were events are worked on from their first attempt, before what came later', async () => {
    const lane = 'ann';
    await receive(db, { lane, text: '1', now: now() });
    await receive(db, { lane, text: '2', now: now() });
    const take = () => takeEvents(db, { owner: 'w', now: now(), leaseMs: 30_000, limit: 9 });
    const [first] = await take();
    await db.transaction({}, (tx) =>
      buryEvent(tx, db.tables, { id: first!.id, owner: 'w', reason: 'Error: x', now: now() }),
    );
    expect(await ids()).toEqual(['e1']);
    expect(await retryLetter(db, e(1), ann())).toEqual({ did: 'retry', letter: 'e1' });
    expect(await take()).toMatchObject([{ id: 1, attempts: 0 }]);
    expect(await dropLetter(db, e(2), { ...ann(), reason: 'test' })).toMatchObject({ did: 'drop' });
    const states = await db.read.select({ state: db.tables.inbox.state }).from(db.tables.inbox);
    expect(states.map(({ state }) => state).toSorted()).toEqual(['dropped', 'pending']);
  });
});

describe('the name of a dead letter', () => {
  it.each(['m0', 'x1', '12', 'm1 ', 'm-1', 'em1', ''])('is not %j', (text) => {
    expect(letterNamed(text)).toBeUndefined();
  });
});
