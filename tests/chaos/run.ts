import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { and, count, eq, lte } from 'drizzle-orm';
import type { Database } from '../../src/store/database.ts';
import { chanceFrom } from './chance.ts';
import { check, isViolated, type Verdict } from './checker.ts';
import { openClouds } from './clouds.ts';
import { readFacts } from './facts.ts';
import { createFaults, type Faults } from './faults.ts';
import { newLedger } from './ledger.ts';
import { Replica, type End } from './replica.ts';
import { people, play } from './scenario.ts';
import { writeSmallContent } from './small-content.ts';
import { openPostgresStage, openSqliteStage } from './stage.ts';
import { createWays } from './ways.ts';

export interface ChaosOptions {
  messages: number;
  kills: number;
  seed: number;
  database: 'sqlite' | 'postgres';
  replicas: 1 | 2;
  failover: boolean;
  /** Also faults that take longer than half a minute. */
  long: boolean;
  onProgress?: ((line: string) => void) | undefined;
}

export interface Outcome {
  options: Omit<ChaosOptions, 'onProgress'>;
  /** The command that plays the same seed again. */
  again: string;
  violated: boolean;
  verdicts: Verdict[];
  figures: Figures;
}

export interface Figures {
  seconds: number;
  messages: Record<string, number>;
  copies: number;
  /** Events that the vendors delivered more than once of themselves. */
  redelivered: number;
  faults: Record<string, number>;
  /** From a start of a process to its pages, and to all platforms (rule G4), ms. */
  readyMs: Spread;
  connectedMs: Spread;
  /** The longest end after SIGTERM, ms (rule G12). */
  stopMs: number;
  failoverMs: number | undefined;
}

interface Spread {
  median: number;
  most: number;
}

/** Some more than one minute (rule G10): a backlog that doesn't empty is to be seen as one. */
const LONGEST_DRAIN_MS = 90_000;
/** Timers of tickets come due within the run. */
const PATIENCE = { talkAgain: 1, verificationReminder: 3_000, verificationClose: 3_000, surveyClose: 5_000 };

