import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { onDatabase, type TestDatabase } from '../support/databases.ts';
import { gate } from '../runtime/setting.ts';

onDatabase('postgres', 'transactions', (create) => {
  let test: TestDatabase;
  let db: Database;

  beforeEach(async () => {
    test = await create();
    db = test.db;
  });
  afterEach(() => test.drop());

  const insert = (name: string, lock: string[]) =>
    db.transaction({ lock }, async (tx) => {
      await tx.insert(db.tables.counters).values({ name, value: 1 });
    });

  /** Opens a transaction that holds `lock` until it is told to end. */
  async function hold(lock: string[]) {
    const begun = gate();
    const mayEnd = gate();
    const ended = db.transaction({ lock }, async () => {
      begun.open();
      await mayEnd.opened;
    });
    await begun.opened;
    return { end: mayEnd.open, ended };
  }

  it('with different keys overlap: one finishes while the other is open', async () => {
    const { end, ended } = await hold(['ticket:a']);
    await insert('b', ['ticket:b']);
    await insert('c', []);
    expect(await db.read.$count(db.tables.counters)).toBe(2);
    end();
    await ended;
  });

  it('with the same key wait for each other', async () => {
    const { end, ended } = await hold(['ticket:a', 'conversation:x']);
    let finished = false;
    const waiting = insert('a', ['ticket:b', 'ticket:a']).then(() => {
      finished = true;
    });
    // Each of these takes as many round trips as the one that waits needs.
    for (const name of ['c', 'd', 'e', 'f']) await insert(name, [`ticket:${name}`]);
    expect(finished).toBe(false);
    end();
    await Promise.all([ended, waiting]);
    expect(finished).toBe(true);
  });

  it('never wait for each other crosswise', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => insert(`${i}`, i % 2 ? ['x', 'y', 'z'] : ['z', 'y', 'x'])),
    );
    expect(await db.read.$count(db.tables.counters)).toBe(30);
  });
});
