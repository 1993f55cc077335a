import { afterEach, beforeEach, expect, it } from 'vitest';
import { cancelTimer, cancelTimers, createTimerWatch, setTimer } from '../../src/runtime/timers.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { log, standingClock } from './setting.ts';

onEachDatabase('timers', (create) => {
  let test: TestDatabase;
  let db: Database;
  let now: ReturnType<typeof standingClock>;

  beforeEach(async () => {
    test = await create();
    db = test.db;
    now = standingClock();
  });
  afterEach(() => test.drop());

  const set = (key: string, inMs: number, lane = 'ann') =>
    db.transaction({}, (tx) =>
      setTimer(tx, db.tables, { key, name: 'remind', subject: 't1', lane, dueAt: now() + inMs }),
    );
  const watch = (on = db) => createTimerWatch({ db: on, now, log, onMoved: () => {} });
  const fired = async () => {
    const rows = await db.read.select().from(db.tables.inbox).orderBy(db.tables.inbox.id);
    return rows.map(({ payload }) => (payload.kind === 'timer' ? payload.key : payload.kind));
  };

  it('become events of the inbox when they are due, never earlier', async () => {
    await set('a', 1_000);
    const watching = watch();
    now.advance(999);
    expect(await watching.tick()).toBe(0);
    now.advance(1);
    expect(await watching.tick()).toBe(1);
    const dueAt = now();
    expect(await db.read.select().from(db.tables.inbox)).toMatchObject([
      {
        lane: 'ann',
        state: 'pending',
        notBefore: dueAt,
        payload: { kind: 'timer', key: 'a', name: 'remind', subject: 't1', dueAt },
      },
    ]);
    expect(await db.read.$count(db.tables.timers)).toBe(0);
  });

  it('fire in the order of their times', async () => {
    await set('late', 30);
    await set('early', 10);
    await set('middle', 20);
    now.advance(60_000);
    await watch().tick();
    expect(await fired()).toEqual(['early', 'middle', 'late']);
  });

  it('fire once while several watch', async () => {
    const other = test.reopen();
    for (let i = 0; i < 30; i++) await set(`t${i}`, i, `lane ${i % 4}`);
    now.advance(1_000);
    const watches = [watch(), watch(other), watch(), watch(other)];
    const counts = await Promise.all(watches.map((one) => one.tick()));
    await other.close();
    expect(counts.reduce((a, b) => a + b)).toBe(30);
    expect(new Set(await fired()).size).toBe(30);
  });

  it('are moved by setting them again', async () => {
    await set('a', 10);
    await set('a', 5_000);
    now.advance(100);
    expect(await watch().tick()).toBe(0);
    now.advance(5_000);
    expect(await watch().tick()).toBe(1);
  });

  it('never fire once they are cancelled', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await set(key, 10);
    await db.transaction({}, async (tx) => {
      await cancelTimer(tx, db.tables, 'a');
      await cancelTimer(tx, db.tables, 'never set');
      await cancelTimers(tx, db.tables, ['b', 'c']);
      await cancelTimers(tx, db.tables, []);
    });
    now.advance(100);
    await watch().tick();
    expect(await fired()).toEqual(['d']);
  });

  it('keep their row when the process dies while they are moved', async () => {
    await set('a', 10);
    now.advance(100);
    const dying = createTimerWatch({
      db,
      now,
      log,
      onMoved: () => {},
      probe: (point) => {
        if (point === 'timer-in-move') throw new Error('killed');
      },
    });
    await expect(dying.tick()).rejects.toThrow('killed');
    expect(await fired()).toEqual([]);
    expect(await watch().tick()).toBe(1);
  });

  it('are watched until stop', async () => {
    await set('a', 0);
    const moved = new Promise<void>((resolve) => {
      const running = createTimerWatch({
        db,
        now,
        log,
        onMoved: () => {
          running.stop();
          resolve();
        },
      });
      running.start();
    });
    await moved;
    expect(await fired()).toEqual(['a']);
  });
});
