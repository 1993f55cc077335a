import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/store/open.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's URL, or why there is none. */
    postgres: { url: string } | { missing: string };
  }
}

/** Starts one PostgreSQL for all tests, unless TEST_POSTGRES_URL names one that runs already. */
export default async function setup(project: TestProject): Promise<() => void> {
  const given = process.env['TEST_POSTGRES_URL'];
  const binaries = findBinaries();
  if (!given && !binaries) {
    project.provide('postgres', { missing: 'no PostgreSQL binaries below /usr/lib/postgresql' });
    return () => {};
  }
  const server = given ? { url: given, stop: () => {} } : await startPostgres(binaries!);
  await makeTemplate(server.url);
  project.provide('postgres', { url: server.url });
  return server.stop;
}

/** The folder of the newest PostgreSQL that is installed. */
export function findBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** A server of our own in a temporary folder, gone with `stop`. Durable only with `fsync: true`. */
export async function startPostgres(
  binaries: string,
  { fsync = false }: { fsync?: boolean } = {},
): Promise<{ url: string; stop: () => void; pause: () => void; resume: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const run = asPostgres(folder);
  run(join(binaries, 'initdb'), '-D', data, '-U', 'deskline', '-A', 'trust', '--no-sync', '--locale=C.UTF-8');
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=400',
    `fsync=${fsync ? 'on' : 'off'}`,
    `log_min_messages=fatal`,
  ];
  const options = settings.map((setting) => `-c ${setting}`).join(' ');
  const control = (...args: string[]) => run(join(binaries, 'pg_ctl'), '-D', data, '-w', ...args);
  const resume = () => control('-l', join(folder, 'log'), '-o', options, 'start');
  const pause = () => control('-m', 'immediate', 'stop');
  resume();
  return {
    url: `postgres://deskline@127.0.0.1:${port}/postgres`,
    /** Ends the server and keeps its data, for `resume`. */
    pause,
    resume,
    stop() {
      pause();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** initdb and the server refuse root: there they are run as the user `postgres`, who then owns the folder. */
function asPostgres(folder: string) {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(folder, id('-u'), id('-g'));
  }
  return (command: string, ...args: string[]): void => {
    const [program, all] = isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, args];
    execFileSync(program as string, all as string[], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
}

/** Copying a migrated database is several times faster than migrating a new one for each test. */
async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('drop database if exists deskline_template');
  await client.query('create database deskline_template');
  await client.end();
  const db = openDatabase({
    url: Object.assign(new URL(url), { pathname: '/deskline_template' }).href,
    migrationsFolder: MIGRATIONS,
    onPoolError: () => {},
  });
  await db.migrate();
  await db.close();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
