import type { Settings } from './settings.ts';

const MOST = 10_000;
const VENDOR_HOST = 'oapi.dingtalk.com';

/** The session webhooks of conversations. They are capabilities: never written to a log or a store. */
export interface Webhooks {
  remember(channel: string, hook: { url: string; until: number }): void;
  forget(channel: string): void;
  /** The webhook of a conversation while it lives. */
  of(channel: string): string | undefined;
}

/** Keeps the latest webhook of each conversation, in memory. One on a foreign host is none. */
export function createWebhooks(
  { oapiUrl, timings }: Pick<Settings, 'oapiUrl' | 'timings'>,
  now: () => number,
): Webhooks {
  const hooks = new Map<string, { url: string; until: number }>();
  const lives = (until: number) => until - timings.webhookEarly > now();

  return {
    remember(channel, { url, until }) {
      const ours = onOurHost(url, oapiUrl);
      if (!ours || !lives(until)) return;
      hooks.delete(channel);
      hooks.set(channel, { url: ours, until });
      const [oldest] = hooks.keys();
      if (hooks.size > MOST && oldest !== undefined) hooks.delete(oldest);
    },
    forget: (channel) => void hooks.delete(channel),
    of(channel) {
      const hook = hooks.get(channel);
      if (hook && lives(hook.until)) return hook.url;
      hooks.delete(channel);
      return undefined;
    },
  };
}

/** The webhook at the configured address, if it is one of the vendor's. */
function onOurHost(webhook: string, oapiUrl: string): string | undefined {
  if (!URL.canParse(webhook)) return undefined;
  const { host, pathname, search } = new URL(webhook);
  const ours = new URL(oapiUrl);
  if (host !== ours.host && host !== VENDOR_HOST) return undefined;
  return `${ours.origin}${pathname}${search}`;
}
