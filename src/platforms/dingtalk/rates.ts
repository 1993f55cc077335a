import type { DingtalkLimits } from './settings.ts';
import { createShares } from './shares.ts';

/** Calls of the API that have a share of their own: the vendor counts by app and API (facts 2.4). */
export type Calls = 'messages' | 'people' | 'departments' | 'files';

/** So long nothing is called after the month's quota was refused: somebody may have bought more. */
const QUOTA_MS = 60_000;
/** Who waits for the quota looks again so soon: a webhook, which somebody's next message brings, is another way. */
export const LOOK_AGAIN_MS = 5_000;
const EVERYTHING = '';

/** What may be sent when, by the two ways there are: a conversation's webhook and the API. */
export interface Rates {
  /** Takes one message's share of the conversation's webhook, or of the API: 0, or the milliseconds to wait. */
  admitByWebhook(channel: string): number;
  /** Takes one message's share of the API; as `admitByWebhook`. */
  admitByApi(channel: string): number;
  /** Takes a share of the conversation's webhook, if there is one. */
  useWebhook(channel: string): boolean;
  /** Takes a share of the API for a message; 0 or the milliseconds to wait. */
  useApi(channel: string): number;
  /** Takes a share for a call that sends nothing; as `useApi`. */
  use(calls: Exclude<Calls, 'messages'>): number;
  holdWebhook(channel: string, ms: number): void;
  holdConversation(channel: string, ms: number): void;
  hold(calls: Calls, ms: number): void;
  /** The month's quota was refused. */
  holdForQuota(): void;
  isQuotaUsedUp(): boolean;
}

/** Rates by the vendor's limits. */
export function createRates(limits: DingtalkLimits, now: () => number): Rates {
  const api = createShares({ count: limits.apiPerSecond, ms: 1_000 }, now);
  const webhooks = createShares({ count: limits.webhookPerMinute, ms: 60_000 }, now);
  const unlimited = { count: Number.POSITIVE_INFINITY, ms: 0 };
  const conversations = createShares(unlimited, now);
  const quota = createShares(unlimited, now);

  function closed(channel: string): number {
    return Math.max(conversations.wait(channel), Math.min(quota.wait(EVERYTHING), LOOK_AGAIN_MS));
  }

  function admitByApi(channel: string): number {
    return closed(channel) || api.reserve('messages');
  }

  return {
    admitByApi,
    admitByWebhook(channel) {
      const ms = webhooks.reserve(channel);
      return ms === 0 ? 0 : Math.min(ms, admitByApi(channel));
    },
    useWebhook: (channel) => webhooks.use(channel) === 0,
    useApi: (channel) => closed(channel) || api.use('messages'),
    use: (calls) => api.use(calls),
    holdWebhook: (channel, ms) => webhooks.hold(channel, ms),
    holdConversation: (channel, ms) => conversations.hold(channel, ms),
    hold: (calls, ms) => api.hold(calls, ms),
    holdForQuota: () => quota.hold(EVERYTHING, QUOTA_MS),
    isQuotaUsedUp: () => quota.wait(EVERYTHING) > 0,
  };
}
