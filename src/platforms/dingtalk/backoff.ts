import type { DingtalkTimings } from './settings.ts';

const GROWTH = 3;
/** The shortest a wait gets by luck, as part of it. */
const SHORTEST = 0.8;

/**
 * Milliseconds before the next try to connect after `failures` in a row (0 ≤ random < 1). However the dice fall, the
 * gateway is asked ten times a minute at most, and with the vendor's settings a socket that can be had is there in 10 s.
 */
export function backoffMs(
  failures: number,
  { reconnect, longestReconnect }: Pick<DingtalkTimings, 'reconnect' | 'longestReconnect'>,
  random: number,
): number {
  const whole = Math.min(longestReconnect, reconnect * GROWTH ** failures);
  return whole * (SHORTEST + (1 - SHORTEST) * random);
}
