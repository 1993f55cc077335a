import { createShares, type Limit, type Shares } from '../shares.ts';
import type { DingtalkLimits } from './settings.ts';

/** Calls of the API that have a share of their own: the vendor counts by app and API (facts 2.4). */
export type Calls = 'messages' | 'people' | 'departments' | 'files';

/** So long nothing is called after the month's quota was refused: somebody may have bought more. */
const QUOTA_MS = 60_000;
/** Who waits for the quota looks again so soon: a webhook, which somebody's next message brings, is another way. */
export const LOOK_AGAIN_MS = 5_000;
/** So soon a share that wasn't used is free again: one of the API's is taken with a webhook's, should that one fail. */
const UNUSED_MS = 1_000;
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
  const sharesOf = (...all: Limit[]) => createShares({ limits: all, unusedMs: UNUSED_MS, now });
  const api = sharesOf({ count: limits.apiPerSecond, ms: 1_000 });
  const webhooks = sharesOf({ count: limits.webhookPerMinute, ms: 60_000 });
  // No limits of these are known: they are only held.
  const conversations = sharesOf();
  const quota = sharesOf();

  function closed(channel: string): number {
    return Math.max(conversations.wait(channel, 1), Math.min(quota.wait(EVERYTHING, 1), LOOK_AGAIN_MS));
  }

  function admitByApi(channel: string): number {
    return closed(channel) || api.take('messages', 1);
  }

  return {
    admitByApi,
    admitByWebhook(channel) {
      const ms = webhooks.take(channel, 1);
      return ms === 0 ? 0 : Math.min(ms, admitByApi(channel));
    },
    useWebhook: (channel) => use(webhooks, channel) === 0,
    useApi: (channel) => closed(channel) || use(api, 'messages'),
    use: (calls) => use(api, calls),
    holdWebhook: (channel, ms) => webhooks.block(channel, ms),
    holdConversation: (channel, ms) => conversations.block(channel, ms),
    hold: (calls, ms) => api.block(calls, ms),
    holdForQuota: () => quota.block(EVERYTHING, QUOTA_MS),
    isQuotaUsedUp: () => quota.wait(EVERYTHING, 1) > 0,
  };
}

/** Uses a share that was taken, or else another: 0, or the milliseconds to wait. */
function use(shares: Shares, key: string): number {
  const ms = shares.wait(key, shares.free(key) > 0 ? 0 : 1);
  if (ms === 0) shares.begin(key)();
  return ms;
}
