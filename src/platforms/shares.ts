/** `count` within any `ms` milliseconds. */
export interface Limit {
  count: number;
  ms: number;
}

export interface SharesOptions {
  /** Each of them is kept. */
  limits: readonly Limit[];
  /** A share that was taken and never used is free again after this long. */
  unusedMs: number;
  now: () => number;
}

/** Shares of limits, counted for each key on its own. */
export interface Shares {
  /** Milliseconds until `n` shares are free; 0 if they are. */
  wait: (key: string, n: number) => number;
  /** Takes `n` shares at once: 0, or the milliseconds until they are free and none is taken. */
  take: (key: string, n: number) => number;
  /** Something goes out on a share that was taken, or beyond what is counted; the result is called once it is over. */
  begin: (key: string) => () => void;
  /** Shares taken and not used yet. */
  free: (key: string) => number;
  /** No share is free for so long. */
  block: (key: string, ms: number) => void;
}

interface Window {
  /** When each use was over, in order. */
  times: number[];
  open: { since: number; begun: boolean }[];
  block: { since: number; ms: number };
}

const BUSY_MS = 1_000;
const SWEEP_EVERY = 1_000;

/** Sliding windows. A share counts from when it was taken until a window after its use. */
export function createShares({ limits, unusedMs, now }: SharesOptions): Shares {
  const windows = new Map<string, Window>();
  const longest = Math.max(0, ...limits.map(({ ms }) => ms));
  let opened = 0;

  function windowOf(key: string): Window {
    const window = windows.get(key) ?? openWindow(key);
    const at = now();
    notAfter(at, window);
    const from = window.times.findIndex((time) => time > at - longest);
    window.times.splice(0, from === -1 ? window.times.length : from);
    window.open = window.open.filter(({ begun, since }) => begun || since > at - unusedMs);
    // What is over stays over, whatever becomes of the clock.
    if (blockedFor(window) === 0) window.block.ms = 0;
    return window;
  }

  function openWindow(key: string): Window {
    if (++opened % SWEEP_EVERY === 0) sweep();
    const window = { times: [], open: [], block: { since: now(), ms: 0 } };
    windows.set(key, window);
    return window;
  }

  function sweep(): void {
    for (const key of windows.keys()) {
      const { times, open, block } = windowOf(key);
      if (times.length === 0 && open.length === 0 && block.ms === 0) windows.delete(key);
    }
  }

  function blockedFor({ block }: Window): number {
    return Math.max(0, block.since + block.ms - now());
  }

  function wait(key: string, n: number): number {
    const window = windowOf(key);
    const waits = limits.map((limit) => waitFor(window, { limit, n, at: now() }));
    return Math.ceil(Math.max(blockedFor(window), ...waits));
  }

  return {
    wait,
    take(key, n) {
      const ms = wait(key, n);
      if (ms > 0) return ms;
      const { open } = windowOf(key);
      for (let i = 0; i < n; i++) open.push({ since: now(), begun: false });
      return 0;
    },
    begin(key) {
      const window = windowOf(key);
      const share = window.open.find(({ begun }) => !begun) ?? { since: now(), begun: true };
      if (!window.open.includes(share)) window.open.push(share);
      share.begun = true;
      return () => {
        window.open = window.open.filter((other) => other !== share);
        window.times.push(now());
      };
    },
    free: (key) => windowOf(key).open.filter(({ begun }) => !begun).length,
    block(key, ms) {
      const window = windowOf(key);
      if (ms > blockedFor(window)) window.block = { since: now(), ms };
    },
  };
}

/** A clock that was set back makes nobody wait longer than before. */
function notAfter(at: number, { times, open, block }: Window): void {
  for (let i = times.length - 1; (times[i] ?? at) > at; i--) times[i] = at;
  for (const share of open) share.since = Math.min(share.since, at);
  block.since = Math.min(block.since, at);
}

/** Milliseconds until `n` more fit; more than ever fit count as what fits. */
function waitFor({ times, open }: Window, { limit, n, at }: { limit: Limit; n: number; at: number }): number {
  const wanted = Math.min(n, limit.count);
  // The one that must have left the window before the last of the new ones comes.
  const gone = times.length + open.length + wanted - 1 - limit.count;
  if (gone < 0) return 0;
  const time = times[gone];
  return time === undefined ? BUSY_MS : time + limit.ms - at;
}
