import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { fileOf, isPostgres } from '../store/database-url.ts';
import { BackupError } from './errors.ts';
import { findTool, runTool } from './postgres-tools.ts';

const NAME = /^deskline-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.(db|dump)$/;

export interface BackUpOptions {
  databaseUrl: string;
  /** The file to be written; it must not be there. */
  to: string;
  /** Of the environment: where programs lie. */
  path: string;
}

/**
 * Copies the database into a file while the program runs, all of one moment, and looks whether the copy is whole. Gives
 * its size in bytes. Throws a BackupError; then there is no file.
 */
export async function backUp({ databaseUrl, to, path }: BackUpOptions): Promise<number> {
  if (statSync(to, { throwIfNoEntry: false })) throw new BackupError(`${to} is there already`);
  mkdirSync(dirname(to), { recursive: true });
  const fresh = `${to}.part`;
  rmSync(fresh, { force: true });
  try {
    if (isPostgres(databaseUrl)) {
      await runTool(findTool('pg_dump', path), ['--format=custom', `--file=${fresh}`], databaseUrl);
    } else {
      copySqlite(fileOf(databaseUrl), fresh);
    }
    chmodSync(fresh, 0o600);
    keepDurably(fresh);
    renameSync(fresh, to);
    return statSync(to).size;
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** The name of a backup of now (UTC ms), with what it is for its ending. */
export function backupName(databaseUrl: string, now: number): string {
  const at = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  return `deskline-${at}Z.${isPostgres(databaseUrl) ? 'dump' : 'db'}`;
}

/** Deletes all but the newest `keep` of the backups in a folder that have a name of ours; gives those that went. */
export function deleteOldest(folder: string, keep: number): string[] {
  const ours = readdirSync(folder).filter((name) => NAME.test(name));
  const old = ours.toSorted().slice(0, Math.max(0, ours.length - keep));
  for (const name of old) rmSync(join(folder, name));
  return old;
}

/** Throws a BackupError where a file isn't a whole SQLite database. */
export function checkSqlite(file: string): void {
  try {
    const copy = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      const found = copy.pragma('integrity_check', { simple: true });
      if (found !== 'ok') throw new BackupError(`${file} is damaged: ${String(found)}`);
      if (!copy.prepare("select 1 from sqlite_master where name = 'tickets'").get()) {
        throw new BackupError(`${file} is no database of Deskline`);
      }
    } finally {
      copy.close();
    }
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError(`${file} can't be read as a SQLite database`, { cause: error });
  }
}

/** One read transaction: in WAL mode it keeps no writer waiting. */
function copySqlite(from: string, to: string): void {
  if (!statSync(from, { throwIfNoEntry: false })) throw new BackupError(`There is no database at ${from}`);
  const source = new Sqlite(from, { readonly: true, fileMustExist: true });
  try {
    source.prepare('vacuum into ?').run(to);
  } finally {
    source.close();
  }
  checkSqlite(to);
}

function keepDurably(file: string): void {
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}
