import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../src/platforms/slack/pause.ts';

/** Time that only passes when it is told to, and then as fast as what happens in it. */
export function virtualClock() {
  const sleepers: { at: number; wake: () => void }[] = [];
  const underway = new Set<Promise<unknown>>();
  let now = 0;
  const clock: Clock = {
    now: () => now,
    pause: (ms) =>
      ms <= 0
        ? Promise.resolve()
        : new Promise((wake) => {
            sleepers.push({ at: now + ms, wake });
          }),
  };

  /** Until everybody sleeps, and nothing is waited for from outside. */
  async function settled(): Promise<void> {
    do {
      await Promise.allSettled(underway);
      await nextTurn();
    } while (underway.size > 0);
  }

  /** For work that takes real time, and none of this. */
  async function during<T>(work: Promise<T>): Promise<T> {
    underway.add(work);
    try {
      return await work;
    } finally {
      underway.delete(work);
    }
  }

  async function pass(ms: number): Promise<void> {
    const end = now + ms;
    for (;;) {
      await settled();
      sleepers.sort((a, b) => a.at - b.at);
      const [next] = sleepers;
      if (!next || next.at > end) break;
      sleepers.shift();
      now = next.at;
      next.wake();
    }
    now = end;
  }

  return { clock, during, pass };
}
