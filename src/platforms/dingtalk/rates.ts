import type { DingtalkLimits } from './settings.ts';

/** A share that was admitted and not used is free again after so long. */
const GRANT_MS = 5_000;
const MOST_CONVERSATIONS = 10_000;

interface Window {
  /** Milliseconds until there is room; 0 if there is. */
  wait(): number;
  /** Takes a share for a `use` soon; as `wait`. */
  reserve(): number;
  /** Takes a share, first one that was reserved; as `wait`. */
  use(): number;
  hold(ms: number): void;
  idle(): boolean;
}

/** At most `limit` shares in any `spanMs` milliseconds. */
function slidingWindow(limit: number, spanMs: number, now: () => number): Window {
  let taken: number[] = [];
  let granted: number[] = [];
  let heldUntil = 0;

  function wait(): number {
    const at = now();
    if (heldUntil > at) return heldUntil - at;
    taken = taken.filter((time) => time > at - spanMs);
    const oldest = taken[taken.length - limit];
    return oldest === undefined ? 0 : oldest + spanMs - at;
  }

  function reserve(): number {
    const ms = wait();
    if (ms > 0) return ms;
    taken.push(now());
    granted.push(now());
    return 0;
  }

  function use(): number {
    const at = now();
    granted = granted.filter((time) => time > at - GRANT_MS);
    if (heldUntil > at) return heldUntil - at;
    if (granted.shift() !== undefined) return 0;
    const ms = wait();
    if (ms === 0) taken.push(at);
    return ms;
  }

  return {
    wait,
    reserve,
    use,
    hold(ms) {
      heldUntil = Math.max(heldUntil, now() + ms);
    },
    idle: () => wait() === 0 && taken.length === 0,
  };
}

/** What may be sent when, by the two ways there are: a conversation's webhook and the API. */
export interface Rates {
  /** Takes one message's share: 0 if it may go now, else the milliseconds to wait. */
  admit(channel: string, way: { webhook: boolean }): number;
  /** Takes a share of the conversation's webhook, if there is one. */
  useWebhook(channel: string): boolean;
  /** Takes a share of the API; 0 or the milliseconds to wait. */
  useApi(channel: string): number;
  holdWebhook(channel: string, ms: number): void;
  holdConversation(channel: string, ms: number): void;
  holdApi(ms: number): void;
}

/** Rates by the vendor's limits. After a hold nothing goes that way before it is over. */
export function createRates(limits: DingtalkLimits, now: () => number): Rates {
  const api = slidingWindow(limits.apiPerSecond, 1_000, now);
  const webhooks = new Map<string, Window>();
  const heldUntil = new Map<string, number>();

  function webhookOf(channel: string): Window {
    const known = webhooks.get(channel);
    if (known) return known;
    if (webhooks.size >= MOST_CONVERSATIONS) {
      for (const [key, window] of webhooks) if (window.idle()) webhooks.delete(key);
    }
    const window = slidingWindow(limits.webhookPerMinute, 60_000, now);
    webhooks.set(channel, window);
    return window;
  }

  function held(channel: string): number {
    const until = heldUntil.get(channel);
    if (until === undefined) return 0;
    if (until > now()) return until - now();
    heldUntil.delete(channel);
    return 0;
  }

  return {
    admit(channel, { webhook }) {
      const waiting = held(channel);
      if (webhook && webhookOf(channel).reserve() === 0) return 0;
      return waiting > 0 ? waiting : api.reserve();
    },
    useWebhook: (channel) => webhookOf(channel).use() === 0,
    useApi: (channel) => held(channel) || api.use(),
    holdWebhook: (channel, ms) => webhookOf(channel).hold(ms),
    holdConversation: (channel, ms) =>
      heldUntil.set(channel, Math.max(heldUntil.get(channel) ?? 0, now() + ms)),
    holdApi: (ms) => api.hold(ms),
  };
}
