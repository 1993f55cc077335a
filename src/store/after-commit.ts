import type { Database, Transaction } from './database.ts';

/** Must not throw: the transaction is committed, whatever becomes of this. */
type Afterwards = () => Promise<void>;

const noted = new WeakMap<Transaction, Afterwards[]>();

/**
 * Has `work` done once the transaction is committed, before whoever asked for the transaction goes on; not at all
 * where it is rolled back.
 */
export function afterCommit(tx: Transaction, work: Afterwards): void {
  const works = noted.get(tx);
  if (!works) throw new Error('There is no such transaction');
  works.push(work);
}

/** A database whose transactions can be told what to do afterwards. */
export function withAfterCommit(db: Database): Database {
  return {
    ...db,
    async transaction(options, work) {
      const works: Afterwards[] = [];
      const result = await db.transaction(options, (tx) => {
        works.length = 0;
        noted.set(tx, works);
        return work(tx);
      });
      for (const afterwards of works) await afterwards();
      return result;
    },
  };
}
