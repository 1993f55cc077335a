import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { failure } from './failure.ts';
import { LeaseLostError } from './lease.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Repeats a write that must not be lost until the database takes it; `work` learns how often it failed before.
 * Gives up, throwing the last error, when the lease is lost or `signal` is aborted.
 */
export async function keepTrying<T>(
  { log, signal }: { log: Logger; signal: AbortSignal },
  work: (failures: number) => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work(failures);
    } catch (error) {
      if (error instanceof LeaseLostError || signal.aborted) throw error;
      log.warn({ ...failure(error), failures }, 'write failed, trying again');
      await delay(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), undefined, { signal });
    }
  }
}
