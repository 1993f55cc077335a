import { createHash, randomUUID } from 'node:crypto';
import { WSClient } from '@wecom/aibot-node-sdk';
import { z } from 'zod';
import type { Account, SeenMessage, Twin, Written } from './twin.ts';
import { openCloud, type Answer, type Cloud, type Frame, type WecomFaults } from './wecom-cloud.ts';
import type { NamedBytes } from './wecom-files.ts';
import type { LiveLedger } from './wecom-ledger.ts';
import { contentsOf } from './wecom-writing.ts';
import { shownPush, shownUpdate, shownWelcome, type Shown } from './wecom-rules.ts';

const BOT_ID = 'aib-deskline';
const SECRET = 'wecom-secret-of-the-twin';
const WELCOME_MS = 5_000;
const MINUTE = { ms: 60_000, most: 30 };
const HOUR = { ms: 3_600_000, most: 1_000 };

const sending = z.looseObject({
  chatid: z.string(),
  chat_type: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
});
const begun = z.object({ filename: z.string(), total_chunks: z.number().max(100), md5: z.string() });
const piece = z.object({ upload_id: z.string(), chunk_index: z.number(), base64_data: z.string() });
const finish = z.object({ upload_id: z.string() });
const update = z.object({
  response_type: z.literal('update_template_card'),
  userids: z.array(z.string()),
  template_card: z.looseObject({ task_id: z.string() }),
});
const pressable = z.object({
  template_card: z.object({
    card_type: z.string(),
    task_id: z.string(),
    button_list: z.array(z.object({ text: z.string(), key: z.string() })),
  }),
});

