import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { columns } from './columns.ts';
import type { Database, Transaction } from './database.ts';
import { NewerSchemaError } from './errors.ts';
import { postgresFullText } from './full-text.postgres.ts';
import {
  inTransaction,
  openListener,
  openPatient,
  openPool,
  type PoolErrorListener,
} from './postgres-connections.ts';
import { keepByConnection } from './prepared.ts';
import { defineTables } from './schema.ts';
import { lend, transactionScope, type ConnectionQueries } from './scope.ts';
import { postgresSignals } from './signals.postgres.ts';

const MIGRATION_LOCK = 7_305_051;
const WRITERS = 10;
const READERS = 6;
const NEXT_NUMBER = `
  insert into counters (name, value) values ($1, 1)
  on conflict (name) do update set value = counters.value + 1 returning value`;

/** How the tables are written over one connection; made once for each. */
interface Handle {
  tx: Transaction;
  queries: ConnectionQueries;
}

/**
 * Transactions run side by side; those that name the same key wait for each other. Readers have a pool of
 * their own, so that waiting writers never keep them from a connection.
 */
export function openPostgres(
  url: string,
  migrationsFolder: string,
  onPoolError: PoolErrorListener,
): Database {
  const writers = openPool(url, { max: WRITERS, onError: onPoolError });
  const readers = openPool(url, { max: READERS, onError: onPoolError });
  const handles = new WeakMap<pg.PoolClient, Handle>();
  const scope = transactionScope();
  const tables = defineTables(columns.postgres);
  keepByConnection(tables, () => scope.queries());
  const signals = postgresSignals(() => openListener(url));

  function handleOf(client: pg.PoolClient): Handle {
    const known = handles.get(client);
    if (known) return known;
    // The driver's result of a write, which SQLite's has nothing of, is hidden (see transaction.ts).
    const tx = drizzle(client, { casing: 'snake_case' }) as unknown as Transaction;
    const handle = { tx, queries: new Map() };
    handles.set(client, handle);
    return handle;
  }

  return {
    kind: 'postgres',
    tables,
    read: drizzle(readers, { casing: 'snake_case' }),
    fullText: postgresFullText(readers),

    async transaction({ lock = [] }, work) {
      return scope.unnested(() =>
        inTransaction(writers, beginWith(lock), (client) => {
          const { tx, queries } = handleOf(client);
          scope.on(queries);
          return lend(tx, work);
        }),
      );
    },

    async nextNumber(_tx, counter) {
      const { rows } = await readers.query<{ value: string }>(NEXT_NUMBER, [counter]);
      return Number(rows[0]?.value);
    },

    signals,

    claim() {},

    skipLocked(query) {
      query.for('update', { skipLocked: true });
      return query;
    },

    async time() {
      const { rows } = await readers.query<{ at: string }>(
        'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as at',
      );
      return Number(rows[0]?.at);
    },

    async migrate() {
      const folder = join(migrationsFolder, 'postgres');
      const known = readMigrationFiles({ migrationsFolder: folder }).length;
      const connection = openPatient(url);
      connection.on('error', onPoolError);
      try {
        await connection.connect();
        // Ends with the connection.
        await connection.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
        const applied = await appliedMigrations(connection);
        if (applied > known) throw new NewerSchemaError(applied, known);
        await migrate(drizzle(connection, { casing: 'snake_case' }), { migrationsFolder: folder });
      } finally {
        await connection.end();
      }
    },

    async close() {
      await Promise.all([signals.close(), writers.end(), readers.end()]);
    },
  };
}

/** Begins, and waits for the keys, in one round trip. A snapshot taken before a lock is granted would be stale. */
function beginWith(lock: readonly string[]): string {
  const begin = 'begin isolation level read committed';
  if (lock.length === 0) return begin;
  const keys = lock.toSorted().map((key) => pg.escapeLiteral(key));
  return `${begin}; select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest(array[${keys.join()}]) k`;
}

/** How many migrations a database has had; 0 where it has no tables yet. */
export async function appliedMigrations(connection: pg.Client): Promise<number> {
  const table = await connection.query("select to_regclass('drizzle.__drizzle_migrations') as found");
  if (!table.rows[0]?.found) return 0;
  const count = await connection.query('select count(*)::int as n from drizzle.__drizzle_migrations');
  return count.rows[0].n as number;
}
