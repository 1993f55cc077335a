import type { FullText } from './full-text.ts';
import type { Signals } from './signals.ts';
import type { Tables } from './schema.ts';
import type { Reader, Transaction } from './transaction.ts';

export type { Reader, Transaction } from './transaction.ts';

export interface TransactionOptions {
  /**
   * What the transaction changes, e.g. `ticket:01J…`: on PostgreSQL two transactions that name the same key
   * wait for each other and others don't. SQLite has one writer at a time anyway.
   */
  lock?: readonly string[];
}

/** A query that can be made to skip rows another replica holds. */
interface Lockable {
  for(strength: 'update', config: { skipLocked: true }): unknown;
}

export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  readonly tables: Tables;
  readonly read: Reader;
  /** The index that the search finds documents by. */
  readonly fullText: FullText;
  /** Runs `work` entirely or not at all; durable once it resolves. `work` waits for nothing but the database. */
  transaction<T>(options: TransactionOptions, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * The next number of a counter, from 1 on. On PostgreSQL it is taken beside `tx`, so that nobody waits for the end of
   * a transaction that took one; a transaction that is rolled back leaves a gap there.
   */
  nextNumber(tx: Transaction, counter: string): Promise<number>;
  /** Tells other processes on this database of changes, and hears of theirs. */
  readonly signals: Signals;
  /** Adds `for update skip locked` on PostgreSQL; SQLite's single writer needs nothing. */
  skipLocked<Q extends Lockable>(query: Q): Q;
  /** The database's own time, UTC ms: the same for all replicas. */
  time(): Promise<number>;
  /**
   * Claims the database for this process until it ends or closes it. Throws a DatabaseInUseError where SQLite's file
   * has another one; on PostgreSQL there may be several.
   */
  claim(): void;
  /** Brings the schema up to date; safe to repeat. Refuses a schema newer than this program's. */
  migrate(): Promise<void>;
  close(): Promise<void>;
}
