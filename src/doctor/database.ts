import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import pg from 'pg';
import { fileOf, isPostgres } from '../store/database-url.ts';
import { appliedMigrations as appliedOnPostgres } from '../store/postgres.ts';
import { appliedMigrations as appliedOnSqlite } from '../store/sqlite.ts';
import { ok, problem, warning, type Check, type Finding } from './finding.ts';

const OF = 'database';
const GIGABYTE = 1024 ** 3;
const LEAST_FREE_GB = 1;
const OLDEST_POSTGRES = 150_000;
/** Of one replica: two pools, one that listens, one that migrates. */
const CONNECTIONS = 18;
const FAR_APART_MS = 2_000;

export interface DatabaseLook {
  databaseUrl: string;
  migrationsFolder: string;
  now: () => number;
}

/** The database: whether it answers, is whole and of this version, and what a fail-over would lose. */
export function databaseCheck(look: DatabaseLook): Check {
  return { of: OF, look: () => (isPostgres(look.databaseUrl) ? postgres(look) : sqlite(look)) };
}

async function sqlite({ databaseUrl, migrationsFolder }: DatabaseLook): Promise<Finding[]> {
  const file = fileOf(databaseUrl);
  const folder = dirname(file);
  const space = existsSync(folder) ? [freeSpace(folder)] : [];
  if (!existsSync(file)) return [ok(OF, `there is none at ${file} yet: the first start makes it`), ...space];
  const db = new Sqlite(file, { readonly: true });
  try {
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') {
      const todo = 'Stop Deskline and restore a backup: deskline restore FILE --force';
      return [problem(OF, `${file} is damaged: ${String(found)}`, todo), ...space];
    }
    const applied = appliedOnSqlite(db);
    const tickets = applied > 0 ? (db.prepare('select count(*) from tickets').pluck().get() as number) : 0;
    const seen = `SQLite at ${file}, whole, ${tickets} tickets`;
    return [ofVersion(seen, { applied, folder: join(migrationsFolder, 'sqlite') }), ...space];
  } finally {
    db.close();
  }
}

function freeSpace(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / GIGABYTE;
  const seen = `${free.toFixed(1)} GB free in ${folder}`;
  if (free >= LEAST_FREE_GB) return ok('disk', seen);
  return warning('disk', seen, 'Make room: on a full disk nothing is accepted until there is some.');
}

async function postgres({ databaseUrl, migrationsFolder, now }: DatabaseLook): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'deskline-doctor',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return [problem(OF, `PostgreSQL can't be reached${code ? ` (${code})` : ''}`, reachable(code))];
  }
  try {
    const asked = performance.now();
    const { rows } = await client.query<Settings>(SETTINGS);
    const tookMs = performance.now() - asked;
    const [settings] = rows;
    if (!settings) return [problem(OF, 'PostgreSQL told nothing of itself', 'Look at its log.')];
    const applied = await appliedOnPostgres(client);
    const seen = `PostgreSQL ${settings.version}, answers in ${tookMs.toFixed(1)} ms`;
    return [
      ofVersion(seen, { applied, folder: join(migrationsFolder, 'postgres') }),
      ...ofSettings(settings),
      ...ofClock(Number(settings.now) - now()),
    ];
  } finally {
    await client.end();
  }
}

interface Settings {
  version: string;
  number: number;
  encoding: string;
  standby: boolean;
  commit: string;
  standbys: string;
  fsync: string;
  connections: number;
  now: string;
}

const SETTINGS = `
  select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
    current_setting('server_encoding') as encoding, pg_is_in_recovery() as standby,
    current_setting('synchronous_commit') as commit, current_setting('synchronous_standby_names') as standbys,
    current_setting('fsync') as fsync, current_setting('max_connections')::int as connections,
    floor(extract(epoch from clock_timestamp()) * 1000)::text as now`;

function ofSettings(settings: Settings): Finding[] {
  const found: Finding[] = [];
  if (settings.number < OLDEST_POSTGRES) {
    found.push(problem(OF, `PostgreSQL ${settings.version} is too old`, 'Use version 15 or later.'));
  }
  if (settings.encoding !== 'UTF8') {
    found.push(
      problem(OF, `its encoding is ${settings.encoding}`, 'Create the database anew with ENCODING UTF8.'),
    );
  }
  if (settings.standby) {
    found.push(
      problem(OF, 'it is a standby, which takes no writes', 'Let DATABASE_URL lead to the primary server.'),
    );
  }
  if (settings.fsync !== 'on' || settings.commit === 'off') {
    const seen = `fsync is ${settings.fsync}, synchronous_commit ${settings.commit}`;
    found.push(problem(OF, seen, 'Switch both on: what was acknowledged could be lost with the power.'));
  }
  if (settings.standbys === '') {
    const todo = 'For more than one machine name a standby there: a fail-over loses nothing then.';
    found.push(
      warning('fail-over', 'synchronous_standby_names is empty: one would lose the last commits', todo),
    );
  } else {
    found.push(ok('fail-over', `synchronous standby: ${settings.standbys}`));
  }
  const replicas = Math.floor(settings.connections / CONNECTIONS);
  const room = `max_connections ${settings.connections} is room for ${replicas} replicas`;
  found.push(
    replicas >= 2 ? ok(OF, room) : warning(OF, room, 'Set it higher before a second replica starts.'),
  );
  return found;
}

function ofClock(apartMs: number): Finding[] {
  const seen = `this machine's clock and the database's are ${Math.abs(Math.round(apartMs))} ms apart`;
  if (Math.abs(apartMs) < FAR_APART_MS) return [ok('clock', seen)];
  return [warning('clock', seen, 'Let both keep time by NTP. The database’s counts.')];
}

function ofVersion(seen: string, { applied, folder }: { applied: number; folder: string }): Finding {
  const known = readMigrationFiles({ migrationsFolder: folder }).length;
  if (applied > known) {
    const todo = 'Start the newer version, or restore the backup made before the upgrade.';
    return problem(OF, `${seen}; it was upgraded by a newer Deskline`, todo);
  }
  if (applied === known) return ok(OF, seen);
  return ok(OF, `${seen}; the next start brings it from migration ${applied} to ${known}`);
}

function reachable(code: string | undefined): string {
  if (code === '28P01' || code === '28000') return 'It refuses the user or the password in DATABASE_URL.';
  if (code === '3D000') return "The database of DATABASE_URL isn't there: create it.";
  return 'See that it runs, and that DATABASE_URL leads to it.';
}