export interface WecomTwin extends Twin {
  readonly name: 'wecom';
  readonly ledger: LiveLedger;
  readonly faults: WecomFaults;
  readonly cloud: Omit<Cloud, 'ledger' | 'faults'>;
  /** Somebody opens the chat with the bot, for the first time today. Gives the event's id. */
  enters(userId: string): Promise<string>;
  /** Delivers a body as it is, under `msgid` if it has one. */
  deliver(body: object): Promise<void>;
  /** The bot may not push to somebody until he writes, nor to a group until it is mentioned there. */
  neverWrote(place: string): void;
  /** Another program connects as the same bot; it goes away again at once. */
  otherProgram(): Promise<void>;
  /** The cloud is away until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** WeCom's cloud on loopback. A member can be pushed to once he has written; a group from the beginning. */
export async function openWecomTwin({
  now = Date.now,
}: { now?: (() => number) | undefined } = {}): Promise<WecomTwin> {
  const accounts = new Map<string, Account>();
  const groups = new Set<string>();
  const reachable = new Set<string>();
  const seen: SeenMessage[] = [];
  const taskIds = new Set<string>();
  const presses = new Map<string, { taskId: string; at: number }>();
  const welcomes = new Map<string, { userId: string; at: number }>();
  const sentAt = new Map<string, number[]>();
  const cloud: Cloud = await openCloud({ botId: BOT_ID, secret: SECRET, now, answer });
  const { ledger, faults, files } = cloud;
  const rules = { files, taskIds };

  function answer({ cmd, headers, body }: Frame): Answer {
    switch (cmd) {
      case 'aibot_send_msg':
        return pushed(body);
      case 'aibot_respond_welcome_msg':
        return welcomed(headers.req_id, body);
      case 'aibot_respond_update_msg':
        return updated(headers.req_id, body);
      case 'aibot_upload_media_init':
        return made(begun.safeParse(body).data, (data) => ({ upload_id: files.begin(data) }));
      case 'aibot_upload_media_chunk':
        return made(piece.safeParse(body).data, (data) => (files.piece(data) ? {} : undefined));
      case 'aibot_upload_media_finish':
        return made(finish.safeParse(body).data, (data) => {
          const media_id = files.finish(data.upload_id);
          return media_id === undefined ? undefined : { media_id };
        });
      default:
        return { errcode: 40058 };
    }
  }

  function pushed(body: unknown): Answer {
    const parsed = sending.safeParse(body);
    if (!parsed.success) return { errcode: 40058 };
    const { chatid, chat_type: type, ...message } = parsed.data;
    const isGroup = groups.has(chatid);
    if (type !== 0 && isGroup !== (type === 2)) return { errcode: 93006 };
    if (!reachable.has(chatid)) return { errcode: isGroup ? 93008 : 86201 };
    if (isTooMuch(chatid)) return { errcode: 45009 };
    return shown(chatid, shownPush(message, rules));
  }

  function isTooMuch(chat: string): boolean {
    if (!faults.limits) return false;
    const times = sentAt.get(chat) ?? [];
    return [MINUTE, HOUR].some(({ ms, most }) => times.filter((time) => time > now() - ms).length >= most);
  }

  function welcomed(reqId: string, body: unknown): Answer {
    const open = welcomes.get(reqId);
    welcomes.delete(reqId);
    if (!open || now() - open.at > WELCOME_MS) return { errcode: 846605 };
    return shown(open.userId, shownWelcome(body, rules));
  }

  function shown(chat: string, what: Shown | number): Answer {
    if (typeof what === 'number') return { errcode: what };
    seen.push({
      id: `w${seen.length + 1}`,
      place: chat,
      ...what,
      edited: false,
      deleted: false,
      reactions: [],
    });
    ledger.posted.push({ chat, at: now(), body: what.body });
    sentAt.set(chat, [...(sentAt.get(chat) ?? []), now()]);
    return { errcode: 0 };
  }

  function updated(reqId: string, body: unknown): Answer {
    const press = presses.get(reqId);
    presses.delete(reqId);
    const parsed = update.safeParse(body);
    if (!press || now() - press.at > faults.pressMs) return { errcode: 846605 };
    if (!parsed.success || parsed.data.template_card.task_id !== press.taskId) return { errcode: 40058 };
    const what = shownUpdate(parsed.data.template_card);
    if (typeof what === 'number') return { errcode: what };
    const card = seen.find(
      (one) => pressable.safeParse(one.body).data?.template_card.task_id === press.taskId,
    );
    if (card) Object.assign(card, what, { edited: true });
    return { errcode: 0 };
  }

  /** Who isn't a member of the company comes with an id that says nothing. */
  function idOf(userId: string): string {
    const kind = accounts.get(userId)?.kind ?? 'member';
    if (kind === 'member') return userId;
    return `woA1${createHash('sha256').update(userId).digest('base64url').slice(0, 28)}`;
  }

  function chatOf(userId: string, group: string | undefined) {
    const from = { userid: idOf(userId) };
    return group === undefined ? { from, chattype: 'single' } : { from, chattype: 'group', chatid: group };
  }

  function address(file: NamedBytes): { url: string; aeskey: string } {
    const { path, aeskey } = files.put(file);
    return { url: `http://127.0.0.1:${cloud.port}${path}`, aeskey };
  }

  async function writes(userId: string, text: string, where: Written = {}): Promise<string> {
    const { group, quote, files: attached = [] } = where;
    if (group !== undefined && !groups.has(group)) throw new Error(`There is no group ${group}`);
    reachable.add(group ?? idOf(userId));
    const chat = chatOf(userId, group);
    const quoted = quote ? { quote: { msgtype: 'text', text: { content: quote.text } } } : {};
    const ids: string[] = [];
    for (const content of contentsOf({ text, group, files: attached, address })) {
      ids.push(await cloud.deliver('aibot_msg_callback', { ...chat, ...content, ...quoted }));
    }
    const [first] = ids;
    if (first === undefined) throw new Error('WeCom gives bots no such message');
    return first;
  }

  return {
    name: 'wecom',
    env: {
      WECOM_BOT_ID: BOT_ID,
      WECOM_BOT_SECRET: SECRET,
      WECOM_WS_URL: `ws://127.0.0.1:${cloud.port}`,
    },
    ledger,
    faults,
    cloud,

    account: (account) => void accounts.set(account.id, account),
    group(id) {
      groups.add(id);
      reachable.add(id);
    },
    neverWrote: (place) => void reachable.delete(place),
    writes,

    async enters(userId) {
      const body = { from: { userid: idOf(userId) }, msgtype: 'event', event: { eventtype: 'enter_chat' } };
      const reqId = randomUUID();
      welcomes.set(reqId, { userId: idOf(userId), at: now() });
      return cloud.deliver('aibot_event_callback', body, reqId);
    },

    async presses(userId, message, label) {
      const card = pressable.safeParse(message.body).data?.template_card;
      const button = card?.button_list.find(({ text }) => isLabel(text, label));
      if (!card || !button) throw new Error(`Nobody sees a button ${label} there`);
      const event = {
        eventtype: 'template_card_event',
        template_card_event: {
          card_type: card.card_type,
          event_key: button.key,
          task_id: card.task_id,
          selected_items: { selected_item: [] },
        },
      };
      const group = groups.has(message.place) ? message.place : undefined;
      const reqId = randomUUID();
      presses.set(reqId, { taskId: card.task_id, at: now() });
      await cloud.deliver(
        'aibot_event_callback',
        { ...chatOf(userId, group), msgtype: 'event', event },
        reqId,
      );
    },

    async deliver(body) {
      const { msgtype } = z.looseObject({ msgtype: z.string().optional() }).parse(body);
      await cloud.deliver(msgtype === 'event' ? 'aibot_event_callback' : 'aibot_msg_callback', body);
    },

    sent: (place) => seen.filter((one) => one.place === idOf(place)).map((one) => ({ ...one })),
    all: () => seen.map((one) => ({ ...one })),

    async otherProgram() {
      const { promise, resolve } = closing();
      const client = new WSClient({
        botId: BOT_ID,
        secret: SECRET,
        wsUrl: `ws://127.0.0.1:${cloud.port}`,
        maxReconnectAttempts: 0,
        logger: { debug() {}, info() {}, warn() {}, error() {} },
      });
      client.on('authenticated', () => client.disconnect());
      client.on('disconnected', () => resolve());
      client.connect();
      await promise;
    },
    down: () => cloud.down(),
    up: () => cloud.up(cloud.port),
    async close() {
      await cloud.down();
    },
  };
}

function made<T>(data: T | undefined, make: (data: T) => object | undefined): Answer {
  const body = data === undefined ? undefined : make(data);
  return body ? { errcode: 0, body } : { errcode: 40058 };
}

/** A label that was cut to ten characters, and perhaps numbered, is pressed by its whole name. */
function isLabel(shown: string, wanted: string): boolean {
  if (shown === wanted) return true;
  const start = shown.replace(/^\d+ /, '').replace(/\u2026$/, '');
  return shown.endsWith('\u2026') && wanted.startsWith(start);
}

function closing() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
