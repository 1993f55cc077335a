import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  acceptEvent,
  buryEvent,
  finishEvent,
  laneLock,
  postponeEvent,
  releaseLeases,
  takeEvents,
} from '../../src/runtime/inbox.ts';
import { LeaseLostError } from '../../src/runtime/lease.ts';
import type { Database } from '../../src/store/database.ts';
import { onDatabase, onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { gate, message, receive, textOf } from './setting.ts';

const DAY = 86_400_000;

onEachDatabase('the inbox', (create) => {
  let test: TestDatabase;
  let db: Database;

  beforeEach(async () => {
    test = await create();
    db = test.db;
  });
  afterEach(() => test.drop());

  const accept = (keys: [string, ...string[]], now = 0) =>
    acceptEvent(db, { ...message(keys[0]), keys }, { lane: 'ann', now });
  const take = (more: Partial<Parameters<typeof takeEvents>[1]> = {}) =>
    takeEvents(db, { owner: 'one', now: 0, leaseMs: 30_000, limit: 10, ...more });
  const finish = (id: number, owner = 'one') =>
    db.transaction({}, (tx) => finishEvent(tx, db.tables, { id, owner, result: 'answered', now: 0 }));
  const state = async (id: number) => (await db.read.select().from(db.tables.inbox)).find((r) => r.id === id);

  it('stores an event once, under whichever of its keys it comes again', async () => {
    expect(await accept(['e1', 'channel:7'])).toBe('stored');
    expect(await accept(['e1'])).toBe('repeated');
    expect(await accept(['e2', 'channel:7'])).toBe('repeated');
    expect(await accept(['e3'])).toBe('stored');
    expect(await db.read.$count(db.tables.inbox)).toBe(2);
  });

  it('remembers nothing of a repeat: its other keys stay free', async () => {
    await accept(['e1']);
    await accept(['e1', 'e2']);
    expect(await accept(['e2'])).toBe('stored');
  });

  it('knows an event again after thirty days, when it has long been answered', async () => {
    await accept(['e1']);
    const [event] = await take();
    await finish(event!.id);
    expect(await accept(['e1'], 30 * DAY)).toBe('repeated');
    expect(await take({ now: 30 * DAY })).toEqual([]);
  });

  it('tells the same key of another tenant or platform from ours', async () => {
    await accept(['e1']);
    const foreign = { ...message('e1'), tenant: 'other' };
    expect(await acceptEvent(db, foreign, { lane: 'ann', now: 0 })).toBe('stored');
    expect(await acceptEvent(db, { ...foreign, platform: 'slack' }, { lane: 'ann', now: 0 })).toBe('stored');
  });

  it('stores one of many that arrive at once with overlapping keys', async () => {
    const other = test.reopen();
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, i) => {
        const keys: [string, ...string[]] = i % 2 ? ['a', 'b'] : ['b', 'a'];
        return acceptEvent(i % 3 ? db : other, { ...message('x'), keys }, { lane: `lane ${i}`, now: 0 });
      }),
    );
    await other.close();
    expect(results.filter((result) => result === 'stored')).toHaveLength(1);
    expect(await db.read.$count(db.tables.inbox)).toBe(1);
  });

  it('takes texts that PostgreSQL would refuse, cleaned', async () => {
    await acceptEvent(db, message('k', 'a\0b \uD800 c \u{1F600} \\u0000'), { lane: 'ann', now: 0 });
    expect((await take()).map(textOf)).toEqual(['ab \uFFFD c \u{1F600} \\u0000']);
  });

  it('hands out the oldest of each lane only, and the next when that one is done', async () => {
    for (const [lane, text] of ['a 1', 'b 1', 'a 2', 'b 2'].map((t) => [t[0]!, t] as const)) {
      await receive(db, { lane, text, now: 0 });
    }
    const first = await take();
    expect(first.map(textOf)).toEqual(['a 1', 'b 1']);
    expect(await take({ owner: 'two' })).toEqual([]);
    await finish(first[0]!.id);
    expect((await take()).map(textOf)).toEqual(['a 2']);
  });

  it('takes no more than it is told to, oldest first', async () => {
    for (const text of ['1', '2', '3']) await receive(db, { lane: text, text, now: 0 });
    expect((await take({ limit: 2 })).map(textOf)).toEqual(['1', '2']);
  });

  it('hands a row out again once its lease has run out, and the old owner writes nothing', async () => {
    await accept(['e1']);
    const [event] = await take();
    expect(await take({ owner: 'two', now: 29_999 })).toEqual([]);
    expect(await take({ owner: 'two', now: 30_000 })).toHaveLength(1);

    const late = db.transaction({}, async (tx) => {
      await tx.insert(db.tables.counters).values({ name: 'effect', value: 1 });
      await finishEvent(tx, db.tables, { id: event!.id, owner: 'one', result: 'late', now: 0 });
    });
    await expect(late).rejects.toThrow(LeaseLostError);
    expect(await db.read.$count(db.tables.counters)).toBe(0);
    await finish(event!.id, 'two');
    expect(await state(event!.id)).toMatchObject({ state: 'done', result: 'answered', leaseOwner: null });
  });

  it('finishes an event once', async () => {
    await accept(['e1']);
    const [event] = await take();
    await finish(event!.id);
    await expect(finish(event!.id)).rejects.toThrow(LeaseLostError);
  });

  it('lets a postponed event hold its lane until its time', async () => {
    await accept(['e1']);
    await accept(['e2']);
    const [event] = await take();
    const held = { id: event!.id, owner: 'one' };
    await db.transaction({}, (tx) =>
      postponeEvent(tx, db.tables, { ...held, notBefore: 1_000, reason: 'Error: no' }),
    );
    expect(await take({ now: 999 })).toEqual([]);
    const again = await take({ now: 1_000 });
    expect(again.map(textOf)).toEqual(['e1']);
    expect(again[0]).toMatchObject({ attempts: 1 });
  });

  it('lets the lane of a buried event go on', async () => {
    await accept(['e1']);
    await accept(['e2']);
    const [event] = await take();
    const held = { id: event!.id, owner: 'one' };
    await db.transaction({}, (tx) => buryEvent(tx, db.tables, { ...held, reason: 'Error: no', now: 5 }));
    expect(await state(event!.id)).toMatchObject({ state: 'dead', result: 'Error: no', doneAt: 5 });
    expect((await take()).map(textOf)).toEqual(['e2']);
  });

  it('frees the leases of one owner, or of all', async () => {
    await receive(db, { lane: 'a', text: 'a', now: 0 });
    await take({ owner: 'one' });
    await receive(db, { lane: 'b', text: 'b', now: 0 });
    await take({ owner: 'two' });
    await releaseLeases(db, 'one');
    expect((await take({ owner: 'three' })).map(textOf)).toEqual(['a']);
    await releaseLeases(db);
    expect((await take({ owner: 'four' })).map(textOf)).toEqual(['a', 'b']);
  });

  it('never has a lane in two hands when two take at once', async () => {
    const other = test.reopen();
    for (let i = 0; i < 60; i++) await receive(db, { lane: `lane ${i % 6}`, text: `${i}`, now: 0 });
    const seen: string[] = [];
    for (;;) {
      const [mine, theirs] = await Promise.all([
        takeEvents(db, { owner: 'one', now: 0, leaseMs: 1_000, limit: 4 }),
        takeEvents(other, { owner: 'two', now: 0, leaseMs: 1_000, limit: 4 }),
      ]);
      const taken = [...mine, ...theirs];
      expect(new Set(taken.map(({ lane }) => lane)).size).toBe(taken.length);
      if (taken.length === 0) break;
      seen.push(...taken.map(textOf));
      await Promise.all([...mine.map(({ id }) => finish(id)), ...theirs.map(({ id }) => finish(id, 'two'))]);
    }
    await other.close();
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 60 }, (_, i) => `${i}`),
    );
  });
});

onDatabase('postgres', 'the order of a lane', (create) => {
  it('is that of the commits: nothing comes up behind a row that could be taken already', async () => {
    const { db, drop } = await create();
    const stored = gate();
    const mayCommit = gate();
    const slow = db.transaction({ lock: [laneLock('ann')] }, async (tx) => {
      const first = { lane: 'ann', payload: message('first'), notBefore: 0, receivedAt: 0 };
      await tx.insert(db.tables.inbox).values(first);
      stored.open();
      await mayCommit.opened;
    });
    await stored.opened;
    const second = receive(db, { lane: 'ann', text: 'second', now: 0 });
    for (let i = 0; i < 5; i++) await receive(db, { lane: 'bob', text: `bob ${i}`, now: 0 });
    const visible = await db.read.select().from(db.tables.inbox);
    expect(visible.every(({ lane }) => lane === 'bob')).toBe(true);

    mayCommit.open();
    await Promise.all([slow, second]);
    const rows = await db.read.select().from(db.tables.inbox).orderBy(db.tables.inbox.id);
    expect(rows.filter(({ lane }) => lane === 'ann').map(textOf)).toEqual(['first', 'second']);
    await drop();
  });
});
