import { createHash, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, inject } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';

export const MIGRATIONS = join(import.meta.dirname, '../../migrations');

export interface TestDatabase {
  db: Database;
  url: string;
  /** Another connection to the same database, as a second process would have. */
  reopen: (migrationsFolder?: string) => Database;
  /** Closes `db` and removes the database. */
  drop: () => Promise<void>;
}

export interface CreateOptions {
  /** Leaves the database without tables. */
  empty?: boolean;
}

export type CreateDatabase = (options?: CreateOptions) => Promise<TestDatabase>;

const postgres = inject('postgres');

/** A fresh, migrated database of each kind. */
export const databases: { name: string; create: CreateDatabase; missing?: string }[] = [
  { name: 'SQLite', create: createSqlite },
  'url' in postgres
    ? { name: 'PostgreSQL', create: (options) => createPostgres(postgres.url, options) }
    : {
        name: `PostgreSQL (${postgres.missing})`,
        create: () => Promise.reject(new Error(postgres.missing)),
        missing: postgres.missing,
      },
];

/** Runs the same tests on each database. A missing PostgreSQL skips its tests, and fails them where CI is set. */
export function onEachDatabase(subject: string, tests: (create: CreateDatabase) => void): void {
  for (const { name, create, missing } of databases) {
    const skip = missing !== undefined && !process.env['CI'];
    (skip ? describe.skip : describe)(`${subject} on ${name}`, () => tests(create));
  }
}

/** For tests of what only one of the two does. */
export function onDatabase(
  kind: Database['kind'],
  subject: string,
  tests: (create: CreateDatabase) => void,
): void {
  const { name, create, missing } = databases[kind === 'sqlite' ? 0 : 1]!;
  const skip = missing !== undefined && !process.env['CI'];
  (skip ? describe.skip : describe)(`${subject} on ${name}`, () => tests(create));
}

/** A fresh SQLite database in a folder of its own. */
export async function createSqlite({ empty = false }: CreateOptions = {}): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-sqlite-'));
  const file = join(folder, 'test.db');
  const url = `file:${file}`;
  const reopen = (migrationsFolder = MIGRATIONS) =>
    openDatabase({ url, migrationsFolder, onPoolError: () => {} });
  if (!empty) copyFileSync(await migratedFile(), file);
  const db = reopen();
  return {
    db,
    url,
    reopen,
    drop: async () => {
      await db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

let migrated: Promise<string> | undefined;

/** A database with all tables and nothing in them: copying it is far cheaper than migrating another one. */
async function migratedFile(): Promise<string> {
  return (migrated ??= migrateOnce());
}

/** Made once for each state of the migrations, whichever process comes first. */
async function migrateOnce(): Promise<string> {
  const folder = join(MIGRATIONS, 'sqlite');
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.sql'))) {
    hash.update(readFileSync(join(folder, name)));
  }
  const file = join(tmpdir(), `deskline-template-${hash.digest('hex').slice(0, 16)}.db`);
  if (existsSync(file)) return file;
  const fresh = `${file}.${randomUUID()}`;
  const db = openDatabase({ url: `file:${fresh}`, migrationsFolder: MIGRATIONS, onPoolError: () => {} });
  await db.migrate();
  await db.close();
  renameSync(fresh, file);
  return file;
}

async function createPostgres(server: string, { empty = false }: CreateOptions = {}): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}${empty ? '' : ' template deskline_template'}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const reopen = (migrationsFolder = MIGRATIONS) =>
    openDatabase({ url, migrationsFolder, onPoolError: () => {} });
  const db = reopen();
  return {
    db,
    url,
    reopen,
    drop: async () => {
      await db.close();
      await onServer(server, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
