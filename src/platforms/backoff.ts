/** How waits between tries grow. */
export interface Backoff {
  /** The first wait, in milliseconds. */
  first: number;
  longest: number;
  /** How many times as long each wait is as the one before: 2 where it isn't said. */
  growth?: number | undefined;
  /** The part of a wait that luck may take off: none where it isn't said. */
  jitter?: number | undefined;
}

/** Milliseconds to wait before trying again; the `attempt` 0 is the first that failed (0 ≤ random < 1). */
export function backoff(
  { first, longest, growth = 2, jitter = 0 }: Backoff,
  attempt: number,
  random = 0,
): number {
  return Math.min(first * growth ** attempt, longest) * (1 - jitter * (1 - random));
}
