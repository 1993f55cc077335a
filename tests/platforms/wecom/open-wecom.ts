import { loadMessages } from '../../../src/content/messages.ts';
import type { InboundEvent, Platform, Receipt, Surroundings } from '../../../src/platforms/platform.ts';
import type { Limit } from '../../../src/platforms/shares.ts';
import type { Timings } from '../../../src/platforms/wecom/timings.ts';
import { createWecomPlatform } from '../../../src/platforms/wecom/wecom-platform.ts';
import { openWecomTwin, type WecomTwin } from '../../twins/wecom.ts';
import { fakeSurroundings, type FakeSurroundings } from '../surroundings.ts';

export const messages = loadMessages('prompts', ['platforms']);

/** What tests wait for is short; what they don't is so long that no slow machine meets it. */
const SHORT: Partial<Timings> = {
  authenticateMs: 10_000,
  reconnectMs: 1,
  longestReconnectMs: 8,
  kickedMs: 30,
  refusedMs: 40,
  longestRefusedMs: 40,
  tooFrequentMs: 20,
  acknowledgeMs: 10_000,
  storeAgainMs: 1,
  longestStoreAgainMs: 5,
  uploadAgainMs: 1,
};

export interface WecomOptions {
  timings?: Partial<Timings> | undefined;
  limits?: readonly Limit[] | undefined;
  surroundings?: Partial<Surroundings> | undefined;
  secret?: string | undefined;
  acceptEncryptedIds?: boolean | undefined;
  groups?: readonly string[] | undefined;
  isCommand?: ((text: string) => boolean) | undefined;
  random?: (() => number) | undefined;
  /** Stores events; they count as received once it resolves. */
  store?: ((event: InboundEvent) => Promise<void>) | undefined;
  prepare?: ((twin: WecomTwin) => unknown) | undefined;
}

export interface OpenWecom {
  twin: WecomTwin;
  platform: Platform;
  surroundings: FakeSurroundings;
  received: InboundEvent[];
  /** Resolves once so many events have been stored. */
  receives: (count: number) => Promise<void>;
  connected: () => Promise<void>;
  /** Sends, and remembers what was sent as the program does. */
  says: (channel: string, message: Parameters<Platform['send']>[1], key?: string) => Promise<Receipt>;
  close(): Promise<void>;
}

/** The adapter with the real SDK, and WeCom's cloud on loopback. */
export async function openWecom(options: WecomOptions = {}): Promise<OpenWecom> {
  const surroundings = fakeSurroundings({ holdAlone, ...options.surroundings });
  const twin = await openWecomTwin({ now: () => surroundings.now() });
  await options.prepare?.(twin);
  const { WECOM_BOT_ID = '', WECOM_BOT_SECRET = '', WECOM_WS_URL = '' } = twin.env;
  const platform = createWecomPlatform(
    {
      botId: WECOM_BOT_ID,
      secret: options.secret ?? WECOM_BOT_SECRET,
      wsUrl: WECOM_WS_URL,
      say: (key) => messages.say('zh-CN', key),
      acceptEncryptedIds: options.acceptEncryptedIds,
      groups: options.groups,
      isCommand: options.isCommand,
      random: options.random,
      limits: options.limits,
      timings: { ...SHORT, ...options.timings },
    },
    surroundings,
  );
  const received: InboundEvent[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  let keys = 0;
  await platform.start(async (event) => {
    await options.store?.(event);
    received.push(event);
    for (const one of waiting.filter(({ count }) => received.length >= count)) one.resolve();
    waiting = waiting.filter(({ count }) => received.length < count);
  });

  const open: OpenWecom = {
    twin,
    platform,
    surroundings,
    received,
    receives: (count) =>
      received.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ count, resolve })),
    connected: () => until(() => platform.health().state === 'connected'),
    async says(channel, message, key = `key-${++keys}`) {
      const to = { platform: 'wecom', tenant: WECOM_BOT_ID, channel };
      const receipt = await platform.send(to, message, { key, again: false });
      surroundings.remembered.set(receipt.messageId, message);
      return receipt;
    },
    async close() {
      await platform.stop();
      await twin.close();
    },
  };
  if (!options.prepare) await open.connected();
  return open;
}

/** Work that ends by itself is begun again, as the program does. */
const holdAlone: Surroundings['holdAlone'] = (_name, work) => {
  const held = new AbortController();
  const again = async (): Promise<void> => {
    await work(held.signal);
    if (!held.signal.aborted) await again();
  };
  const done = again();
  return {
    async release() {
      held.abort();
      await done;
    },
  };
};

/** Resolves once something that nobody tells of has become true. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
}
