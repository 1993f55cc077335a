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
/** The rest of a lease is for the work to end, and for what the replicas' clocks differ. */
const USABLE = 0.8;

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
   * Runs `work` whenever this process alone, in all replicas, holds `name`. The signal aborts before somebody else can
   * hold it, and `work` ends then. Work that ends by itself or fails is begun again after a while, here or elsewhere.
   * `release` aborts, waits for the work to end, and lets the next have the name at once.
   */
  holdAlone(name: string, work: Work): { release(): Promise<void> };
}

/** Lets one process at a time do what must not be done twice, such as a vendor's only connection. */
export function createSingleHolder(options: SingleHolderOptions): SingleHolder {
  const { db, owner, now, log, leaseMs = LEASE_MS, renewMs = RENEW_MS } = options;

  async function hold(lease: Lease, work: Work, released: AbortSignal): Promise<void> {
    for (let ends = 0; !released.aborted; ends++) {
      const usableUntil = await takeWhenFree(lease, released);
      if (usableUntil === undefined) return;
      log.info({ name: lease.name }, 'held alone');
      const began = performance.now();
      await workAlone(lease, work, { released, usableUntil });
      await freeLease(db, lease).catch((error: unknown) =>
        log.warn({ ...failure(error), name: lease.name }, 'freeing a hold failed; it runs out by itself'),
      );
      if (performance.now() - began > LONGEST_PAUSE_MS) ends = 0;
      await pause(Math.min(renewMs * 2 ** ends, LONGEST_PAUSE_MS), released);
    }
  }

  /** Gives until when the lease may be used, by the clock that never jumps; undefined once released. */
  async function takeWhenFree(lease: Lease, released: AbortSignal): Promise<number | undefined> {
    while (!released.aborted) {
      const usableUntil = performance.now() + leaseMs * USABLE;
      try {
        const at = now();
        if (await takeLease(db, lease, { now: at, until: at + leaseMs })) return usableUntil;
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
    { released, usableUntil }: { released: AbortSignal; usableUntil: number },
  ): Promise<void> {
    const lost = new AbortController();
    const ended = new AbortController();
    const signal = AbortSignal.any([lost.signal, released]);
    const renewing = keepRenewing(lease, { lost, usableUntil, ended: ended.signal });
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
    { lost, usableUntil, ended }: { lost: AbortController; usableUntil: number; ended: AbortSignal },
  ): Promise<void> {
    const setDeadline = (at: number) => setTimeout(() => lost.abort(), at - performance.now()).unref();
    let deadline = setDeadline(usableUntil);
    while (!ended.aborted && !lost.signal.aborted) {
      await pause(renewMs, ended);
      if (ended.aborted) break;
      const next = performance.now() + leaseMs * USABLE;
      try {
        if (!(await renewLease(db, lease, { until: now() + leaseMs }))) lost.abort();
        clearTimeout(deadline);
        deadline = setDeadline(next);
      } catch (error) {
        log.warn({ ...failure(error), name: lease.name }, 'renewing a hold failed');
      }
    }
    clearTimeout(deadline);
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
