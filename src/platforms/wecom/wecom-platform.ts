import type { Capabilities, InboundEvent, Platform, Surroundings } from '../platform.ts';
import { createShares, type Limit } from '../shares.ts';
import { createBotName } from './bot-name.ts';
import { createChatKinds } from './chat-kinds.ts';
import { createConnection } from './connection.ts';
import { decode, isEncryptedId, type Frame, type Heard } from './decode.ts';
import { download } from './download.ts';
import { MAX_MARKDOWN } from './encode.ts';
import { createInbound, type Inbound } from './inbound.ts';
import { CONVERSATION_LIMITS, UNUSED_MS, UPLOAD_LIMITS } from './limits.ts';
import { createOutbound } from './outbound.ts';
import { createPresses } from './presses.ts';
import { createRequests } from './requests.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';
import { createWelcomes } from './welcomes.ts';
import { wordsOf } from './words.ts';

export interface WecomPlatformOptions {
  botId: string;
  secret: string;
  /** `wss://openws.work.weixin.qq.com`. */
  wsUrl: string;
  /** The adapter's own words, in the desk's language. */
  say: (key: string) => string;
  /** Ids of the desk's groups, which are known as such before anybody has written there. */
  groups?: readonly string[] | undefined;
  /** Whether a text is a command of the desk as it stands. */
  isCommand?: ((text: string) => boolean) | undefined;
  /** Ids that begin `wo`, which WeCom gives to bots made by a member, are members too. */
  acceptEncryptedIds?: boolean | undefined;
  /** Per conversation; replies and pushes together. */
  limits?: readonly Limit[] | undefined;
  timings?: Partial<Timings> | undefined;
  /** 0 ≤ x < 1, for jitter. */
  random?: (() => number) | undefined;
}

const CAPABILITIES: Capabilities = {
  threads: false,
  buttons: true,
  edit: false,
  recall: false,
  reactions: false,
  files: true,
  maxTextBytes: MAX_MARKDOWN,
  push: true,
};
const WAIT_FOR_CONNECTION_MS = 1_000;
const ENCRYPTED_IDS =
  'WeCom gives this bot encrypted user ids (wo…), so that nobody can be recognised and all count as external. Let a ' +
  'super-admin make the bot in the admin console (API mode), or set WECOM_ACCEPT_ENCRYPTED_IDS=true';

/** WeCom's bot over its long connection, of which there is one for all replicas. */
export function createWecomPlatform(options: WecomPlatformOptions, surroundings: Surroundings): Platform {
  const { botId, wsUrl, acceptEncryptedIds = false, random = Math.random } = options;
  const { isCommand = () => false } = options;
  const { now, log } = surroundings;
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const words = wordsOf(options.say);
  const kinds = createChatKinds(options.groups);
  const name = createBotName();
  const welcomes = createWelcomes({ now, answerMs: timings.answerMs });
  const shares = createShares({ limits: options.limits ?? CONVERSATION_LIMITS, unusedMs: UNUSED_MS, now });
  const uploads = createShares({ limits: UPLOAD_LIMITS, unusedMs: UNUSED_MS, now });
  const connection = createConnection({ ...options, timings, surroundings, random, onFrame });
  const requests = createRequests(connection, timings);
  const outbound = createOutbound({
    requests,
    shares,
    uploads,
    welcomes,
    words,
    timings,
    surroundings,
    kinds,
  });
  const showPress = createPresses({ requests, shares, words, answerMs: timings.answerMs, surroundings });
  const showing = new Set<Promise<void>>();
  let inbound: Inbound | undefined;
  let hold: ReturnType<Surroundings['holdAlone']> | undefined;

  function onFrame(frame: Frame): void {
    const reader = { botId, now, acceptEncryptedIds, botName: name.known(), isCommand };
    const decoded = decode(frame, reader);
    if ('ignored' in decoded) {
      log.info({ platform: 'wecom', kind: decoded.ignored }, 'frame ignored');
      return;
    }
    const { event, pressedTask } = decoded;
    learn(decoded);
    if (!acceptEncryptedIds && isEncryptedId(event.sender.userId)) {
      surroundings.alert({ platform: 'wecom', code: 'encrypted-ids', text: ENCRYPTED_IDS });
    }
    const { reqId } = frame;
    if (event.kind === 'joined') welcomes.opened(event.sender.userId, reqId);
    const at = now();
    inbound?.push(event, () => {
      if (pressedTask !== undefined) show(event, { taskId: pressedTask, reqId, at });
    });
  }

  function learn({ event, chatKind, botName }: Heard): void {
    const { channel } = event.place;
    // Who sets a queue up finds its group's id here.
    if (chatKind === 'channel' && kinds.of(channel) === undefined) {
      log.info({ platform: 'wecom', channel }, 'first words from this group since the start');
    }
    if (chatKind !== undefined) kinds.learn(channel, chatKind);
    if (botName !== undefined) name.shown(botName);
  }

  function show(event: InboundEvent, press: { taskId: string; reqId: string; at: number }): void {
    if (event.kind !== 'action') return;
    const shown = showPress({ event, ...press });
    showing.add(shown);
    void shown.then(() => showing.delete(shown));
  }

  return {
    name: 'wecom',
    capabilities: CAPABILITIES,
    tenant: () => botId,
    health: () => (hold ? connection.health() : { state: 'stopped' }),

    async start(receive) {
      inbound ??= createInbound({ receive, timings, surroundings });
      hold ??= surroundings.holdAlone(`wecom:${botId}`, (signal) => connection.run(signal));
    },

    admit(to, op) {
      if (!connection.session()) return WAIT_FOR_CONNECTION_MS;
      // Where a private answer goes isn't known here: it takes its share of that chat when it is sent.
      return op === 'send' ? shares.take(to.channel, 1) : 0;
    },

    send: (to, message, attempt) => outbound.send(to, message, attempt),
    sendPrivately: (to, userId, message, attempt) => outbound.sendPrivately(to, userId, message, attempt),
    download: (file) => download(file, { wsUrl, timeoutMs: timings.downloadMs }),
    direct: (userId) => Promise.resolve({ platform: 'wecom', tenant: botId, channel: userId }),

    async stop() {
      await hold?.release();
      hold = undefined;
      await inbound?.drain();
      inbound = undefined;
      await Promise.all(showing);
    },
  };
}
