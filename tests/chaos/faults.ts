import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { Clouds, VendorName } from './clouds.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { Replica } from './replica.ts';

/** The named points of a message's way (src/runtime/probe.ts). */
const POINTS = [
  'in-store',
  'after-store',
  'after-take',
  'before-think',
  'after-think',
  'before-commit',
  'after-commit',
  'after-take-send',
  'before-send',
  'after-send',
  'before-receipt',
  'after-receipt',
  'timer-before-move',
  'timer-in-move',
  'timer-after-move',
] as const;
const VENDORS = ['slack', 'dingtalk', 'wecom'] as const;
/** A point that isn't passed in this time is far from where anything happens. */
const POINT_WITHIN_MS = 3_000;
const LONGEST_DOWN_MS = 1_200;
/** Longer than a lease. */
const FROZEN_MS = 36_000;

export interface Faults {
  /** Kills one replica in one way and starts it again; now and then it is stopped in peace before. */
  kill(): Promise<void>;
  /** Breaks something else for a moment. */
  disturb(): Promise<void>;
  /** How often what was done. */
  readonly done: Record<string, number>;
  /** Whether the database is out of reach by a fault just now. */
  isDatabaseAway(): boolean;
  /** It is going to be out of reach for a while. */
  databaseFails(): void;
  /** Longest time that SIGTERM took, ms. */
  readonly stopMs: number;
  heal(): void;
}

export interface FaultOptions {
  replicas: readonly [Replica, ...Replica[]];
  clouds: Clouds;
  /** What stands before PostgreSQL. */
  database: FaultProxy | undefined;
  chance: Chance;
  /** Also what takes longer than half a minute. */
  long: boolean;
}

/** All that goes wrong, drawn by chance. */
export function createFaults({ replicas, clouds, database, chance, long }: FaultOptions): Faults {
  const { slack, dingtalk, wecom, proxies } = clouds;
  const luck = chance.of('faults');
  const done: Record<string, number> = {};
  let stopMs = 0;
  let databaseBackAt = 0;
  let named = 0;
  const count = (what: string) => void (done[what] = (done[what] ?? 0) + 1);

  async function kill(): Promise<void> {
    const replica = luck.pick(replicas);
    // All draws come first, so that what happens meanwhile changes none.
    const way = luck.below(10);
    const passing = luck.between(1, 6);
    const wait = luck.between(0, 200);
    const down = luck.between(50, LONGEST_DOWN_MS);
    const point = POINTS[(named + luck.below(3)) % POINTS.length] ?? 'after-store';
    await replica.ready();
    if (way === 9) {
      stopMs = Math.max(stopMs, await replica.stop());
      count('SIGTERM');
      await delay(down);
      replica.start();
      await replica.ready();
    }
    if (way < 6) {
      named += 3;
      const how = await replica.dieAt(point, { passing, withinMs: POINT_WITHIN_MS });
      count(how === point ? `killed at ${point}` : 'killed at random');
    } else {
      await delay(wait);
      await replica.kill();
      count('killed at random');
    }
    await delay(down);
    replica.start();
  }

  const answers: Record<VendorName, (() => void)[]> = {
    slack: [
      () => slack.fail('chat.postMessage', { status: 429, retryAfter: 1 }),
      () => slack.fail('chat.postMessage', { status: 500 }),
      () => slack.fail('chat.postMessage', { line: 'cut-after' }, { line: 'cut-after' }),
      () => slack.fail('chat.update', { line: 'cut-before' }),
      () => slack.fail('chat.postMessage', { line: 'silent-after' }),
    ],
    dingtalk: [
      () => dingtalk.fails('sendBySession', { status: 500 }),
      () => dingtalk.fails('sendBySession', { accepts: true, cuts: true }),
      () => dingtalk.fails('batchSend', { accepts: true, cuts: true }),
      () => dingtalk.fails('sendBySession', { body: { errcode: 130101, errmsg: 'send too fast' } }),
    ],
    wecom: [
      () => wecom.faults.codes.push(45009),
      () => wecom.faults.codes.push(0, 0),
      () => wecom.cloud.cut(),
    ],
  };

  const lines: ((proxy: FaultProxy, ms: number) => Promise<void>)[] = [
    async (proxy) => proxy.drop(),
    async (proxy) => proxy.reset(),
    async (proxy, ms) => {
      proxy.slow(ms / 20);
      await delay(ms);
      proxy.slow(0);
    },
    async (proxy, ms) => proxy.cutAfter(ms),
    async (proxy, ms) => {
      proxy.blackHole(true);
      await delay(ms);
      proxy.blackHole(false);
    },
    async (proxy, ms) => {
      proxy.refuse(true);
      proxy.reset();
      await delay(ms);
      proxy.refuse(false);
    },
  ];
  const names = ['dropped', 'reset', 'slow', 'cut inside', 'half open', 'refused'];

  async function disturb(): Promise<void> {
    const kind = luck.below(long ? 12 : 11);
    const vendor = luck.pick(VENDORS);
    const answer = luck.below(60);
    const line = luck.below(lines.length);
    const ms = luck.between(300, 2_500);
    if (kind < 4) {
      const choices = answers[vendor];
      choices[answer % choices.length]?.();
      count(`${vendor} answers badly`);
    } else if (kind < 9 || (kind < 11 && !database)) {
      await lines[line]?.(proxies[vendor], ms);
      count(`${vendor} ${names[line]}`);
    } else if (kind < 11 && database) {
      databaseBackAt = performance.now() + ms + 5_000;
      await lines[line]?.(database, ms);
      count(`database ${names[line]}`);
    } else {
      await luck.pick(replicas).freeze(FROZEN_MS);
      count('SIGSTOP');
    }
  }

  return {
    kill,
    disturb,
    done,
    databaseFails: () => void (databaseBackAt = performance.now() + 30_000),
    isDatabaseAway: () => performance.now() < databaseBackAt,
    get stopMs() {
      return stopMs;
    },
    heal() {
      for (const vendor of VENDORS) proxies[vendor].heal();
      database?.heal();
      wecom.faults.codes.length = 0;
      dingtalk.cloud.faults.length = 0;
    },
  };
}
