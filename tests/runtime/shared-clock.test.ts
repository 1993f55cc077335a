import { describe, expect, it } from 'vitest';
import pino from 'pino';
import { createSharedClock } from '../../src/runtime/shared-clock.ts';
import { until } from '../support/until.ts';

const log = pino({ level: 'silent' });

describe('the clock of all replicas', () => {
  it('tells the database’s time, whatever this machine’s clock says', async () => {
    let passed = 500;
    const clock = await createSharedClock({
      db: { time: async () => 1_000_000 + passed },
      log,
      monotonic: () => passed,
    });
    expect(clock.now()).toBe(1_000_500);
    passed += 250;
    expect(clock.now()).toBe(1_000_750);
    clock.stop();
  });

  it('takes the middle of the question, and asks again where an answer took long', async () => {
    let passed = 0;
    const delays = [5_000, 40];
    const time = async () => {
      const took = delays.shift() ?? 0;
      passed += took / 2;
      const there = 1_000_000 + passed;
      passed += took / 2;
      return there;
    };
    const clock = await createSharedClock({ db: { time }, log, monotonic: () => passed });
    expect(clock.now()).toBe(1_000_000 + passed);
    clock.stop();
  });

  it('follows the database’s clock, and goes on where it doesn’t answer', async () => {
    let passed = 0;
    let ahead = 1_000_000;
    let asked = 0;
    const time = async () => {
      if (++asked === 2) throw new Error('away');
      return ahead + passed;
    };
    const clock = await createSharedClock({ db: { time }, log, monotonic: () => passed, compareEveryMs: 1 });
    ahead += 200;
    passed += 100;
    await until(() => asked > 3);
    expect(clock.now()).toBe(1_000_300);
    clock.stop();
  });
});