/** Plays one seed from beginning to end and compares what came of it. */
export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const { messages, kills, seed, database, long } = options;
  const begun = performance.now();
  const onProgress = (line: string) =>
    options.onProgress?.(`${Math.round((performance.now() - begun) / 1000)} s: ${line}`);
  const chance = chanceFrom(seed);
  const ledger = newLedger();
  const folder = mkdtempSync(join(tmpdir(), 'deskline-chaos-content-'));
  writeSmallContent(join(folder, 'prompts'), demoPeople());
  const stage = database === 'sqlite' ? openSqliteStage() : await openPostgresStage(options.failover);
  const clouds = await openClouds();
  const ends: End[] = [];
  const output: string[] = [];
  let faults: Faults | undefined;
  const newReplica = (number: number) =>
    new Replica({
      number,
      setting: { databaseUrl: stage.url, patience: PATIENCE },
      env: {
        ...process.env,
        ...clouds.env,
        CONTENT_DIR: join(folder, 'prompts'),
        LOG_LEVEL: 'info',
        LOCALE: 'zh-CN',
      },
      onOutput: (text) => {
        output.push(text);
        if (process.env['TEST_LOG']) process.stderr.write(text);
      },
      onEnd: (end) => void ends.push(end),
      isDatabaseAway: () => faults?.isDatabaseAway() ?? false,
    });
  const replicas: [Replica, ...Replica[]] = [newReplica(1)];
  for (let n = 2; n <= options.replicas; n++) replicas.push(newReplica(n));
  let db: Database | undefined;
  try {
    // One after the other: the first makes the tables.
    for (const replica of replicas) {
      replica.start();
      await replica.ready();
    }
    const ways = createWays({ clouds, replicas, ledger, chance });
    faults = createFaults({ replicas, clouds, database: stage.proxy, chance, long });
    const patienceMs = options.replicas > 1 || long ? 45_000 : 16_000;
    const playing = play({ clouds, ways, ledger, chance, messages, patienceMs });
    const { failoverMs } = await wreak({ faults, ways, kills, messages, playing, stage, onProgress });
    onProgress(`${ways.count()} messages written; the faults have ended`);
    faults.heal();
    for (const replica of replicas) replica.start();
    await Promise.all(replicas.map((replica) => replica.ready()));
    db = stage.open();
    const drainedMs = await drain(db);
    // What was delivered late is still on its way to the ledger.
    await delay(200);
    for (const replica of replicas) replica.measure();
    const use = replicas.flatMap((replica) => (replica.use ? [replica.use] : []));
    let { stopMs } = faults;
    for (const replica of replicas) stopMs = Math.max(stopMs, await replica.end());
    ledger.posts = clouds.posted();
    const facts = await readFacts(db, await stage.damage());
    const verdicts = check(ledger, facts, { ends, output: output.join(''), drainedMs, use });
    return {
      options: {
        messages,
        kills,
        seed,
        database,
        replicas: options.replicas,
        failover: options.failover,
        long,
      },
      again: commandOf(options),
      violated: isViolated(verdicts),
      verdicts,
      figures: {
        seconds: Math.round((performance.now() - begun) / 1000),
        messages: Object.fromEntries(
          ['slack', 'dingtalk', 'wecom', 'web'].map((name) => [
            name,
            ledger.said.filter(({ platform }) => platform === name).length,
          ]),
        ),
        copies: ledger.said.reduce((sum, { copies }) => sum + copies, 0),
        redelivered: redeliveredBy(clouds),
        faults: faults.done,
        readyMs: spreadOf(replicas.flatMap(({ readyMs }) => readyMs)),
        connectedMs: spreadOf(replicas.flatMap(({ connectedMs }) => connectedMs)),
        stopMs: Math.round(stopMs),
        failoverMs,
      },
    };
  } finally {
    for (const replica of replicas) await replica.end();
    await db?.close();
    await clouds.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Wreaking {
  faults: Faults;
  ways: { count(): number };
  kills: number;
  messages: number;
  playing: Promise<void>;
  stage: Awaited<ReturnType<typeof openPostgresStage>>;
  onProgress: (line: string) => void;
}

/** Kills and disturbs in even steps of what is written, until everybody has finished. */
async function wreak({ faults, ways, kills, messages, playing, stage, onProgress }: Wreaking) {
  let over = false;
  const finished = playing.finally(() => (over = true));
  finished.catch(() => {});
  let failoverMs: number | undefined;
  const reaches = async (share: number) => {
    while (!over && ways.count() < messages * share) await delay(20);
    return !over;
  };
  const killing = (async () => {
    for (let n = 1; n <= kills; n++) {
      // Nothing is written any more near the end, so the last kills come earlier.
      await reaches((0.97 * n) / (kills + 1));
      await faults.kill();
      if (n % 5 === 0 || n === kills) onProgress(`${n} of ${kills} kills, ${ways.count()} messages`);
    }
  })();
  const disturbing = (async () => {
    const times = kills * 2;
    for (let n = 1; n <= times && (await reaches((0.95 * n) / (times + 1))); n++) await faults.disturb();
  })();
  const failing = (async () => {
    if (!stage.failOver || !(await reaches(0.5))) return;
    const at = performance.now();
    faults.databaseFails();
    await stage.failOver();
    failoverMs = Math.round(performance.now() - at);
    onProgress(`the standby has taken over in ${failoverMs} ms`);
  })();
  await Promise.all([killing, disturbing, failing]);
  await finished;
  return { failoverMs };
}

/** ms until nothing waits to be worked on or sent; undefined where it never comes to that. */
async function drain(db: Database): Promise<number | undefined> {
  const begun = performance.now();
  const { inbox, outbox } = db.tables;
  for (;;) {
    const now = await db.time();
    // What waits for its time is not due; a lease of somebody who has died is.
    const waiting = await Promise.all(
      [inbox, outbox].map((queue) =>
        db.read
          .select({ many: count() })
          .from(queue)
          .where(and(eq(queue.state, 'pending'), lte(queue.notBefore, now + LONGEST_DRAIN_MS))),
      ),
    );
    const ms = performance.now() - begun;
    if (waiting.every(([row]) => row?.many === 0)) return ms;
    if (ms > LONGEST_DRAIN_MS) return undefined;
    await delay(100);
  }
}

/** The command line that plays a seed again. */
export function commandOf({ messages, kills, seed, database, replicas, failover }: ChaosOptions): string {
  const words = ['npm run chaos --', '--messages', messages, '--kills', kills, '--seed', seed];
  return [...words, '--database', database, '--replicas', replicas, ...(failover ? ['--failover'] : [])].join(
    ' ',
  );
}

function demoPeople(): object[] {
  const department = { 'zh-CN': '行政部', en: 'Administration' };
  const shared = { locale: 'zh-CN', department, title: department };
  return people.filter(({ platform }) => platform === 'web').map(({ id }) => ({ id, name: id, ...shared }));
}

function redeliveredBy({ slack, dingtalk }: Awaited<ReturnType<typeof openClouds>>): number {
  const events = dingtalk.ledger.delivered.map(({ msgId }) => msgId);
  return (
    slack.sockets.delivered.filter(({ retry }) => retry > 0).length + events.length - new Set(events).size
  );
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b).map(Math.round);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, most: sorted.at(-1) ?? 0 };
}
