import { backoff } from '../backoff.ts';
import type { DingtalkTimings } from './settings.ts';

const GROWTH = 3;
const JITTER = 0.2;

/**
 * Milliseconds before the next try to connect after `failures` in a row (0 ≤ random < 1). However the dice fall, the
 * gateway is asked ten times a minute at most, and with the vendor's settings a socket that can be had is there in 10 s.
 */
export function reconnectWait(
  failures: number,
  { reconnect: first, longestReconnect: longest }: Pick<DingtalkTimings, 'reconnect' | 'longestReconnect'>,
  random: number,
): number {
  return backoff({ first, longest, growth: GROWTH, jitter: JITTER }, failures, random);
}
