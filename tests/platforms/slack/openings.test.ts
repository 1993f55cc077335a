import { expect, it } from 'vitest';
import { createOpenings } from '../../../src/platforms/slack/openings.ts';
import { LIMITS } from '../../../src/platforms/slack/settings.ts';
import { virtualClock } from './virtual-clock.ts';

const { signal } = new AbortController();

/** Asks for a call of `apps.connections.open`; tells when it was allowed. */
function opened() {
  const { clock, pass } = virtualClock();
  const openings = createOpenings(LIMITS, clock);
  const allowed: number[] = [];
  const take = async (isFirst: boolean) => {
    const takeBack = await openings.take(() => isFirst, signal);
    allowed.push(clock.now());
    return takeBack;
  };
  return { openings, take, allowed, pass };
}

it('the last call of a minute is kept for the first socket', async () => {
  const { take, allowed, pass } = opened();
  for (let n = 0; n < LIMITS.opens; n += 1) void take(false);
  await pass(1_000);
  expect(allowed.length).toBe(LIMITS.opens - 1);
  void take(true);
  await pass(0);
  expect(allowed.at(-1)).toBe(1_000);
  await pass(LIMITS.opensWindowMs);
  expect(allowed.at(-1)).toBe(LIMITS.opensWindowMs);
  expect(allowed.length).toBe(LIMITS.opens + 1);
});

it('a call that never reached Slack does not count', async () => {
  const { take, allowed } = opened();
  for (let n = 0; n < 3 * LIMITS.opens; n += 1) (await take(true))?.();
  expect(new Set(allowed)).toEqual(new Set([0]));
});

it('nobody calls before Slack wants to be called', async () => {
  const { openings, take, allowed, pass } = opened();
  openings.hold(30_000);
  void take(true);
  await pass(60_000);
  expect(allowed).toEqual([30_000]);
});
