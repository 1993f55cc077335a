import { z } from 'zod';
import type { FileRef, InboundEvent, Sender } from '../platform.ts';
import { fileContent, richContent, type RobotMessage } from './frames.ts';
import type { Organisation } from './organisation.ts';
import { pressIn } from './press.ts';
import { ticketTagIn } from '../ticket-tag.ts';

export interface MessageContext {
  tenant: string;
  now: number;
  organisation: Pick<Organisation, 'isOurs'>;
}

/** The event of a robot message (facts 2.2). */
export function decodeMessage(message: RobotMessage, context: MessageContext): InboundEvent {
  const { tenant, now, organisation } = context;
  const direct = message.conversationType === '1';
  const sender = senderOf(message, organisation);
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
    ...(isAnswer(message) ? { quoted: true as const } : {}),
    ...(direct ? {} : { mention: true }),
  };
}

/** People outside have no staff id (facts 2.2). */
function senderOf(message: RobotMessage, organisation: MessageContext['organisation']): Sender {
  const { senderId, senderStaffId, senderCorpId, chatbotUserId } = message;
  const ours = senderStaffId !== '' && organisation.isOurs(senderCorpId) !== false;
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

/** What is quoted may come without its text. */
function isAnswer(message: RobotMessage): boolean {
  const { text, content } = message;
  return Boolean(quoteOf(message)) || (text?.['isReplyMsg'] ?? content?.['isReplyMsg']) === true;
}
