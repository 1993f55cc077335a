import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freeHolds, createSingleHolder, type SingleHolderOptions } from '../../src/runtime/single-holder.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { gate, log, standingClock } from './setting.ts';

const LEASE_MS = 60_000;
const RENEW_MS = 15;

onEachDatabase('a hold', (create) => {
  let test: TestDatabase;
  let db: Database;
  let other: Database;
  let now: ReturnType<typeof standingClock>;
  let held: { release(): Promise<void> }[] = [];

  beforeAll(async () => {
    test = await create();
    db = test.db;
    other = test.reopen();
  });
  beforeEach(() => {
    now = standingClock();
  });
  afterEach(async () => {
    await Promise.all(held.map((one) => one.release()));
    held = [];
    await freeHolds(db);
  });
  afterAll(async () => {
    await other.close();
    await test.drop();
  });

  const holder = (more: Partial<SingleHolderOptions> = {}) => {
    const times = { leaseMs: LEASE_MS, renewMs: RENEW_MS };
    return createSingleHolder({ db, owner: 'one', now, log, ...times, ...more });
  };
  /** Holds `name` until released; what happens is in `said`. */
  const hold = (
    said: string[],
    who: string,
    { name = 'wecom', ...more }: Partial<SingleHolderOptions> & { name?: string } = {},
  ) => {
    const begun = gate();
    const over = gate();
    const one = holder({ owner: who, ...more }).holdAlone(name, async (signal) => {
      said.push(`${who} has it`);
      begun.open();
      await aborted(signal);
      said.push(`${who} has ended`);
      over.open();
    });
    held.push(one);
    return { ...one, begun: begun.opened, over: over.opened };
  };

  it('goes to one of two, and at once to the other when it is released', async () => {
    const said: string[] = [];
    const first = hold(said, 'one');
    await first.begun;
    const asking = counting(other);
    const second = hold(said, 'two', { db: asking.db });
    await asking.times(5);
    expect(said).toEqual(['one has it']);
    await first.release();
    await second.begun;
    expect(said).toEqual(['one has it', 'one has ended', 'two has it']);
  });

  it('goes to one of two who ask in the same process under the same name', async () => {
    const said: string[] = [];
    const asking = counting(db);
    hold(said, 'one', { db: asking.db });
    hold(said, 'one', { db: asking.db });
    await asking.times(8);
    expect(said).toEqual(['one has it']);
  });

  it('is several where the names differ', async () => {
    const said: string[] = [];
    await Promise.all([hold(said, 'one').begun, hold(said, 'two', { name: 'slack' }).begun]);
    expect(said.toSorted()).toEqual(['one has it', 'two has it']);
  });

  it('goes to another when its holder has died, and not before its lease is over', async () => {
    await died(db, now() + LEASE_MS);
    const said: string[] = [];
    const asking = counting(db);
    const second = hold(said, 'two', { db: asking.db });
    await asking.times(3);
    now.advance(LEASE_MS - 1);
    await asking.times(6);
    expect(said).toEqual([]);
    now.advance(1);
    await second.begun;
    expect(said).toEqual(['two has it']);
  });

  it('is free after the start of the only process', async () => {
    await died(db, now() + LEASE_MS);
    await freeHolds(db);
    const said: string[] = [];
    await hold(said, 'two').begun;
    expect(said).toEqual(['two has it']);
  });

  it('outlives its lease while the database does not answer, and is still held afterwards', async () => {
    const said: string[] = [];
    const link = cuttable(db);
    await hold(said, 'one', { db: link.db, leaseMs: 4 }).begun;
    link.cut();
    await link.refuses(10);
    now.advance(LEASE_MS);
    link.mend();
    await link.answers(2);
    expect(said).toEqual(['one has it']);
  });

  it('that another took meanwhile ends once the database answers', async () => {
    const said: string[] = [];
    const link = cuttable(db);
    const first = hold(said, 'one', { db: link.db });
    await first.begun;
    link.cut();
    const second = hold(said, 'two', { db: other });
    await link.refuses(2);
    expect(said).toEqual(['one has it']);
    now.advance(LEASE_MS);
    await second.begun;
    link.mend();
    await first.over;
    expect(said).toEqual(['one has it', 'two has it', 'one has ended']);
  });

  it('is renewed before it is over, however rarely it is to be renewed', async () => {
    const said: string[] = [];
    const asking = counting(db);
    hold(said, 'one', { db: asking.db, leaseMs: 40, renewMs: 3_600_000 });
    await asking.times(3);
    expect(said).toEqual(['one has it']);
  });

  it('ends at once when somebody else has got it, and comes back when that one is done', async () => {
    const said: string[] = [];
    const back = gate();
    const first = hold(said, 'one', { log: telling('held alone', 2, back.open) });
    await first.begun;
    await db.transaction({}, async (tx) => {
      await tx.update(db.tables.leases).set({ owner: 'thief', until: now() + LEASE_MS });
    });
    await first.over;
    expect(said).toEqual(['one has it', 'one has ended']);
    now.advance(LEASE_MS);
    await back.opened;
    await first.release();
    expect(said.slice(2)).toEqual(['one has it', 'one has ended']);
  });

  it('is kept while the work is still ending', async () => {
    const said: string[] = [];
    const ending = gate();
    const begun = gate();
    const renewing = counting(db);
    const slow = holder({ db: renewing.db }).holdAlone('wecom', async (signal) => {
      begun.open();
      await aborted(signal);
      await ending.opened;
      said.push('one has ended');
    });
    await begun.opened;
    const released = slow.release();
    const asking = counting(other);
    const second = hold(said, 'two', { db: asking.db });
    for (let i = 0; i < 3; i++) {
      now.advance(LEASE_MS / 2);
      // The first to end may have begun before the time moved.
      await Promise.all([renewing.more(2), asking.more(2)]);
    }
    expect(said).toEqual([]);
    ending.open();
    await released;
    await second.begun;
    expect(said).toEqual(['one has ended', 'two has it']);
  });

  it('begins its work again when that has ended or failed', async () => {
    let runs = 0;
    const third = gate();
    held.push(
      holder().holdAlone('wecom', async (signal) => {
        if (++runs === 1) throw new Error('no');
        if (runs === 2) return;
        third.open();
        await aborted(signal);
      }),
    );
    await third.opened;
    expect(runs).toBe(3);
  });

  it('asks again when the database was away at the beginning', async () => {
    let failures = 3;
    await hold([], 'one', { db: failing(db, () => failures-- > 0) }).begun;
    expect(failures).toBeLessThan(0);
  });
});

