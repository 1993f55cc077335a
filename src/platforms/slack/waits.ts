import { backoff } from '../backoff.ts';
import { isUnanswered, retryAfterOf } from './errors.ts';
import type { Timings } from './settings.ts';

const JITTER = 0.5;

/** Milliseconds to wait after so many failures in a row. */
export function retryWait(failures: number, timings: Timings): number {
  return waitAfter(failures, { first: timings.retryMs, longest: timings.longestRetryMs });
}

/** As `retryWait`, but what Slack says at the least, and less long for it to be there again. */
export function failureWait(error: unknown, failures: number, timings: Timings): number {
  const { retryMs, longestRetryMs, longestUnreachedMs } = timings;
  const longest = isUnanswered(error) ? longestUnreachedMs : longestRetryMs;
  return Math.max(waitAfter(failures, { first: retryMs, longest }), retryAfterOf(error) ?? 0);
}

/** Milliseconds to wait after so many refusals in a row: somebody must change something first. */
export function refusalWait(refusals: number, { refusedMs, longestRefusedMs }: Timings): number {
  return waitAfter(refusals, { first: refusedMs, longest: longestRefusedMs });
}

function waitAfter(failures: number, { first, longest }: { first: number; longest: number }): number {
  return backoff({ first, longest, jitter: JITTER }, failures - 1, Math.random());
}
