import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { columns } from './columns.ts';
import type { Database, Reader, Transaction } from './database.ts';
import { DatabaseInUseError, isBroken, NewerSchemaError, errorCode } from './errors.ts';
import { sqliteFullText } from './full-text.sqlite.ts';
import { groupCommit, type GroupConnection } from './group-commit.ts';
import { defineTables } from './schema.ts';
import { noSignals } from './signals.ts';

const LOCK_PATIENCE_MS = 5_000;
const CACHED_STATEMENTS = 500;

export interface SqliteOptions {
  migrationsFolder: string;
  /** Called when the disk failed under a write: what it holds is known again only after a new start. */
  onBroken: (error: unknown) => void;
}

/** One connection writes, another reads what is committed; WAL keeps the two from blocking each other. */
export function openSqlite(path: string, { migrationsFolder, onBroken }: SqliteOptions): Database {
  mkdirSync(dirname(path), { recursive: true });
  const writer = connect(path);
  const reader = connect(path);
  // Waiting for the lock happens in `begin`, not in SQLite: its busy handler blocks the event loop.
  writer.pragma('busy_timeout = 0');
  const queries = drizzle(writer, { casing: 'snake_case' });
  const group = groupCommit(groupConnection(writer));
  const tables = defineTables(columns.sqlite);
  let claimed: Sqlite.Database | undefined;

  return {
    kind: 'sqlite',
    tables,
    // The schema is used through PostgreSQL's types on both databases (see columns.ts).
    read: drizzle(reader, { casing: 'snake_case' }) as unknown as Reader,
    fullText: sqliteFullText(reader),

    async transaction(_options, work) {
      const { proxy, revoke } = Proxy.revocable(queries as unknown as Transaction, {});
      try {
        return await group.run(() => work(proxy), revoke);
      } catch (error) {
        if (isBroken(error)) onBroken(error);
        throw error;
      }
    },

    async nextNumber(tx, counter) {
      const { counters } = tables;
      const [row] = await tx
        .insert(counters)
        .values({ name: counter, value: 1 })
        .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + 1` } })
        .returning({ value: counters.value });
      if (!row) throw new Error('The database returned no row for a counter');
      return row.value;
    },

    signals: noSignals,

    claim() {
      claimed ??= claimFile(path);
    },

    skipLocked: (query) => query,
    time: async () => Date.now(),

    async migrate() {
      const known = readMigrationFiles({ migrationsFolder: join(migrationsFolder, 'sqlite') });
      const applied = appliedMigrations(writer);
      if (applied > known.length) throw new NewerSchemaError(applied, known.length);
      if (applied === known.length) return;
      if (applied > 0) backUp(writer, `${path}.before-migration-${applied + 1}`);
      // SQLite ignores this pragma inside the migrator's own transaction, and dropping a rebuilt table
      // would then delete its children too (drizzle-orm issue 5782).
      writer.pragma('foreign_keys = OFF');
      try {
        migrate(queries, { migrationsFolder: join(migrationsFolder, 'sqlite') });
        const dangling = writer.pragma('foreign_key_check') as unknown[];
        if (dangling.length > 0) throw new Error(`Migration left ${dangling.length} dangling references`);
      } finally {
        writer.pragma('foreign_keys = ON');
      }
    },

    async close() {
      await group.idle();
      reader.close();
      writer.close();
      claimed?.close();
    },
  };
}

function connect(path: string): Sqlite.Database {
  const connection = new Sqlite(path);
  connection.pragma('journal_mode = WAL');
  // NORMAL would survive a crash of ours but may lose the last commits when the power fails.
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  keepStatements(connection);
  return connection;
}

/** A lock on a file beside the database; the system frees it with the process, however that ends. */
function claimFile(path: string): Sqlite.Database {
  const lock = new Sqlite(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (errorCode(error) === 'SQLITE_BUSY') throw new DatabaseInUseError(path, { cause: error });
    throw error;
  }
}

/** drizzle prepares every query anew; parsing the same SQL each time costs more than running it. */
function keepStatements(connection: Sqlite.Database): void {
  const prepare = connection.prepare.bind(connection) as (sql: string) => Sqlite.Statement;
  const kept = new Map<string, Sqlite.Statement>();
  connection.prepare = ((sql: string) => {
    let statement = kept.get(sql);
    if (!statement) {
      statement = prepare(sql);
      if (kept.size < CACHED_STATEMENTS) kept.set(sql, statement);
    }
    return statement;
  }) as typeof connection.prepare;
}

function groupConnection(writer: Sqlite.Database): GroupConnection {
  const run = (sql: string) => () => void writer.prepare(sql).run();
  return {
    begin: () => begin(writer),
    commit: run('COMMIT'),
    rollback: run('ROLLBACK'),
    savepoint: run('SAVEPOINT job'),
    release: run('RELEASE job'),
    rollbackToSavepoint: run('ROLLBACK TO job'),
    get inTransaction() {
      return writer.inTransaction;
    },
  };
}

async function begin(writer: Sqlite.Database): Promise<void> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      writer.prepare('BEGIN IMMEDIATE').run();
      return;
    } catch (error) {
      if (errorCode(error) !== 'SQLITE_BUSY' || Date.now() > deadline) throw error;
      await delay(10);
    }
  }
}

/** How many migrations a file has had; 0 where it has no tables yet. */
export function appliedMigrations(writer: Sqlite.Database): number {
  const table = writer.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (!table) return 0;
  return writer.prepare('select count(*) from __drizzle_migrations').pluck().get() as number;
}

function backUp(writer: Sqlite.Database, path: string): void {
  if (!existsSync(path)) writer.prepare('VACUUM INTO ?').run(path);
}
