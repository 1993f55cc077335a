import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { openSlackTwin } from '../tests/twins/slack.ts';
import { percentile, type Figure } from './measure.ts';
import { openProgram } from './program.ts';
import { DESK } from './recovery.ts';

const POLL_MS = 10;
const RATE = 20;
const SECONDS = 120;
const HELD_AT_S = 60;

/** Acknowledgement at 20 messages/s while another process holds the database's writer for a second (G2). */
export async function held(): Promise<Figure[]> {
  const slack = await openSlackTwin();
  const program = openProgram({ ...slack.env, ...DESK });
  const { databaseFile } = program;
  program.start();
  while (slack.sockets.count().live < 2) await delay(POLL_MS);
  for (let n = 0; n < RATE; n++) slack.account({ id: `U${n}`, name: `Person ${n}` });
  const times: number[] = [];
  const running: Promise<unknown>[] = [];
  const begun = performance.now();
  for (let n = 0; n < RATE * SECONDS; n++) {
    const wait = begun + (n * 1000) / RATE - performance.now();
    if (wait > 0) await delay(wait);
    if (n === RATE * HELD_AT_S) void holdWriter(databaseFile, 1_000);
    const at = performance.now();
    const written = slack.writes(`U${n % RATE}`, 'hello');
    running.push(written.then(() => times.push(performance.now() - at)));
  }
  await Promise.all(running);
  await program.end('SIGTERM');
  await slack.close();
  program.remove();
  const what = `acknowledged at ${RATE}/s, the writer held for 1 s`;
  return [
    {
      bench: 'held',
      what: `${what}: p99`,
      value: percentile(times, 99),
      unit: 'ms',
      budget: { most: 300 },
    },
    {
      bench: 'held',
      what: `${what}: worst`,
      value: Math.max(...times),
      unit: 'ms',
      budget: { most: 1_500 },
    },
  ];
}

async function holdWriter(file: string, ms: number): Promise<void> {
  const db = new Sqlite(file);
  db.exec('begin immediate');
  await delay(ms);
  db.exec('commit');
  db.close();
}
