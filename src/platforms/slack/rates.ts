import type { Limits } from './settings.ts';

const MINUTE_MS = 60_000;
const MOST_CHANNELS = 5_000;

/** What may be called when, by Slack's figures and by what it answered. */
export interface Rates {
  /** Takes a share of `method` (posting: in `channel`): 0 if it may go now, else the ms to wait. */
  admit: (method: string, channel: string) => number;
  /** The ms for which Slack wants no more calls; 0 where it said nothing. */
  blockedFor: (method: string, channel: string) => number;
  /** Slack said that it was too much: nothing before `ms` are over. */
  block: (method: string, channel: string, ms: number) => void;
}

export function createRates(limits: Limits, now: () => number): Rates {
  const { postsPerSecond, burst, callsPerMinute, privatePerMinute } = limits;
  const buckets = new Map<string, { left: number; at: number }>();
  const blocked = new Map<string, number>();

  /** Slack counts posts by channel, everything else by method. */
  const laneOf = (method: string, channel: string) => (isPost(method) ? `${method} ${channel}` : method);

  function shape(method: string): { size: number; perMs: number } {
    if (isPost(method)) return { size: burst, perMs: postsPerSecond / 1000 };
    const perMinute = method === 'chat.postEphemeral' ? privatePerMinute : callsPerMinute;
    // A burst of a fifth keeps any minute within the tier: what is left flows in evenly.
    return { size: Math.max(1, perMinute / 5), perMs: (perMinute * 0.8) / MINUTE_MS };
  }

  function bucketOf(lane: string, { size, perMs }: { size: number; perMs: number }) {
    const bucket = buckets.get(lane) ?? { left: size, at: now() };
    const passed = Math.max(0, now() - bucket.at);
    bucket.left = Math.min(size, bucket.left + passed * perMs);
    bucket.at = now();
    if (buckets.size >= MOST_CHANNELS && !buckets.has(lane)) forget();
    buckets.set(lane, bucket);
    return bucket;
  }

  /** A bucket that nobody has drawn from for a minute is full again. */
  function forget(): void {
    for (const [lane, { at }] of buckets) if (now() - at > MINUTE_MS) buckets.delete(lane);
  }

  function blockedFor(method: string, channel: string): number {
    const lane = laneOf(method, channel);
    const wait = (blocked.get(lane) ?? 0) - now();
    if (wait <= 0) blocked.delete(lane);
    return Math.max(0, wait);
  }

  return {
    blockedFor,
    admit(method, channel) {
      const lane = laneOf(method, channel);
      const wait = blockedFor(method, channel);
      if (wait > 0) return wait;
      const flow = shape(method);
      const bucket = bucketOf(lane, flow);
      if (bucket.left < 1) return Math.ceil((1 - bucket.left) / flow.perMs);
      bucket.left -= 1;
      return 0;
    },
    block(method, channel, ms) {
      const lane = laneOf(method, channel);
      blocked.set(lane, Math.max(blocked.get(lane) ?? 0, now() + ms));
    },
  };
}

function isPost(method: string): boolean {
  return method === 'chat.postMessage';
}
