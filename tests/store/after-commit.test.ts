import { afterEach, beforeEach, expect, it } from 'vitest';
import { afterCommit } from '../../src/store/after-commit.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';

onEachDatabase('what is done after a commit', (create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  const nameNow = async () => {
    const { db } = database;
    const [row] = await db.read.select().from(db.tables.counters);
    return row?.name;
  };

  it('sees what was committed, and is done when the transaction resolves', async () => {
    const { db } = database;
    let seen: string | undefined;
    const result = await db.transaction({}, async (tx) => {
      await tx.insert(db.tables.counters).values({ name: 'kept', value: 1 });
      afterCommit(tx, async () => {
        seen = await nameNow();
      });
      return 'done';
    });
    expect([result, seen]).toEqual(['done', 'kept']);
  });

  it('is not done where the transaction failed', async () => {
    const { db } = database;
    let done = false;
    const failing = db.transaction({}, async (tx) => {
      await tx.insert(db.tables.counters).values({ name: 'lost', value: 1 });
      afterCommit(tx, async () => {
        done = true;
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([await nameNow(), done]).toEqual([undefined, false]);
  });

  it('belongs to one transaction only', async () => {
    const { db } = database;
    const done: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        db.transaction({}, async (tx) => {
          await tx.insert(db.tables.counters).values({ name, value: 1 });
          if (name === 'b') afterCommit(tx, async () => void done.push(name));
        }),
      ),
    );
    expect(done).toEqual(['b']);
  });
});
