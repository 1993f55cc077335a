import { z } from 'zod';
import type { FileRef, InboundEvent } from '../platform.ts';
import { readKey } from './cards.ts';
import { fileRef } from './file-ref.ts';
import { readTaskId } from './task-id.ts';
import { ticketTagIn } from '../ticket-tag.ts';

const words = z.object({ content: z.string() });
/** What a message can do without must not cost the message, which never comes again. */
const perhaps = z.string().optional().catch(undefined);
const file = z.object({ url: z.string(), aeskey: perhaps, filename: perhaps });
const item = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: words }),
  z.object({ msgtype: z.literal('image'), image: file }),
]);
const base = {
  msgid: z.string().min(1),
  from: z.object({ userid: z.string().min(1) }),
  create_time: z.number().optional().catch(undefined),
  chattype: z.enum(['single', 'group']).optional().catch(undefined),
  chatid: perhaps,
};
const message = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: words }),
  z.object({ msgtype: z.literal('voice'), voice: words }),
  z.object({ msgtype: z.literal('image'), image: file }),
  z.object({ msgtype: z.literal('file'), file }),
  z.object({ msgtype: z.literal('video'), video: file }),
  z.object({ msgtype: z.literal('mixed'), mixed: z.object({ msg_item: z.array(z.unknown()) }) }),
]);
const event = z.discriminatedUnion('eventtype', [
  z.object({ eventtype: z.literal('enter_chat') }),
  z.object({
    eventtype: z.literal('template_card_event'),
    template_card_event: z.object({ event_key: z.string(), task_id: z.string() }),
  }),
]);
const messageBody = z.intersection(z.object({ ...base, quote: z.unknown().optional() }), message);
const eventBody = z.object({ ...base, msgtype: z.literal('event'), event });
const kindOnly = z.object({
  msgtype: z.string(),
  event: z.object({ eventtype: z.string() }).optional(),
});

type Message = z.infer<typeof messageBody>;
type Base = Pick<Message, 'msgid' | 'from' | 'create_time' | 'chattype' | 'chatid'>;

export interface Reader {
  botId: string;
  now: () => number;
  /** Encrypted ids, which another bot of the same company gives anew, count as members too. */
  acceptEncryptedIds: boolean;
}

/** `ignored` says the kind of a body that means nothing to us or is broken, and nothing of what it holds. */
export type Decoded = { event: InboundEvent; pressedTask?: string | undefined } | { ignored: string };

/** The mention of the bot, which stands first in a group; WeCom parts it with one of several blanks. */
const MENTION = /^\s*@[^\s\u2005]+[\s\u2005]*/;
const ENCRYPTED_ID = /^wo[\w-]{20,}$/;

/** An id that WeCom gives to bots made by a member; it can't be mapped to anybody without another app. */
export function isEncryptedId(userId: string): boolean {
  return ENCRYPTED_ID.test(userId);
}

/** The body of an `aibot_msg_callback` or `aibot_event_callback` as an event. Never throws. */
export function decode(body: unknown, reader: Reader): Decoded {
  const asMessage = messageBody.safeParse(body);
  if (asMessage.success) return messageEvent(asMessage.data, reader);
  const asEvent = eventBody.safeParse(body);
  if (asEvent.success) return somethingHappened(asEvent.data, reader);
  const kind = kindOnly.safeParse(body);
  if (!kind.success) return { ignored: 'broken' };
  return { ignored: `${kind.data.msgtype} ${kind.data.event?.eventtype ?? ''}`.trim().slice(0, 60) };
}

function messageEvent(body: Message, reader: Reader): Decoded {
  const head = headOf(body, reader);
  if (!head) return { ignored: 'group message without chatid' };
  const isGroup = head.place.kind === 'channel';
  const { text, files } = contentOf(body);
  const quoted = ticketTagIn(body.quote);
  return {
    event: {
      ...head,
      kind: 'message',
      messageId: body.msgid,
      text: isGroup ? text.replace(MENTION, '') : text,
      files,
      ...(quoted === undefined ? {} : { quotedTicket: quoted }),
      // Only what mentions the bot is given to it.
      ...(isGroup ? { mention: true } : {}),
    },
  };
}

function somethingHappened(body: z.infer<typeof eventBody>, reader: Reader): Decoded {
  const head = headOf(body, reader);
  if (!head) return { ignored: 'group event without chatid' };
  if (body.event.eventtype === 'enter_chat') return { event: { ...head, kind: 'joined' } };
  const { event_key: key, task_id: task } = body.event.template_card_event;
  const pressed = readKey(key);
  if (!pressed) return { ignored: 'template_card_event with a foreign key' };
  const { messageId } = readTaskId(task);
  return { event: { ...head, kind: 'action', messageId, ...pressed }, pressedTask: task };
}

function headOf(body: Base, { botId, now, acceptEncryptedIds }: Reader) {
  const { userid: userId } = body.from;
  const isGroup = body.chattype === 'group' || (body.chattype === undefined && body.chatid !== undefined);
  const channel = isGroup ? body.chatid : userId;
  if (!channel) return undefined;
  const kind = isEncryptedId(userId) && !acceptEncryptedIds ? ('external' as const) : ('member' as const);
  const keys: [string] = [body.msgid];
  return {
    platform: 'wecom',
    tenant: botId,
    keys,
    place: {
      platform: 'wecom',
      tenant: botId,
      channel,
      kind: isGroup ? ('channel' as const) : ('direct' as const),
    },
    // WeCom gives no names.
    sender: { userId, name: userId, kind },
    at: body.create_time === undefined ? now() : body.create_time * 1000,
  };
}

function contentOf(body: Message): { text: string; files: FileRef[] } {
  switch (body.msgtype) {
    case 'text':
      return { text: body.text.content, files: [] };
    case 'voice':
      return { text: body.voice.content, files: [] };
    case 'image':
      return { text: '', files: [fileRef('image', body.image)] };
    case 'file':
      return { text: '', files: [fileRef('file', body.file)] };
    case 'video':
      return { text: '', files: [fileRef('video', body.video)] };
    case 'mixed':
      return mixedContent(body.mixed.msg_item);
  }
}

function mixedContent(items: unknown[]): { text: string; files: FileRef[] } {
  const known = items.flatMap((one) => {
    const parsed = item.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  return {
    text: known.flatMap((one) => (one.msgtype === 'text' ? [one.text.content] : [])).join('\n'),
    files: known.flatMap((one) => (one.msgtype === 'image' ? [fileRef('image', one.image)] : [])),
  };
}