describe('a released hold', () => {
  it('does not wait for one that never got it', async () => {
    const never: Database = failing(undefined, () => true);
    const times = { leaseMs: LEASE_MS, renewMs: LEASE_MS };
    const one = createSingleHolder({ db: never, owner: 'one', now: () => 0, log, ...times });
    let runs = 0;
    await one.holdAlone('wecom', async () => void runs++).release();
    expect(runs).toBe(0);
  });
});

async function died(db: Database, until: number): Promise<void> {
  await db.transaction({}, async (tx) => {
    await tx.insert(db.tables.leases).values({ name: 'wecom', owner: 'dead', until });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

function failing(db: Database | undefined, isAway: () => boolean): Database {
  const down = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  return Object.assign(Object.create(db ?? { tables: {} }) as Database, {
    transaction: async (...args: Parameters<Database['transaction']>) => {
      if (isAway() || !db) throw down;
      return db.transaction(...args);
    },
  });
}

/** A database whose connection can be cut, and promises of its being asked so many more times in vain, or not. */
function cuttable(db: Database) {
  let isAway = false;
  const answering = counting(db);
  const refusing = counting(failing(undefined, () => true));
  const link: Database = Object.assign(Object.create(db) as Database, {
    transaction: (...args: Parameters<Database['transaction']>) =>
      (isAway ? refusing : answering).db.transaction(...args),
  });
  return {
    db: link,
    cut: () => void (isAway = true),
    mend: () => void (isAway = false),
    refuses: refusing.more,
    answers: answering.more,
  };
}

/** The database, and promises of its being asked so many times in all, or more. */
function counting(db: Database) {
  let asked = 0;
  let waiting: { n: number; resolve: () => void }[] = [];
  const counted: Database = Object.assign(Object.create(db) as Database, {
    transaction: async (...args: Parameters<Database['transaction']>) => {
      try {
        return await db.transaction(...args);
      } finally {
        asked++;
        for (const { n, resolve } of waiting) if (asked >= n) resolve();
        waiting = waiting.filter(({ n }) => n > asked);
      }
    },
  });
  const times = (n: number) =>
    asked >= n
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          waiting.push({ n, resolve });
        });
  return { db: counted, times, more: (n: number) => times(asked + n) };
}

/** A log that tells when it has been given `message` for the `nth` time. */
function telling(message: string, nth: number, tell: () => void): SingleHolderOptions['log'] {
  let seen = 0;
  const info = ((_fields: object, said: string) => {
    if (said === message && ++seen === nth) tell();
  }) as SingleHolderOptions['log']['info'];
  return Object.assign(log.child({}), { info });
}
