import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BackupError } from './errors.ts';

const DEBIAN = '/usr/lib/postgresql';

/** Where PostgreSQL's own program lies: on the PATH, else where Debian puts it, the newest. Throws a BackupError. */
export function findTool(name: 'pg_dump' | 'pg_restore', path: string): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  // Newest first: pg_dump refuses a server newer than itself.
  const folders = [...versions.map((version) => join(DEBIAN, version, 'bin')), ...path.split(delimiter)];
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found) return found;
  throw new BackupError(
    `${name} isn't on this machine: install the client of PostgreSQL (postgresql-client)`,
  );
}

/** Runs a tool on the database of `url`; the password goes by the environment, never by the command line. */
export async function runTool(file: string, args: readonly string[], url: string): Promise<void> {
  const child = spawn(file, args, {
    env: { ...process.env, ...variablesOf(url) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new BackupError(`${file} failed: ${said.trim()}`);
}

function variablesOf(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const said = {
    PGHOST: decodeURIComponent(hostname),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode') ?? '',
    PGAPPNAME: 'deskline-backup',
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''));
}
