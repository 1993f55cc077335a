import { remembered } from '../remembered.ts';
import type { Settings } from './settings.ts';

const MOST = 10_000;
const VENDOR_HOSTS = { api: 'api.dingtalk.com', oapi: 'oapi.dingtalk.com' };

/** The session webhooks of conversations. They are capabilities: never written to a log or a store. */
export interface Webhooks {
  remember(channel: string, hook: { url: string; until: number }): void;
  forget(channel: string): void;
  /** The webhook of a conversation while it lives. */
  of(channel: string): string | undefined;
}

/** Keeps the webhook of each conversation that lives longest, in memory. One on a foreign host is none. */
export function createWebhooks(settings: Settings, now: () => number): Webhooks {
  const { timings } = settings;
  const hooks = remembered<{ url: string; until: number }>({ most: MOST });
  const lives = (until: number) => until - timings.webhookEarly > now();

  return {
    remember(channel, { url, until }) {
      const ours = onOurHost(url, settings);
      // An older message may be delivered once more.
      if (!ours || !lives(until) || (hooks.get(channel)?.until ?? 0) > until) return;
      hooks.set(channel, { url: ours, until });
    },
    forget: (channel) => hooks.delete(channel),
    of(channel) {
      const hook = hooks.get(channel);
      if (hook && lives(hook.until)) return hook.url;
      hooks.delete(channel);
      return undefined;
    },
  };
}

/** The webhook at the configured address, if it is one of the vendor's. */
function onOurHost(webhook: string, { apiUrl, oapiUrl }: Settings): string | undefined {
  if (!URL.canParse(webhook)) return undefined;
  const { host, pathname, search } = new URL(webhook);
  const bases = [new URL(oapiUrl), new URL(apiUrl)];
  const same = bases.find((base) => base.host === host);
  if (same) return `${same.origin}${pathname}${search}`;
  const moved = { [VENDOR_HOSTS.oapi]: oapiUrl, [VENDOR_HOSTS.api]: apiUrl }[host];
  return moved && `${moved}${pathname}${search}`;
}
