import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { fileOf, isPostgres } from '../store/database-url.ts';
import { openDatabase } from '../store/open.ts';
import { APPLICATION } from '../store/postgres-connections.ts';
import { adoptOldCopy, type Adopted } from './adopt.ts';
import { checkSqlite } from './back-up.ts';
import { BackupError } from './errors.ts';
import { findTool, runTool } from './postgres-tools.ts';

export interface RestoreOptions {
  databaseUrl: string;
  migrationsFolder: string;
  /** UTC ms. */
  now: () => number;
}

export interface Restored extends Adopted {
  /** Where the database that was there is now. */
  aside: string | undefined;
}

const SIDE_FILES = ['', '-wal', '-shm'];

/**
 * Makes a backup the present database, and what waited in it dead letters. A SQLite database that was there is put aside
 * (`force`); PostgreSQL's must be empty. Throws a BackupError, a DatabaseInUseError or a NewerSchemaError; then nothing
 * has changed.
 */
export async function restore(
  file: string,
  options: RestoreOptions & { force: boolean; path: string },
): Promise<Restored> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new BackupError(`There is no file ${file}`);
  const { databaseUrl } = options;
  if (!isPostgres(databaseUrl)) return restoreSqlite(file, options);
  const tool = findTool('pg_restore', options.path);
  await refuseUnlessEmpty(databaseUrl);
  const how = ['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges'];
  await runTool(tool, [...how, `--dbname=${databaseNameOf(databaseUrl)}`, file], databaseUrl);
  return { ...(await adopt(options)), aside: undefined };
}

/**
 * Makes a database that was put back by other means, such as a point-in-time recovery of PostgreSQL, the present one.
 * Throws a DatabaseInUseError, a BackupError or a NewerSchemaError.
 */
export async function adopt({ databaseUrl, migrationsFolder, now }: RestoreOptions): Promise<Adopted> {
  if (isPostgres(databaseUrl)) await refuseWhileUsed(databaseUrl);
  const db = openDatabase({ url: databaseUrl, migrationsFolder, onPoolError: () => {} });
  try {
    db.claim();
    await db.migrate();
    const adopted = await adoptOldCopy(db, now());
    if (!isPostgres(databaseUrl)) rmSync(`${fileOf(databaseUrl)}.mark`, { force: true });
    return adopted;
  } finally {
    await db.close();
  }
}

async function restoreSqlite(file: string, options: RestoreOptions & { force: boolean }): Promise<Restored> {
  const target = fileOf(options.databaseUrl);
  checkSqlite(file);
  const isThere = existsSync(target);
  if (isThere && !options.force) {
    throw new BackupError(
      `There is a database at ${target}: with --force it is put aside, and can be put back`,
    );
  }
  mkdirSync(dirname(target), { recursive: true });
  const fresh = `${target}.restoring`;
  for (const side of SIDE_FILES) rmSync(fresh + side, { force: true });
  copyFileSync(file, fresh);
  // Made the present one beside the old one, which stays until all has gone well.
  const adopted = await adopt({ ...options, databaseUrl: `file:${fresh}` });
  const aside = isThere
    ? `${target}.before-restore-${new Date(options.now()).toISOString().replaceAll(':', '-')}`
    : undefined;
  if (aside !== undefined) await putAside(target, { aside, ...options });
  rmSync(`${target}.mark`, { force: true });
  renameSync(fresh, target);
  for (const side of ['-wal', '-shm', '.lock', '.lock-journal']) rmSync(fresh + side, { force: true });
  return { ...adopted, aside };
}

/** Throws a DatabaseInUseError where a program runs on it. */
async function putAside(
  target: string,
  { aside, migrationsFolder }: { aside: string; migrationsFolder: string },
): Promise<void> {
  const present = openDatabase({ url: `file:${target}`, migrationsFolder, onPoolError: () => {} });
  try {
    present.claim();
  } finally {
    // Also brings what stands beside the file into it.
    await present.close();
  }
  for (const side of SIDE_FILES) if (existsSync(target + side)) renameSync(target + side, aside + side);
}

async function refuseUnlessEmpty(databaseUrl: string): Promise<void> {
  const tables = await ask<{ many: number }>(
    databaseUrl,
    "select count(*)::int as many from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')",
  );
  if (tables[0]?.many === 0) return;
  throw new BackupError(
    'The database of DATABASE_URL is not empty. Create a new one, let DATABASE_URL lead to it, and restore into that: ' +
      'the old one stays as it is.',
  );
}

async function refuseWhileUsed(databaseUrl: string): Promise<void> {
  const others = await ask<{ many: number }>(
    databaseUrl,
    'select count(*)::int as many from pg_stat_activity where datname = current_database() and application_name = $1',
    [APPLICATION],
  );
  if (others[0]?.many === 0) return;
  throw new BackupError('Deskline runs on this database: stop every replica first.');
}

async function ask<R extends pg.QueryResultRow>(
  databaseUrl: string,
  question: string,
  values: string[] = [],
): Promise<R[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'deskline-restore' });
  try {
    await client.connect();
    return (await client.query<R>(question, values)).rows;
  } catch (error) {
    throw new BackupError(`The database of DATABASE_URL can't be asked: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

function databaseNameOf(databaseUrl: string): string {
  return decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
}
