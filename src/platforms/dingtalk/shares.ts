/** A share that was reserved and not used is free again after so long. */
const RESERVED_MS = 5_000;
const MOST_KEYS = 10_000;

/** At most `count` in any `ms` milliseconds. */
export interface Limit {
  count: number;
  ms: number;
}

interface Window {
  taken: number[];
  reserved: number[];
  shutUntil: number;
  shutMs: number;
}

/** Sliding windows, one for each key. After a hold nothing goes before it is over. */
export interface Shares {
  /** Milliseconds until there is room; 0 if there is. */
  wait(key: string): number;
  /** Keeps a share for a `use` soon: 0, or the milliseconds to wait, and none is kept. */
  reserve(key: string): number;
  /** Takes a share, first one that was reserved; as `reserve`. */
  use(key: string): number;
  /** Nothing goes for so long, reserved or not. */
  hold(key: string, ms: number): void;
}

/** Shares of a limit. A clock that is set back makes nobody wait longer than before. */
export function createShares(limit: Limit, now: () => number): Shares {
  const windows = new Map<string, Window>();

  function windowOf(key: string): Window {
    const at = now();
    const window = windows.get(key) ?? { taken: [], reserved: [], shutUntil: 0, shutMs: 0 };
    window.taken = window.taken.filter((time) => time > at - limit.ms).map((time) => Math.min(time, at));
    window.reserved = window.reserved.filter((time) => time > at - RESERVED_MS);
    window.shutUntil = Math.min(window.shutUntil, at + window.shutMs);
    // What is over stays over.
    if (window.shutUntil <= at) window.shutMs = 0;
    return window;
  }

  function shut({ shutUntil }: Window): number {
    return Math.max(0, shutUntil - now());
  }

  function waitFor(window: Window): number {
    const oldest = window.taken[window.taken.length - limit.count];
    return shut(window) || (oldest === undefined ? 0 : oldest + limit.ms - now());
  }

  function keep(key: string, window: Window): void {
    if (!windows.has(key) && windows.size >= MOST_KEYS) sweep();
    windows.set(key, window);
  }

  function sweep(): void {
    for (const key of windows.keys()) {
      const window = windowOf(key);
      if (window.taken.length === 0 && shut(window) === 0) windows.delete(key);
    }
  }

  return {
    wait: (key) => waitFor(windowOf(key)),
    reserve(key) {
      const window = windowOf(key);
      const ms = waitFor(window);
      if (ms > 0) return ms;
      window.taken.push(now());
      window.reserved.push(now());
      keep(key, window);
      return 0;
    },
    use(key) {
      const window = windowOf(key);
      if (shut(window) > 0) return shut(window);
      if (window.reserved.shift() !== undefined) return 0;
      const ms = waitFor(window);
      if (ms > 0) return ms;
      window.taken.push(now());
      keep(key, window);
      return 0;
    },
    hold(key, ms) {
      const window = windowOf(key);
      window.shutMs = Math.max(shut(window), ms);
      window.shutUntil = now() + window.shutMs;
      keep(key, window);
    },
  };
}
