import { describe, expect, it } from 'vitest';
import { createRates } from '../../../src/platforms/slack/rates.ts';
import { LIMITS } from '../../../src/platforms/slack/settings.ts';

function rates() {
  let now = 0;
  return { ...createRates(LIMITS, () => now), pass: (ms: number) => void (now += ms) };
}

describe('the rate of calls', () => {
  it('is four posts at once and then one a second, for each channel', () => {
    const { admit, pass } = rates();
    expect([1, 2, 3, 4].map(() => admit('chat.postMessage', 'C1'))).toEqual([0, 0, 0, 0]);
    expect(admit('chat.postMessage', 'C1')).toBe(1_000);
    expect(admit('chat.postMessage', 'C2')).toBe(0);
    pass(400);
    expect(admit('chat.postMessage', 'C1')).toBe(600);
    pass(600);
    expect(admit('chat.postMessage', 'C1')).toBe(0);
  });

  it('is never more than 50 changes in any minute, wherever', () => {
    const { admit, pass } = rates();
    const at: number[] = [];
    for (let ms = 0; ms < 180_000; ms += 100) {
      if (admit('chat.update', `C${ms}`) === 0) at.push(ms);
      pass(100);
    }
    const inMinute = at.map((from) => at.filter((one) => one >= from && one < from + 60_000).length);
    expect(Math.max(...inMinute)).toBeLessThanOrEqual(50);
    expect(at.length).toBeGreaterThan(110);
  });

  it('is nothing before Retry-After is over: of a post in its channel, of anything else everywhere', () => {
    const { admit, block, pass } = rates();
    block('chat.postMessage', 'C1', 30_000);
    block('chat.update', 'C1', 30_000);
    expect(admit('chat.postMessage', 'C1')).toBe(30_000);
    expect(admit('chat.postMessage', 'C2')).toBe(0);
    expect(admit('chat.update', 'C2')).toBe(30_000);
    expect(admit('reactions.add', 'C1')).toBe(0);
    pass(29_999);
    expect(admit('chat.postMessage', 'C1')).toBe(1);
    pass(1);
    expect(admit('chat.postMessage', 'C1')).toBe(0);
  });
});
