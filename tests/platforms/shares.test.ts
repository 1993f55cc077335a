import { describe, expect, it } from 'vitest';
import { createShares } from '../../src/platforms/shares.ts';

const START = Date.UTC(2026, 2, 1);

/** Two a second and three in ten, as they are `ms` after the start. */
function shares() {
  const clock = { ms: 0 };
  const limits = [
    { count: 2, ms: 1_000 },
    { count: 3, ms: 10_000 },
  ];
  return { ...createShares({ limits, unusedMs: 5_000, now: () => START + clock.ms }), clock };
}

describe('shares', () => {
  it('are free again once the window is over, of whichever limit that is', () => {
    const { take, begin, clock } = shares();
    expect(take('a', 2)).toBe(0);
    const [first, second] = [begin('a'), begin('a')];
    first();
    clock.ms = 400;
    second();
    expect(take('a', 1)).toBe(600);
    clock.ms = 1_000;
    expect(take('a', 1)).toBe(0);
    begin('a')();
    expect(take('a', 1)).toBe(9_000);
    expect(take('b', 1)).toBe(0);
  });

  it('are taken all at once or not at all; more than there ever are wait for all', () => {
    const { take, free, wait, begin, clock } = shares();
    expect(take('a', 1)).toBe(0);
    begin('a')();
    clock.ms = 100;
    expect(take('a', 2)).toBe(900);
    expect(free('a')).toBe(0);
    expect(wait('a', 9)).toBe(9_900);
    expect(wait('a', 1)).toBe(0);
    expect(free('a')).toBe(0);
  });

  it('count while they are in use, and beyond what was taken', () => {
    const { take, begin, clock } = shares();
    const ends = [begin('a'), begin('a')];
    clock.ms = 60_000;
    expect(take('a', 1)).toBe(1_000);
    for (const end of ends) end();
    clock.ms = 61_000;
    expect(take('a', 1)).toBe(0);
  });

  it('that nobody used are free again', () => {
    const { take, free, clock } = shares();
    take('a', 2);
    clock.ms = 4_999;
    expect([free('a'), take('a', 1)]).toEqual([2, 1_000]);
    clock.ms = 5_000;
    expect([free('a'), take('a', 1)]).toEqual([0, 0]);
  });

  it('are not free before a block is over, the longest of several', () => {
    const { take, wait, block, clock } = shares();
    block('a', 7_000);
    block('a', 2_000);
    expect([take('a', 1), wait('a', 0), take('b', 1)]).toEqual([7_000, 7_000, 0]);
    clock.ms = 7_000;
    expect(take('a', 1)).toBe(0);
  });
});

describe('a clock that is set back', () => {
  const BACK = -7_200_000;

  it('makes nobody wait longer than before', () => {
    const { take, begin, block, clock } = shares();
    take('a', 1);
    take('a', 1);
    begin('a')();
    block('b', 7_000);
    clock.ms = BACK;
    expect([take('a', 1), take('b', 1)]).toEqual([1_000, 7_000]);
    clock.ms = BACK + 5_000;
    expect([take('a', 1), take('b', 1)]).toEqual([0, 2_000]);
  });

  it('brings no block back that was over', () => {
    const { take, block, clock } = shares();
    block('a', 7_000);
    clock.ms = 7_000;
    expect(take('a', 1)).toBe(0);
    clock.ms = BACK;
    expect(take('a', 1)).toBe(0);
  });
});
