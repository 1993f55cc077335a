import { z } from 'zod';
import type { FileRef, InboundEvent, Sender } from '../platform.ts';
import { cardCallback, cardContent, fileContent, jsonOf, richContent, type RobotMessage } from './frames.ts';
import { pressIn } from './press.ts';
import { ticketTagIn } from '../ticket-tag.ts';

/** Presses within it are one: a redelivered callback carries no id of its own. */
const DOUBLE_PRESS_MS = 5_000;

/** The event of a robot message (facts 2.2). */
export function decodeMessage(
  message: RobotMessage,
  { tenant, now }: { tenant: string; now: number },
): InboundEvent {
  const direct = message.conversationType === '1';
  const sender = senderOf(message);
  const base = {
    platform: 'dingtalk',
    tenant,
    keys: [message.msgId] as [string],
    place: {
      platform: 'dingtalk',
      tenant,
      channel: direct ? sender.userId : message.conversationId,
      kind: direct ? ('direct' as const) : ('channel' as const),
    },
    sender,
    at: message.createAt ?? now,
  };
  const content = contentOf(message);
  const press = direct && message.msgtype === 'text' ? pressIn(content.text) : undefined;
  if (press) return { ...base, kind: 'pressed', ...press };
  return {
    ...base,
    kind: 'message',
    messageId: message.msgId,
    ...content,
    text: content.text.trim(),
    quotedTicket: ticketTagIn(quoteOf(message)),
    ...(direct ? {} : { mention: true }),
  };
}

function senderOf(message: RobotMessage): Sender {
  const { senderId, senderStaffId, senderCorpId, chatbotCorpId, chatbotUserId } = message;
  const ours = senderStaffId !== '' && (senderCorpId === '' || senderCorpId === chatbotCorpId);
  const userId = ours ? senderStaffId : senderId || senderStaffId;
  const name = message.senderNick || userId;
  if (senderId !== '' && senderId === chatbotUserId) return { userId, name, kind: 'self' };
  return { userId, name, kind: ours ? 'member' : 'external' };
}

interface Content {
  text: string;
  files: FileRef[];
  forwarded?: boolean;
}

function contentOf({ msgtype, text, content }: RobotMessage): Content {
  switch (msgtype) {
    case 'text':
      return { text: text?.content ?? '', files: [] };
    case 'richText':
      return richOf(content);
    case 'chatRecord':
      return { text: summaryOf(content), files: [], forwarded: true };
    case 'picture':
    case 'file':
    case 'audio':
    case 'video':
      return fileOf(msgtype, content);
    default:
      return { text: text?.content ?? '', files: [] };
  }
}

function richOf(content: unknown): Content {
  const parsed = richContent.safeParse(content);
  const parts = parsed.success ? parsed.data.richText : [];
  const codes = parts.flatMap(({ downloadCode }) => (downloadCode ? [downloadCode] : []));
  return {
    text: parts.map(({ text }) => text ?? '').join(''),
    files: codes.map((code, index) =>
      fileRef(code, codes.length > 1 ? `image-${index + 1}.jpg` : 'image.jpg'),
    ),
  };
}

function fileOf(msgtype: 'picture' | 'file' | 'audio' | 'video', content: unknown): Content {
  const parsed = fileContent.safeParse(content);
  if (!parsed.success) return { text: '', files: [] };
  const { downloadCode, fileName, recognition, videoType } = parsed.data;
  // What was understood of a voice message is the message.
  if (msgtype === 'audio' && recognition?.trim()) return { text: recognition, files: [] };
  const names = {
    picture: 'image.jpg',
    file: fileName || 'file',
    audio: 'voice.amr',
    video: `video.${videoType || 'mp4'}`,
  };
  return { text: '', files: [fileRef(downloadCode, names[msgtype])] };
}

/** Sizes aren't told. */
function fileRef(downloadCode: string, name: string): FileRef {
  return { id: downloadCode, name, mime: mimeOf(name), size: 0 };
}

const MIMES: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  amr: 'audio/amr',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain',
  log: 'text/plain',
  zip: 'application/zip',
};

/** By a file's ending: DingTalk tells no types. */
export function mimeOf(name: string): string {
  return MIMES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

const summarised = z.object({ summary: z.string() });

function summaryOf(content: unknown): string {
  const parsed = summarised.safeParse(content);
  return parsed.success ? parsed.data.summary : '';
}

function quoteOf({ text, content }: RobotMessage): unknown {
  return text?.repliedMsg ?? content?.['repliedMsg'];
}

export interface CardPress {
  outTrackId: string;
  userId: string;
  corpId: string;
  action: string;
  value: string;
  /** What the card says of where it lies; not to be trusted before it is checked. */
  place: string;
}

/** A press on an interactive card; undefined where it is none of ours. */
export function cardPressIn(data: unknown): CardPress | undefined {
  const callback = cardCallback.safeParse(data);
  if (!callback.success) return undefined;
  const { outTrackId, corpId, userId, content } = callback.data;
  const parsed = cardContent.safeParse(jsonOf(content));
  if (!parsed.success) return undefined;
  const { actionIds, params = {} } = parsed.data.cardPrivateData;
  const param = (name: string) => (typeof params[name] === 'string' ? params[name] : '');
  const action = param('action') || (actionIds?.[0] ?? '');
  if (action === '') return undefined;
  return { outTrackId, corpId, userId, action, value: param('value'), place: param('place') };
}

export interface PressContext {
  tenant: string;
  /** Where the card lies, checked. */
  place: { channel: string; direct: boolean };
  /** The organisation of the bot, once it is known. */
  corpId: string | undefined;
  name: string | undefined;
  at: number;
}

/** The event of a press on an interactive card. */
export function decodePress(press: CardPress, context: PressContext): InboundEvent {
  const { outTrackId, userId, corpId, action, value } = press;
  const { tenant, place, at } = context;
  const foreign =
    userId === '' || (context.corpId !== undefined && corpId !== '' && corpId !== context.corpId);
  const name = `card:${outTrackId}:${userId}:${action}:${value}`;
  const span = 2 * DOUBLE_PRESS_MS;
  return {
    platform: 'dingtalk',
    tenant,
    // Two rows of stretches, half a stretch apart: what lies close together shares one of them.
    keys: [`${name}:a${Math.floor(at / span)}`, `${name}:b${Math.floor((at + DOUBLE_PRESS_MS) / span)}`],
    place: {
      platform: 'dingtalk',
      tenant,
      channel: place.channel,
      kind: place.direct ? 'direct' : 'channel',
    },
    sender: { userId, name: context.name ?? userId, kind: foreign ? 'external' : 'member' },
    at,
    kind: 'action',
    messageId: outTrackId,
    action,
    value,
  };
}
