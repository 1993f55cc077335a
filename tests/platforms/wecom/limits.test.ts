import { describe, expect, it } from 'vitest';
import { createShares } from '../../../src/platforms/shares.ts';
import { CONVERSATION_LIMITS as limits, UNUSED_MS as unusedMs } from '../../../src/platforms/wecom/limits.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** When messages of one conversation went out, as fast as they were admitted; each takes `travelMs`. */
function sentIn(duration: number, { travelMs, pause }: { travelMs: number; pause: number }): number[] {
  let time = Date.UTC(2026, 2, 1);
  const shares = createShares({ limits, unusedMs, now: () => time });
  const end = time + duration;
  const sent: number[] = [];
  while (time < end) {
    const wait = shares.take('zhangsan', 1);
    if (wait === 0) {
      const done = shares.begin('zhangsan');
      time += travelMs;
      sent.push(time);
      done();
    }
    time += Math.max(wait, pause);
  }
  return sent;
}

/** The most that came within any `ms`. */
function mostWithin(times: readonly number[], ms: number): number {
  let first = 0;
  return Math.max(
    ...times.map((time, last) => {
      while ((times[first] ?? time) <= time - ms) first++;
      return last - first + 1;
    }),
  );
}

describe('a conversation in six hours of constant talk', () => {
  it.each([
    { travelMs: 0, pause: 0 },
    { travelMs: 40, pause: 0 },
    { travelMs: 1_900, pause: 0 },
    { travelMs: 40, pause: 3_500 },
  ])('has at most 30 messages a minute and 1,000 an hour: %j', (pace) => {
    const sent = sentIn(6 * HOUR, pace);
    expect(mostWithin(sent, MINUTE)).toBeLessThanOrEqual(30);
    expect(mostWithin(sent, HOUR)).toBeLessThanOrEqual(1_000);
    expect(sent.length).toBeGreaterThan(5_900);
  });

  it('takes nothing from another conversation', () => {
    const shares = createShares({ limits, unusedMs, now: () => 0 });
    for (let i = 0; i < 30; i++) shares.take('zhangsan', 1);
    expect(shares.take('zhangsan', 1)).toBeGreaterThan(0);
    expect(shares.take('lisi', 30)).toBe(0);
  });
});
