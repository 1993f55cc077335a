import { openDingtalkTwin } from '../twins/dingtalk.ts';
import { openSlackTwin } from '../twins/slack.ts';
import type { Post } from '../twins/slack-world.ts';
import { labelsOf, shownText } from '../twins/slack-shown.ts';
import { openWecomTwin } from '../twins/wecom.ts';
import { openFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { SeenPost } from './ledger.ts';

export const CHANNEL = 'C0LINE1';
/** ms after which an event that nobody has acknowledged comes again; the vendors take longer. */
const REDELIVER_MS = 3_000;

export type VendorName = 'slack' | 'dingtalk' | 'wecom';
export type Clouds = Awaited<ReturnType<typeof openClouds>>;

/** The vendors' clouds on loopback, each behind a proxy that breaks lines. */
export async function openClouds() {
  const proxies: Partial<Record<VendorName, FaultProxy>> = {};
  const slack = await openSlackTwin({
    redeliverMs: REDELIVER_MS,
    front: async (port) => (proxies.slack = await openFaultProxy(port)).port,
  });
  const dingtalk = await openDingtalkTwin({
    ackTimeoutMs: REDELIVER_MS,
    webhookPerMinute: 1_000_000,
    apiPerSecond: 1_000_000,
  });
  const wecom = await openWecomTwin();
  const slackProxy = proxies.slack;
  if (!slackProxy) throw new Error('Slack has no proxy');
  const dingtalkProxy = await openFaultProxy(Number(new URL(dingtalk.cloud.url).port));
  const wecomProxy = await openFaultProxy(wecom.cloud.port);
  // What DingTalk says of its own addresses leads through the proxy too.
  dingtalk.cloud.url = `http://127.0.0.1:${dingtalkProxy.port}`;

  slack.group(CHANNEL, 'L1');
  slack.group('C0LINE2', 'L2');
  slack.group('C0EXPERT', 'expert');

  /** The bot's posts by the thread they stand in, and the cards, as they are written. */
  const threads = new Map<string, string[]>();
  const cards: { id: string; text: string }[] = [];
  const { world } = slack;
  const byTs = new Map<string, Post>();
  const add = world.add.bind(world);
  world.add = (post) => {
    const added = add(post);
    byTs.set(`${added.channel} ${added.ts}`, added);
    if (added.channel !== CHANNEL || !added.bot_id) return added;
    const text = added.blocks?.length ? shownText(added.blocks) : added.text;
    if (added.thread_ts === undefined) {
      if (labelsOf(added.blocks ?? []).includes('认领')) cards.push({ id: added.ts, text });
    } else {
      threads.set(added.thread_ts, [...(threads.get(added.thread_ts) ?? []), text]);
    }
    return added;
  };
  world.find = (channel, ts) => {
    const found = byTs.get(`${channel} ${ts}`);
    return found?.deleted ? undefined : found;
  };

  return {
    slack,
    dingtalk,
    wecom,
    proxies: { slack: slackProxy, dingtalk: dingtalkProxy, wecom: wecomProxy },
    cards,
    /** What the bot has said in the thread of a card. */
    inThread: (card: string): readonly string[] => threads.get(card) ?? [],

    env: {
      ...slack.env,
      ...dingtalk.env,
      ...wecom.env,
      DINGTALK_API_URL: dingtalk.cloud.url,
      DINGTALK_OAPI_URL: dingtalk.cloud.url,
      WECOM_WS_URL: `ws://127.0.0.1:${wecomProxy.port}`,
      DESK_L1: `slack:${CHANNEL}`,
      DESK_L2: 'slack:C0LINE2',
      DESK_EXPERT: 'slack:C0EXPERT',
    },

    /** All that the program has posted, oldest first at each place. */
    posted(): SeenPost[] {
      const own = world.posts.filter((post) => post.bot_id === 'B0BOT');
      return [
        ...own.map((post) => ({
          platform: 'slack',
          place: world.channels.get(post.channel)?.user ?? post.channel,
          thread: post.thread_ts,
          text: world.seen(post).text,
          key: keyOf(post.metadata),
        })),
        ...dingtalk.cloud.messages.map(({ place, text }) => ({ platform: 'dingtalk', place, text })),
        ...wecom.all().map(({ place, text }) => ({ platform: 'wecom', place, text })),
      ];
    },

    async close(): Promise<void> {
      for (const proxy of [slackProxy, dingtalkProxy, wecomProxy]) await proxy.close();
      await Promise.all([slack.close(), dingtalk.close(), wecom.close()]);
    },
  };
}

/** By which row of the outbox, and which part of its message, a post of Slack was made. */
function keyOf(metadata: unknown): string | undefined {
  if (metadata === null || typeof metadata !== 'object' || !('event_payload' in metadata)) return undefined;
  const { event_payload: payload } = metadata;
  if (payload === null || typeof payload !== 'object' || !('key' in payload)) return undefined;
  return `${String(payload.key)} ${'part' in payload ? String(payload.part) : ''}`;
}
