import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { asPostgres, freePort } from '../support/postgres-server.ts';

/** Two servers, of which the second repeats each commit of the first before it counts. */
export interface PostgresPair {
  url: string;
  /** Kills the first and lets the second take over; resolves to its URL once it takes writes. */
  failOver(): Promise<string>;
  stop(): void;
}

const STANDBY = 'deskline_standby';

/** Starts both in a temporary folder; resolves once the second keeps up. */
export async function openPair(binaries: string): Promise<PostgresPair> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-pair-'));
  const run = asPostgres(folder);
  const program = (name: string) => join(binaries, name);
  const [first, second] = [await freePort(), await freePort()];
  const primary = join(folder, 'primary');
  const standby = join(folder, 'standby');
  const urlOf = (port: number) => `postgres://deskline@127.0.0.1:${port}/postgres`;
  const start = (data: string, port: number) => {
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      'max_connections=200',
      'log_min_messages=fatal',
    ];
    const options = settings.map((setting) => `-c ${setting}`).join(' ');
    run(program('pg_ctl'), '-D', data, '-w', '-l', `${data}.log`, '-o', options, 'start');
  };

  run(program('initdb'), '-D', primary, '-U', 'deskline', '-A', 'trust', '--no-sync', '--locale=C.UTF-8');
  start(primary, first);
  run(program('pg_basebackup'), '-d', urlOf(first), '-D', standby, '-R', '-X', 'stream', '-c', 'fast');
  const conninfo = `host=127.0.0.1 port=${first} user=deskline application_name=${STANDBY}`;
  appendFileSync(join(standby, 'postgresql.auto.conf'), `\nprimary_conninfo = '${conninfo}'\n`);
  start(standby, second);
  await tell(urlOf(first), [
    `alter system set synchronous_standby_names = '${STANDBY}'`,
    'select pg_reload_conf()',
  ]);
  await until(urlOf(first), `select 1 from pg_stat_replication where sync_state = 'sync'`);
  let isFirstAlive = true;

  return {
    url: urlOf(first),
    async failOver() {
      const pid = Number(readFileSync(join(primary, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGKILL');
      isFirstAlive = false;
      run(program('pg_ctl'), '-D', standby, '-w', 'promote');
      await tell(urlOf(second), [
        `alter system set synchronous_standby_names = ''`,
        'select pg_reload_conf()',
      ]);
      return urlOf(second);
    },
    stop() {
      for (const data of isFirstAlive ? [primary, standby] : [standby]) {
        run(program('pg_ctl'), '-D', data, '-w', '-m', 'immediate', 'stop');
      }
      // Its children end as soon as they notice.
      execFileSync('sleep', ['0.5']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function tell(connectionString: string, statements: string[]): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  let rows = 0;
  for (const statement of statements) rows = (await client.query(statement)).rowCount ?? 0;
  await client.end();
  return rows;
}

async function until(url: string, query: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await tell(url, [query])) > 0) return;
    await delay(50);
  }
  throw new Error(`It never came to: ${query}`);
}
