import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { failure } from './failure.ts';
import { newId } from './id.ts';
import { freeLease, renewLease, takeLease, type Lease } from './leases.ts';

export { freeHolds } from './leases.ts';

const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
const LONGEST_PAUSE_MS = 30_000;

export interface SingleHolderOptions {
  db: Database;
  /** Unique for each start of each process. */
  owner: string;
  /** UTC ms. */
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Who dies is succeeded after this long and at most one `renewMs` more. */
  leaseMs?: number | undefined;
  renewMs?: number | undefined;
}

type Work = (signal: AbortSignal) => Promise<void>;

export interface SingleHolder {
  /**
   * Runs `work` whenever this process, of all replicas, holds `name`. The signal aborts once the database says that
   * somebody else holds it, and `work` ends then. While the database does not answer the work goes on: mostly nobody
   * else can ask it either. Where only we can't, two work at once until we can, so it is for work that bears that.
   * Work that ends by itself or fails is begun again after a while, here or elsewhere. `release` aborts, waits for the
   * work to end, and lets the next have the name at once.
   */
  holdAlone(name: string, work: Work): { release(): Promise<void> };
}

/** Lets one process at a time do what must not be done twice, such as a vendor's only connection. */
export function createSingleHolder(options: SingleHolderOptions): SingleHolder {
  const { db, owner, now, log, leaseMs = LEASE_MS, renewMs = RENEW_MS } = options;

  async function hold(lease: Lease, work: Work, released: AbortSignal): Promise<void> {
    for (let ends = 0; !released.aborted; ends++) {
      const since = await takeWhenFree(lease, released);
      if (since === undefined) return;
      log.info({ name: lease.name }, 'held alone');
      const began = performance.now();
      await workAlone(lease, work, { released, since });
      await freeLease(db, lease).catch((error: unknown) =>
        log.warn({ ...failure(error), name: lease.name }, 'freeing a hold failed; it runs out by itself'),
      );
      if (performance.now() - began > LONGEST_PAUSE_MS) ends = 0;
      await pause(Math.min(renewMs * 2 ** ends, LONGEST_PAUSE_MS), released);
    }
  }

  /** Gives since when the lease is ours, by the clock that never jumps; undefined once released. */
  async function takeWhenFree(lease: Lease, released: AbortSignal): Promise<number | undefined> {
    while (!released.aborted) {
      const since = performance.now();
      try {
        const at = now();
        if (await takeLease(db, lease, { now: at, until: at + leaseMs })) return since;
      } catch (error) {
        log.warn({ ...failure(error), name: lease.name }, 'asking for a hold failed');
      }
      await pause(renewMs, released);
    }
    return undefined;
  }

  async function workAlone(
    lease: Lease,
    work: Work,
    { released, since }: { released: AbortSignal; since: number },
  ): Promise<void> {
    const lost = new AbortController();
    const ended = new AbortController();
    const signal = AbortSignal.any([lost.signal, released]);
    const renewing = keepRenewing(lease, { lost, since, ended: ended.signal });
    try {
      if (!signal.aborted) await work(signal);
      if (!signal.aborted) log.warn({ name: lease.name }, 'what is done alone has ended; it is begun again');
    } catch (error) {
      const fields = { ...failure(error), name: lease.name };
      if (!signal.aborted) log.error(fields, 'what is done alone has failed; it is begun again');
    }
    // Until the work has ended nobody else may begin it.
    ended.abort();
    await renewing;
    if (lost.signal.aborted) log.warn({ name: lease.name }, 'the hold was lost');
  }

  async function keepRenewing(
    lease: Lease,
    { lost, since, ended }: { lost: AbortController; since: number; ended: AbortSignal },
  ): Promise<void> {
    let wait = untilRenewal(since);
    for (;;) {
      await pause(wait, ended);
      if (ended.aborted) return;
      const asked = performance.now();
      try {
        if (!(await renewLease(db, lease, { until: now() + leaseMs }))) return lost.abort();
        wait = untilRenewal(asked);
      } catch (error) {
        log.warn({ ...failure(error), name: lease.name }, 'renewing a hold failed');
        wait = renewMs;
      }
    }
  }

  /** Milliseconds; none where the database took so long to give the lease that little of it is left. */
  function untilRenewal(since: number): number {
    return Math.max(0, Math.min(renewMs, (since + leaseMs - performance.now()) / 2));
  }

  return {
    holdAlone(name, work) {
      const released = new AbortController();
      // One process may ask twice for the same name; then too only one has it.
      const lease = { name, owner: `${owner}:${newId(now())}` };
      const done = hold(lease, work, released.signal);
      return {
        async release() {
          released.abort();
          await done;
        },
      };
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
