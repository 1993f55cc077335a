import type { InboundEvent } from '../platform.ts';
import { ticketTagIn } from '../ticket-tag.ts';
import { eventBody, kindOnly, messageBody, someBody, type EventBody, type MessageBody } from './bodies.ts';
import type { ChatKind } from './chat-kinds.ts';
import { readKey } from './cards.ts';
import { contentOf } from './content.ts';
import { withoutMention, type Listening, type Said } from './mention.ts';
import { readTaskId } from './task-id.ts';

/** A callback of WeCom. `reqId` is its own, or empty. */
export interface Frame {
  reqId: string;
  body: unknown;
}

export interface Reader extends Listening {
  botId: string;
  now: () => number;
  /** Encrypted ids, which another bot of the same company gives anew, count as members too. */
  acceptEncryptedIds: boolean;
}

/** What a frame is, and what else it tells. */
export interface Heard {
  event: InboundEvent;
  pressedTask?: string | undefined;
  /** What WeCom says that the chat is; a guess of ours is not among it. */
  chatKind?: ChatKind | undefined;
  /** The name by which the bot is mentioned, where the text shows it. */
  botName?: string | undefined;
}

/** `ignored` says the kind of a body that means nothing to us or is broken, and nothing of what it holds. */
export type Decoded = Heard | { ignored: string };

type Head = Pick<InboundEvent, 'platform' | 'tenant' | 'keys' | 'sender' | 'at'>;
type Body = Pick<MessageBody, 'msgid' | 'from' | 'create_time' | 'chattype' | 'chatid' | 'quote'>;

/** Of 30 letters and digits; a plain id that begins alike is somebody's name. */
const ENCRYPTED_ID = /^wo(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{28,34}$/;

/** An id that WeCom gives to bots made by a member; it can't be mapped to anybody without another app. */
export function isEncryptedId(userId: string): boolean {
  return ENCRYPTED_ID.test(userId);
}

/** The body of an `aibot_msg_callback` or `aibot_event_callback` as an event. Never throws. */
export function decode({ reqId, body }: Frame, reader: Reader): Decoded {
  const asMessage = messageBody.safeParse(body).data;
  const asEvent = asMessage ? undefined : eventBody.safeParse(body).data;
  const any = asMessage ?? asEvent ?? someBody.safeParse(body).data;
  const key = any?.msgid ?? (reqId === '' ? undefined : `req:${reqId}`);
  if (!any || key === undefined) return { ignored: kindOf(body) };
  const head = headOf(any, { key, reader });
  if (asEvent) return somethingHappened(asEvent, head);
  const place = placeOf(any);
  const isRead = any.msgtype !== 'event' && (asMessage ?? place?.kind === 'direct');
  if (!isRead) return { ignored: kindOf(body) };
  if (!place) return { ignored: 'group message without chatid' };
  // Who sends what we can't read is asked for words.
  const content = asMessage ? contentOf(asMessage) : { text: '', files: [] };
  const said: Said = place.kind === 'channel' ? withoutMention(content.text, reader) : content;
  const quoted = ticketTagIn(any.quote);
  return {
    event: {
      ...head,
      place: placed(head, place),
      kind: 'message',
      messageId: key,
      text: said.text,
      files: content.files,
      ...(quoted === undefined ? {} : { quotedTicket: quoted }),
      ...(any.quote === undefined ? {} : { quoted: true as const }),
      // Only what mentions the bot is given to it.
      ...(place.kind === 'channel' ? { mention: true } : {}),
    },
    chatKind: place.isTold ? place.kind : undefined,
    botName: said.name,
  };
}

function kindOf(body: unknown): string {
  const kind = kindOnly.safeParse(body).data;
  return kind ? `${kind.msgtype} ${kind.event?.eventtype ?? ''}`.trim().slice(0, 60) : 'broken';
}

function somethingHappened(body: EventBody, head: Head): Decoded {
  if (body.event.eventtype === 'enter_chat') {
    const place = placed(head, { channel: body.from.userid, kind: 'direct' });
    return { event: { ...head, place, kind: 'joined' } };
  }
  const { event_key: key, task_id: task } = body.event.template_card_event;
  const pressed = readKey(key);
  if (!pressed) return { ignored: 'template_card_event with a foreign key' };
  const { messageId, channel } = readTaskId(task);
  const place = placeOf(body, channel);
  if (!place) return { ignored: 'group event without chatid' };
  return {
    event: { ...head, place: placed(head, place), kind: 'action', messageId, ...pressed },
    pressedTask: task,
    chatKind: place.isTold ? place.kind : undefined,
  };
}

/** Where it happened. `other`: what is known from elsewhere where the body doesn't say. */
function placeOf(
  { chattype, chatid = '', from: { userid } }: Body,
  other = '',
): { channel: string; kind: ChatKind; isTold: boolean } | undefined {
  const group = chatid || other;
  const isGroup = chattype === 'group' || (chattype === undefined && group !== '');
  if (!isGroup || group === userid) return { channel: userid, kind: 'direct', isTold: chattype === 'single' };
  return group === '' ? undefined : { channel: group, kind: 'channel', isTold: chattype === 'group' };
}

function placed(
  { platform, tenant }: Head,
  { channel, kind }: { channel: string; kind: ChatKind },
): InboundEvent['place'] {
  return { platform, tenant, channel, kind };
}

function headOf(
  { from: { userid: userId }, create_time: time }: Body,
  { key, reader }: { key: string; reader: Reader },
): Head {
  const isStranger = isEncryptedId(userId) && !reader.acceptEncryptedIds;
  return {
    platform: 'wecom',
    tenant: reader.botId,
    keys: [key],
    // WeCom gives no names.
    sender: { userId, name: userId, kind: isStranger ? 'external' : 'member' },
    at: time === undefined ? reader.now() : time * 1000,
  };
}
