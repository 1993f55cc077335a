import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { openDatabase } from '../../src/store/open.ts';
import type { Database } from '../../src/store/database.ts';
import { findBinaries, startPostgres } from '../support/postgres-server.ts';
import { diskFolder } from '../support/temporary-folder.ts';
import { openFaultProxy, type FaultProxy } from './fault-proxy.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

/** The database of a run. */
export interface Stage {
  /** Where the program finds it. */
  url: string;
  /** What stands between them; SQLite is in the program itself. */
  proxy: FaultProxy | undefined;
  /** The harness's own way to it. */
  open(): Database;
  /** What the database's own checks find. */
  damage(): Promise<string[]>;
  /** Kills the primary and promotes the standby, where there is one. */
  failOver?: (() => Promise<void>) | undefined;
  close(): Promise<void>;
}

export function openSqliteStage(): Stage {
  const folder = mkdtempSync(join(diskFolder(), 'deskline-chaos-'));
  const file = join(folder, 'deskline.db');
  const url = `file:${file}`;
  return {
    url,
    proxy: undefined,
    open: () => openDatabase({ url, migrationsFolder: MIGRATIONS, onPoolError: () => {} }),
    async damage() {
      const db = new Sqlite(file, { fileMustExist: true });
      const rows = [
        ...(db.pragma('integrity_check') as { integrity_check: string }[])
          .map((row) => row.integrity_check)
          .filter((said) => said !== 'ok'),
        ...(db.pragma('foreign_key_check') as { table: string }[]).map(
          ({ table }) => `a dangling reference in ${table}`,
        ),
      ];
      db.close();
      return rows;
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server of its own, or two where one is to take over, behind a proxy. */
export async function openPostgresStage(failover: boolean): Promise<Stage> {
  const binaries = findBinaries();
  if (!binaries) throw new Error('There are no PostgreSQL binaries below /usr/lib/postgresql');
  const pair = failover ? await (await import('./postgres-pair.ts')).openPair(binaries) : undefined;
  const server = pair ?? (await startPostgres(binaries, { fsync: true }));
  let direct = server.url;
  const proxy = await openFaultProxy(Number(new URL(direct).port));
  const url = Object.assign(new URL(direct), { port: String(proxy.port) }).href;
  return {
    url,
    proxy,
    open: () => openDatabase({ url: direct, migrationsFolder: MIGRATIONS, onPoolError: () => {} }),
    damage: () => damageOf(direct),
    failOver:
      pair &&
      (async () => {
        direct = await pair.failOver();
        proxy.leadTo(Number(new URL(direct).port));
        proxy.reset();
      }),
    async close() {
      await proxy.close();
      server.stop();
    },
  };
}

async function damageOf(connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('create extension if not exists amcheck');
    await client.query(`select bt_index_check(index => c.oid, heapallindexed => true)
      from pg_class c join pg_am am on am.oid = c.relam join pg_namespace n on n.oid = c.relnamespace
      where am.amname = 'btree' and n.nspname = 'public' and c.relkind = 'i'`);
    const { rows } = await client.query<{ relname: string; damage: string }>(
      `select c.relname, msg as damage from pg_class c join pg_namespace n on n.oid = c.relnamespace
       cross join lateral verify_heapam(c.oid) where c.relkind = 'r' and n.nspname = 'public'`,
    );
    return rows.map(({ relname, damage }) => `${relname}: ${damage}`);
  } catch (error) {
    return [String(error)];
  } finally {
    await client.end();
  }
}
