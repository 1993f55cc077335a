import { expect, it } from 'vitest';
import { backoff } from '../../src/platforms/backoff.ts';

it('waits grow up to the longest', () => {
  const waits = (growth?: number) =>
    [0, 1, 2, 3, 5_000].map((attempt) => backoff({ first: 100, longest: 500, growth }, attempt));
  expect(waits()).toEqual([100, 200, 400, 500, 500]);
  expect(waits(3)).toEqual([100, 300, 500, 500, 500]);
});

it.each([
  [0, 400],
  [0.5, 450],
  [1, 500],
])('luck of %d leaves %d ms of 500', (random, ms) => {
  expect(backoff({ first: 500, longest: 500, jitter: 0.2 }, 7, random)).toBeCloseTo(ms);
});
