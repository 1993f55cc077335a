import { expect, it } from 'vitest';
import { WaitingTransactionError } from '../../src/store/errors.ts';
import { groupCommit, type GroupConnection } from '../../src/store/group-commit.ts';
import { createSqlite } from '../support/databases.ts';

/** Notes what is asked of it; `failing` names what throws. */
function fakeConnection(failing: Partial<Record<keyof GroupConnection, Error>> = {}) {
  const said: string[] = [];
  let inTransaction = false;
  const say = (word: keyof GroupConnection, after: boolean) => () => {
    said.push(word);
    const error = failing[word];
    if (error) throw error;
    inTransaction = after;
  };
  const connection: GroupConnection = {
    begin: async () => say('begin', true)(),
    commit: say('commit', false),
    rollback: say('rollback', false),
    savepoint: say('savepoint', true),
    release: say('release', true),
    rollbackToSavepoint: say('rollbackToSavepoint', true),
    get inTransaction() {
      return inTransaction;
    },
  };
  return { connection, said, lose: () => (inTransaction = false) };
}

it('commits a hundred transactions that come at once in few commits', async () => {
  const { connection, said } = fakeConnection();
  const group = groupCommit(connection);
  const results = await Promise.all(Array.from({ length: 100 }, (_, i) => group.run(async () => i)));
  expect(results).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(said.filter((word) => word === 'commit').length).toBeLessThanOrEqual(3);
  expect(said.filter((word) => word === 'savepoint')).toHaveLength(100);
});

it('resolves nothing before it is committed', async () => {
  const { connection, said } = fakeConnection();
  const group = groupCommit(connection);
  await Promise.all(
    Array.from({ length: 5 }, async () => {
      await group.run(async () => expect(said).not.toContain('commit'));
      expect(said).toContain('commit');
    }),
  );
});

it('refuses a job that waits for something else than the database, and keeps what the others did', async () => {
  const { connection, said } = fakeConnection();
  const group = groupCommit(connection);
  const others = [group.run(async () => 'before'), group.run(async () => 'after')];
  const waits = group.run(() => new Promise((resolve) => setTimeout(resolve, 60_000).unref()));
  const inside = group.run(() => group.run(async () => 'inside'));
  await expect(waits).rejects.toThrow(WaitingTransactionError);
  await expect(inside).rejects.toThrow(WaitingTransactionError);
  expect(await Promise.all(others)).toEqual(['before', 'after']);
  expect(said.filter((word) => word === 'rollbackToSavepoint')).toHaveLength(2);
});

it('runs one job at a time, in the order of asking', async () => {
  const group = groupCommit(fakeConnection().connection);
  const steps: string[] = [];
  const job = (name: string) =>
    group.run(async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
    });
  await Promise.all([job('a'), job('b')]);
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it('lets a failing job take nothing with it', async () => {
  const { connection, said } = fakeConnection();
  const group = groupCommit(connection);
  const results = await Promise.allSettled([
    group.run(async () => 1),
    group.run(() => Promise.reject(new Error('no'))),
    group.run(async () => 3),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const [fine, failed] = ['savepoint release', 'savepoint rollbackToSavepoint release'];
  expect(said.join(' ')).toBe(`begin ${fine} ${failed} ${fine} commit`);
});

it('keeps the rows of the others on a real database, and none of the failed one', async () => {
  const { db, drop } = await createSqlite();
  const { counters } = db.tables;
  const insert = (name: string, error?: Error) =>
    db.transaction({}, async (tx) => {
      await tx.insert(counters).values({ name, value: 1 });
      if (error) throw error;
    });
  const results = await Promise.allSettled([
    insert('a'),
    insert('b', new Error('no')),
    insert('c'),
    insert('a'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect((await db.read.select().from(counters)).map(({ name }) => name)).toEqual(['a', 'c']);
  await drop();
});

it('rejects every job when the commit fails, and works again afterwards', async () => {
  const failing: { commit?: Error } = { commit: new Error('disk full') };
  const { connection, said } = fakeConnection(failing);
  const group = groupCommit(connection);
  const results = await Promise.allSettled([group.run(async () => 1), group.run(async () => 2)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(said.at(-1)).toBe('rollback');
  delete failing.commit;
  expect(await group.run(async () => 3)).toBe(3);
});

it('rejects the whole group when the database has ended the transaction by itself', async () => {
  const { connection, said, lose } = fakeConnection();
  const group = groupCommit(connection);
  const results = await Promise.allSettled([
    group.run(async () => 1),
    group.run(async () => {
      lose();
      throw new Error('disk full');
    }),
    group.run(async () => 3),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(said).not.toContain('commit');
  expect(await group.run(async () => 4)).toBe(4);
});

it('rejects the group that could not begin, and begins the next', async () => {
  const failing: { begin?: Error } = { begin: new Error('locked') };
  const group = groupCommit(fakeConnection(failing).connection);
  await expect(group.run(async () => 1)).rejects.toThrow('locked');
  delete failing.begin;
  expect(await group.run(async () => 2)).toBe(2);
});

it('is idle when everything that was asked is done', async () => {
  const group = groupCommit(fakeConnection().connection);
  let done = 0;
  for (let i = 0; i < 5; i++) void group.run(async () => void (done += 1));
  await group.idle();
  expect(done).toBe(5);
});
