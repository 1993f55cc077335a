/** `count` messages within any `ms` milliseconds. */
export interface Limit {
  count: number;
  ms: number;
}

/**
 * 30 a minute and 1,000 an hour per conversation, replies and pushes together. The windows are two seconds longer than
 * WeCom's, because a message that travels slowly is counted by WeCom's clock later than by ours.
 */
export const CONVERSATION_LIMITS: readonly Limit[] = [
  { count: 30, ms: 62_000 },
  { count: 1_000, ms: 3_602_000 },
];
/** Uploads of the bot: 30 a minute and 1,000 an hour. */
export const UPLOAD_LIMITS = CONVERSATION_LIMITS;

/** A share that was admitted and never used is free again after this long. */
const UNUSED_MS = 30_000;
const BUSY_MS = 1_000;
const LONGEST_BLOCK_MS = 10 * 60_000;
const SWEEP_EVERY = 1_000;

interface Share {
  since: number;
  begun: boolean;
}

interface Window {
  /** When each message was accepted, in order. */
  times: number[];
  open: Share[];
  blockedUntil: number;
}

export interface Shares {
  /** Takes `n` shares at once: 0, or the milliseconds until they are free and none is taken. */
  take(key: string, n: number): number;
  /** A message goes out on a share that was taken, or beyond what is counted; the result is called once it is over. */
  begin(key: string): () => void;
  /** Shares taken and not used yet. */
  free(key: string): number;
  /** Nothing is admitted before `until` (UTC ms). */
  block(key: string, until: number): void;
}

/** Sliding windows per conversation. A message counts from when it was admitted until a window after its end. */
export function createShares({ limits, now }: { limits: readonly Limit[]; now: () => number }): Shares {
  const windows = new Map<string, Window>();
  const longest = Math.max(0, ...limits.map(({ ms }) => ms));
  let taken = 0;

  function windowOf(key: string): Window {
    const window = windows.get(key) ?? { times: [], open: [], blockedUntil: 0 };
    windows.set(key, window);
    // A clock that was set back must not hold messages until it is where it was.
    if ((window.times.at(-1) ?? 0) > now()) {
      window.times = window.times.map((time) => Math.min(time, now()));
    }
    window.blockedUntil = Math.min(window.blockedUntil, now() + LONGEST_BLOCK_MS);
    const from = window.times.findIndex((time) => time > now() - longest);
    window.times.splice(0, from === -1 ? window.times.length : from);
    window.open = window.open.filter(({ begun, since }) => begun || since > now() - UNUSED_MS);
    return window;
  }

  function sweep(): void {
    for (const key of windows.keys()) {
      const { times, open, blockedUntil } = windowOf(key);
      if (times.length === 0 && open.length === 0 && blockedUntil <= now()) windows.delete(key);
    }
  }

  return {
    take(key, n) {
      if (++taken % SWEEP_EVERY === 0) sweep();
      const window = windowOf(key);
      const waits = limits.map((limit) => waitFor(window, { limit, n, at: now() }));
      const wait = Math.max(window.blockedUntil - now(), ...waits, 0);
      if (wait > 0) return Math.ceil(wait);
      for (let i = 0; i < n; i++) window.open.push({ since: now(), begun: false });
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
    block(key, until) {
      const window = windowOf(key);
      window.blockedUntil = Math.max(window.blockedUntil, until);
    },
  };
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
