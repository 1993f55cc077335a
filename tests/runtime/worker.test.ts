import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DeliveryError } from '../../src/platforms/platform.ts';
import type { StoredEvent } from '../../src/runtime/inbox.ts';
import { createWorker, type Plan, type WorkerOptions } from '../../src/runtime/worker.ts';
import type { Loop } from '../../src/runtime/pump.ts';
import type { Database, Transaction } from '../../src/store/database.ts';
import { StaleError } from '../../src/store/errors.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { gate, log, receive, standingClock, textOf } from './setting.ts';

onEachDatabase('the worker', (create) => {
  let test: TestDatabase;
  let db: Database;
  let now: ReturnType<typeof standingClock>;
  let workers: Loop[];

  beforeEach(async () => {
    test = await create();
    db = test.db;
    now = standingClock();
    workers = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop(1_000)));
    await test.drop();
  });

  const start = (handle: WorkerOptions['handle'], more: Partial<WorkerOptions> = {}) => {
    const worker = createWorker({
      db,
      handle,
      owner: 'one',
      now,
      log,
      pollMs: 3_600_000,
      random: () => 0,
      ...more,
    });
    workers.push(worker);
    worker.start();
    return worker;
  };
  const say = async (...texts: string[]) => {
    for (const text of texts) await receive(db, { lane: text[0]!, text, now: now() });
  };
  const count = (name: string) => async (tx: Transaction) => {
    await tx.insert(db.tables.counters).values({ name, value: 1 });
  };
  const counted = async () => (await db.read.select().from(db.tables.counters)).map(({ name }) => name);
  const inbox = () => db.read.select().from(db.tables.inbox).orderBy(db.tables.inbox.id);
  const done: Plan = { result: 'answered' };

  it('commits the plan and the end of its event together', async () => {
    await say('a1');
    const worker = start(async () => ({ result: 'answered', apply: count('effect') }));
    await worker.idle();
    expect(await counted()).toEqual(['effect']);
    expect(await inbox()).toMatchObject([{ state: 'done', result: 'answered', doneAt: now() }]);
  });

  it('keeps the order within a lane, whatever thinking takes', async () => {
    let run = 0;
    const lanes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(8)), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(lanes, async (events) => {
        run += 1;
        const seen: Record<string, number[]> = { a: [], b: [], c: [] };
        const delays = new Map<string, number>();
        for (const [i, [lane, ms]] of events.entries()) {
          delays.set(`${lane}${run}-${i}`, ms);
          await receive(db, { lane, text: `${lane}${run}-${i}`, now: now() });
        }
        const worker = start(async (event) => {
          await delay(delays.get(textOf(event)) ?? 0);
          seen[event.lane]!.push(Number(textOf(event).split('-')[1]));
          return done;
        });
        await worker.idle();
        await worker.stop(1_000);
        for (const lane of ['a', 'b', 'c']) {
          const sent = events.flatMap(([of], i) => (of === lane ? [i] : []));
          expect(seen[lane]).toEqual(sent);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('works on other lanes while one thinks', async () => {
    await say('a1', 'b1');
    const thinking = gate();
    const finished: string[] = [];
    const second = gate();
    const worker = start(async (event) => {
      if (event.lane === 'a') await thinking.opened;
      finished.push(event.lane);
      if (event.lane === 'b') second.open();
      return done;
    });
    await second.opened;
    expect(finished).toEqual(['b']);
    thinking.open();
    await worker.idle();
    expect(finished).toEqual(['b', 'a']);
  });

  it('never runs more at once than it may', async () => {
    await say(...'abcdefgh'.split('').map((lane) => `${lane}1`));
    let running = 0;
    let most = 0;
    const worker = start(
      async () => {
        most = Math.max(most, ++running);
        await nextTurn();
        running -= 1;
        return done;
      },
      { concurrency: 3 },
    );
    await worker.idle();
    expect(most).toBe(3);
  });

  it('thinks again at once when what it thought about has changed', async () => {
    await say('a1');
    let thoughts = 0;
    const worker = start(async () => ({
      result: `thought ${++thoughts}`,
      apply: async (tx) => {
        await count(`thought ${thoughts}`)(tx);
        if (thoughts < 3) throw new StaleError();
      },
    }));
    await worker.idle();
    expect(await counted()).toEqual(['thought 3']);
    expect(await inbox()).toMatchObject([{ state: 'done', attempts: 0, result: 'thought 3' }]);
  });

  it('counts it as a failure when it is stale for ever', async () => {
    await say('a1');
    let thoughts = 0;
    const worker = start(async () => {
      thoughts += 1;
      throw new StaleError();
    });
    await worker.idle();
    expect(thoughts).toBe(6);
    expect(await inbox()).toMatchObject([{ state: 'pending', attempts: 1 }]);
  });

  it('buries a poisonous event after five attempts, each later than the last, and others never notice', async () => {
    await say('a1', 'a2', 'b1');
    const tries: number[] = [];
    const answered: string[] = [];
    const buried: string[] = [];
    const worker = start(
      async (event) => {
        if (textOf(event) === 'a1') {
          tries.push(now());
          throw new TypeError('poison');
        }
        answered.push(textOf(event));
        return done;
      },
      {
        onBuried: async (event, error) => {
          buried.push(`${textOf(event)} ${String(error)}`);
          return { result: 'told', apply: count('told') };
        },
      },
    );
    await worker.idle();
    expect(answered).toEqual(['b1']);
    for (let i = 0; i < 20; i++) {
      now.advance(1_000);
      await worker.idle();
    }
    expect(tries.map((at) => at - tries[0]!)).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
    expect(answered).toEqual(['b1', 'a2']);
    expect(buried).toEqual(['a1 TypeError: poison']);
    expect(await counted()).toEqual(['told']);
    const [first] = (await inbox()).filter((row) => textOf(row) === 'a1');
    expect(first).toMatchObject({ state: 'dead', attempts: 5, result: 'TypeError: poison' });
  });

  it('keeps an event through an outage of a quarter of an hour, and asks no earlier than it may', async () => {
    await say('a1');
    const tries: number[] = [];
    const worker = start(async () => {
      tries.push(now());
      if (tries.length === 1) throw new DeliveryError('transient', 'slow down', { retryAfterMs: 30_000 });
      if (now() < tries[0]! + 15 * 60_000) throw new DeliveryError('transient', 'down');
      return done;
    });
    for (let i = 0; i < 200; i++) {
      await worker.idle();
      now.advance(10_000);
    }
    expect(tries[1]! - tries[0]!).toBe(30_000);
    expect(await inbox()).toMatchObject([{ state: 'done', result: 'answered' }]);
  });

  it('buries an event also when nobody can be told', async () => {
    await say('a1');
    const failing = () => Promise.reject(new Error('no'));
    const worker = start(failing, { onBuried: failing });
    for (let i = 0; i < 20; i++) {
      await worker.idle();
      now.advance(1_000);
    }
    expect(await inbox()).toMatchObject([{ state: 'dead', attempts: 5 }]);
  });

  it('writes nothing for an event that another has taken over meanwhile', async () => {
    await say('a1');
    const started = gate();
    const revived = gate();
    const old = start(async () => {
      started.open();
      await revived.opened;
      return { result: 'old', apply: count('old') };
    });
    await started.opened;
    now.advance(31_000);
    const successor = start(async () => ({ result: 'new', apply: count('new') }), { owner: 'two' });
    await successor.idle();
    revived.open();
    await old.idle();
    expect(await counted()).toEqual(['new']);
    expect(await inbox()).toMatchObject([{ state: 'done', result: 'new' }]);
  });

  it('has each event done once by two workers on one database', async () => {
    await say(...Array.from({ length: 40 }, (_, i) => `${'abcde'[i % 5]}${i}`));
    const other = test.reopen();
    const handle = async (event: StoredEvent) => ({ result: 'ok', apply: count(textOf(event)) });
    const one = start(handle);
    const two = start(handle, { db: other, owner: 'two' });
    while ((await inbox()).some(({ state }) => state === 'pending')) {
      await Promise.all([one.idle(), two.idle()]);
    }
    await two.stop(1_000);
    await other.close();
    expect(await counted()).toHaveLength(40);
  });

  it('waits on stop for what runs, and begins nothing new', async () => {
    await say('a1', 'a2');
    const started = gate();
    const thinking = gate();
    const worker = start(async () => {
      started.open();
      await thinking.opened;
      return done;
    });
    await started.opened;
    const stopped = worker.stop(10_000);
    thinking.open();
    await stopped;
    expect((await inbox()).map(({ state }) => state)).toEqual(['done', 'pending']);
  });

  it('stops within its time, frees what still runs, and that takes no effect any more', async () => {
    await say('a1');
    const started = gate();
    const thinking = gate();
    const committed = gate();
    const worker = start(async () => {
      started.open();
      await thinking.opened;
      return {
        result: 'late',
        apply: async (tx) => {
          committed.open();
          await count('late')(tx);
        },
      };
    });
    await started.opened;
    const began = Date.now();
    await worker.stop(50);
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(await inbox()).toMatchObject([{ state: 'pending', leaseOwner: null, attempts: 0 }]);
    thinking.open();
    const successor = start(async () => ({ result: 'new', apply: count('new') }), { owner: 'two' });
    await successor.idle();
    expect(await counted()).toEqual(['new']);
  });

  it('goes on after the database was away', async () => {
    await say('a1');
    let failures = 2;
    const flaky: Database = Object.assign(Object.create(db) as Database, {
      transaction: async (...args: Parameters<Database['transaction']>) => {
        if (failures-- > 0) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
        return db.transaction(...args);
      },
    });
    const worker = start(async () => done, { db: flaky });
    await worker.idle();
    expect(await inbox()).toMatchObject([{ state: 'done', attempts: 0 }]);
  });
});
