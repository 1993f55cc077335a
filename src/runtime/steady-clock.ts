/** The wall clock may differ so much from a clock that only goes forward, ms; more is a jump (rule F8). */
const JUMP_MS = 30_000;

/** What a look at the wall clock comes to. */
export type Reading = { trusted: true; at: number } | { trusted: false; jumpMs: number };

export interface SteadyClockOptions {
  now: () => number;
  /** Milliseconds of a clock that only goes forward. */
  monotonic?: (() => number) | undefined;
}

/**
 * Reads the wall clock for what is done when its time has come. After a jump nothing is until a second look agrees
 * with the first: a clock that is set wrong and right again fires nothing before its time.
 */
export function createSteadyClock({ now, monotonic = () => performance.now() }: SteadyClockOptions) {
  let trusted = now() - monotonic();
  let doubted: number | undefined;

  return function read(): Reading {
    const at = now();
    const offset = at - monotonic();
    if (Math.abs(offset - trusted) <= JUMP_MS) {
      // Small corrections are followed, so that they don't add up to a jump.
      trusted = offset;
      doubted = undefined;
      return { trusted: true, at };
    }
    if (doubted !== undefined && Math.abs(offset - doubted) <= JUMP_MS) {
      trusted = offset;
      doubted = undefined;
      return { trusted: true, at };
    }
    doubted = offset;
    return { trusted: false, jumpMs: Math.round(offset - trusted) };
  };
}
