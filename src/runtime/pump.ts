import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { failure } from './failure.ts';
import { HEARTBEAT_MS } from './lease.ts';

const LARGEST_BATCH = 100;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export interface Loop {
  start(): void;
  /** There may be something new to do. Cheap; may be called as often as one likes. */
  wake(): void;
  /** Takes nothing new, waits at most `withinMs` for what is running, and frees what still runs then. */
  stop(withinMs: number): Promise<void>;
  /** Resolves once nothing runs and nothing can be taken at the present time. */
  idle(): Promise<void>;
}

interface Row {
  id: number;
  lane: string;
}

export interface PumpOptions<R extends Row> {
  /** Leases at most `limit` rows, at most one of a lane. */
  take(limit: number, busyLanes: readonly string[]): Promise<R[]>;
  run(row: R, signal: AbortSignal): Promise<void>;
  /** Makes the leases of running rows longer. */
  renew(ids: number[]): Promise<void>;
  /** Frees rows that were taken and never begun. */
  giveBack(ids: number[]): Promise<void>;
  /** Frees rows that were begun and are not finished. */
  abandon(ids: number[]): Promise<void>;
  concurrency: number;
  pollMs: number;
  log: Logger;
}

/** Takes rows in batches and runs many lanes at once, one row of a lane at a time. */
export function createPump<R extends Row>(options: PumpOptions<R>): Loop {
  const { concurrency, pollMs, log } = options;
  const running = new Map<number, { row: R; done: Promise<void> }>();
  const expired = new AbortController();
  let started = false;
  let stopping = false;
  let hungry = false;
  let filling: Promise<void> | undefined;
  let failures = 0;
  let pause: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let idleWaiters: (() => void)[] = [];

  function wake(): void {
    hungry = true;
    if (!started || stopping || filling || pause) return;
    filling = fill().finally(() => {
      filling = undefined;
      // Somebody may have called after the last look and before this line.
      if (hungry && running.size < concurrency) wake();
      tellIdle();
    });
  }

  async function fill(): Promise<void> {
    try {
      while (hungry && !stopping && running.size < concurrency) {
        hungry = false;
        const limit = Math.min(concurrency - running.size, LARGEST_BATCH);
        const lanes = [...running.values()].map(({ row }) => row.lane);
        const rows = await options.take(limit, lanes);
        failures = 0;
        if (rows.length === limit) hungry = true;
        if (stopping) await options.giveBack(rows.map((row) => row.id));
        else rows.forEach(launch);
      }
    } catch (error) {
      hungry = true;
      log.error({ ...failure(error), failures }, 'taking work failed');
      pause = setTimeout(
        () => {
          pause = undefined;
          wake();
        },
        Math.min(FIRST_PAUSE_MS * 2 ** failures++, LONGEST_PAUSE_MS),
      ).unref();
    }
  }

  function launch(row: R): void {
    // After a stall longer than the lease a row can come round again while its first run still goes on.
    if (running.has(row.id)) return;
    const done = options
      .run(row, expired.signal)
      .catch((error: unknown) => log.error({ ...failure(error), row: row.id }, 'row left to its lease'))
      .finally(() => {
        running.delete(row.id);
        wake();
        tellIdle();
      });
    running.set(row.id, { row, done });
  }

  function tellIdle(): void {
    if (running.size > 0 || filling || (hungry && !stopping)) return;
    for (const resolve of idleWaiters) resolve();
    idleWaiters = [];
  }

  async function beat(): Promise<void> {
    if (running.size === 0) return;
    try {
      await options.renew([...running.keys()]);
    } catch (error) {
      log.error(failure(error), 'renewing leases failed');
    }
  }

  return {
    start() {
      if (started) return;
      started = true;
      poll = setInterval(wake, pollMs).unref();
      heartbeat = setInterval(() => void beat(), HEARTBEAT_MS).unref();
      wake();
    },
    wake,
    async stop(withinMs) {
      stopping = true;
      clearInterval(poll);
      clearTimeout(pause);
      const timeUp = new AbortController();
      const finished = (async () => {
        await filling;
        await Promise.all([...running.values()].map(({ done }) => done));
      })();
      await Promise.race([finished, delay(withinMs, undefined, { signal: timeUp.signal }).catch(() => {})]);
      timeUp.abort();
      clearInterval(heartbeat);
      expired.abort();
      try {
        if (running.size > 0) await options.abandon([...running.keys()]);
      } catch (error) {
        log.error(failure(error), 'freeing leases failed; they run out by themselves');
      }
      tellIdle();
    },
    idle: () =>
      new Promise((resolve) => {
        if (!started || stopping) return resolve();
        idleWaiters.push(resolve);
        wake();
      }),
  };
}
