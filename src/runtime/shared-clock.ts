import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { failure } from './failure.ts';

const COMPARE_EVERY_MS = 10_000;
/** An answer that took longer says too little about when the database looked at its clock. */
const LONGEST_QUESTION_MS = 1_000;

export interface SharedClock {
  /** UTC ms as the database has it; between two comparisons by this machine's clock that only goes forward. */
  now: () => number;
  stop(): void;
}

export interface SharedClockOptions {
  db: Pick<Database, 'time'>;
  log: Pick<Logger, 'warn'>;
  /** Milliseconds of a clock that only goes forward. */
  monotonic?: (() => number) | undefined;
  compareEveryMs?: number | undefined;
}

/**
 * The one clock of all replicas: leases and timers would not fit together by machines' clocks that differ. Throws where
 * the database doesn't answer now; later on it goes on without.
 */
export async function createSharedClock(options: SharedClockOptions): Promise<SharedClock> {
  const { db, log, monotonic = () => performance.now(), compareEveryMs = COMPARE_EVERY_MS } = options;
  let ahead = await difference();

  async function difference(): Promise<number> {
    for (;;) {
      const asked = monotonic();
      const there = await db.time();
      const answered = monotonic();
      if (answered - asked <= LONGEST_QUESTION_MS) return there - (asked + answered) / 2;
    }
  }

  const comparing = setInterval(() => {
    difference().then(
      (found) => (ahead = found),
      (error: unknown) => log.warn(failure(error), 'the database did not tell its time'),
    );
  }, compareEveryMs).unref();

  return { now: () => Math.floor(monotonic() + ahead), stop: () => clearInterval(comparing) };
}
