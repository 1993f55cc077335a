import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { columns } from './columns.ts';
import type { Database, Transaction } from './database.ts';
import { NewerSchemaError } from './errors.ts';
import { postgresFullText } from './full-text.postgres.ts';
import { defineTables } from './schema.ts';
import { lend, refusingNesting } from './scope.ts';

const MIGRATION_LOCK = 7_305_051;
const WRITERS = 10;
const READERS = 6;

/** Called with the errors of idle connections, which would otherwise end the process. */
export type PoolErrorListener = (error: Error) => void;

/**
 * Transactions run side by side; those that name the same key wait for each other. Readers have a pool of
 * their own, so that waiting writers never keep them from a connection.
 */
export function openPostgres(
  url: string,
  migrationsFolder: string,
  onPoolError: PoolErrorListener,
): Database {
  const writers = openPool(url, WRITERS, onPoolError);
  const readers = openPool(url, READERS, onPoolError);
  const unnested = refusingNesting();

  return {
    kind: 'postgres',
    tables: defineTables(columns.postgres),
    read: drizzle(readers, { casing: 'snake_case' }),
    fullText: postgresFullText(readers),

    async transaction({ lock = [] }, work) {
      return unnested(async () => {
        // Lent by ourselves: drizzle never gives a connection back whose `begin` fails, as it does when the server
        // has just gone.
        const connection = await writers.connect();
        try {
          return await drizzle(connection, { casing: 'snake_case' }).transaction(
            async (tx) => {
              if (lock.length > 0) {
                const keys = sql.param(lock.toSorted());
                await tx.execute(
                  sql`select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest(${keys}::text[]) k`,
                );
              }
              return lend(tx as unknown as Transaction, work);
            },
            // A snapshot taken before the lock was granted would be stale.
            { isolationLevel: 'read committed' },
          );
        } finally {
          connection.release();
        }
      });
    },

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
      const connection = await writers.connect();
      try {
        await connection.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
        const applied = await appliedMigrations(connection);
        if (applied > known) throw new NewerSchemaError(applied, known);
        await migrate(drizzle(connection, { casing: 'snake_case' }), { migrationsFolder: folder });
      } finally {
        await connection.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
        connection.release();
      }
    },

    async close() {
      await Promise.all([writers.end(), readers.end()]);
    },
  };
}

function openPool(url: string, max: number, onPoolError: PoolErrorListener): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, idle_in_transaction_session_timeout: 10_000 });
  pool.on('error', onPoolError);
  pool.on('connect', (client) => client.on('error', onPoolError));
  return pool;
}

async function appliedMigrations(connection: pg.PoolClient): Promise<number> {
  const table = await connection.query("select to_regclass('drizzle.__drizzle_migrations') as found");
  if (!table.rows[0]?.found) return 0;
  const count = await connection.query('select count(*)::int as n from drizzle.__drizzle_migrations');
  return count.rows[0].n as number;
}
