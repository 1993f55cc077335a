import { isUnanswered, retryAfterOf } from './errors.ts';
import { backoff } from './pause.ts';
import type { Timings } from './settings.ts';

/** Milliseconds to wait after so many failures in a row: what Slack says at the least, and less long for it to be there again. */
export function failureWait(error: unknown, failures: number, timings: Timings): number {
  const { retryMs, longestRetryMs, longestUnreachedMs } = timings;
  const longest = isUnanswered(error) ? longestUnreachedMs : longestRetryMs;
  return Math.max(backoff(failures, { retryMs, longestRetryMs: longest }), retryAfterOf(error) ?? 0);
}

/** Milliseconds to wait after so many refusals in a row: somebody must change something first. */
export function refusalWait(refusals: number, { refusedMs, longestRefusedMs }: Timings): number {
  return backoff(refusals, { retryMs: refusedMs, longestRetryMs: longestRefusedMs });
}
