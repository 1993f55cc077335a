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

/** Shut for some time; a clock that is set back makes that no longer. */
interface Gate {
  /** Milliseconds until it is open; 0 if it is. */
  wait(): number;
  shut(ms: number): void;
}

function createGate(now: () => number): Gate {
  let until = 0;
  let span = 0;
  function wait(): number {
    until = Math.min(until, now() + span);
    // What is over stays over.
    if (until <= now()) span = 0;
    return Math.max(0, until - now());
  }
  return {
    wait,
    shut(ms) {
      span = Math.max(wait(), ms);
      until = now() + span;
    },
  };
}

/** At most `limit` shares in any `spanMs` milliseconds. */
function slidingWindow(limit: number, spanMs: number, now: () => number): Window {
  let taken: number[] = [];
  let granted: number[] = [];
  const gate = createGate(now);

  function wait(): number {
    const at = now();
    if (gate.wait() > 0) return gate.wait();
    taken = taken.filter((time) => time > at - spanMs).map((time) => Math.min(time, at));
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
    if (gate.wait() > 0) return gate.wait();
    if (granted.shift() !== undefined) return 0;
    const ms = wait();
    if (ms === 0) taken.push(at);
    return ms;
  }

  return {
    wait,
    reserve,
    use,
    hold: (ms) => gate.shut(ms),
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
  const gates = new Map<string, Gate>();

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
    const ms = gates.get(channel)?.wait() ?? 0;
    if (ms === 0) gates.delete(channel);
    return ms;
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
    holdConversation(channel, ms) {
      const gate = gates.get(channel) ?? createGate(now);
      gate.shut(ms);
      gates.set(channel, gate);
    },
    holdApi: (ms) => api.hold(ms),
  };
}
