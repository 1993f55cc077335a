import { createHash } from 'node:crypto';
import { clean } from '../../language/clean.ts';
import type { FileRef, Sender } from '../platform.ts';
import { fileHandle } from './file-handle.ts';
import { changedEvent, deletedEvent, messageEvent, type Post, type SlackFile } from './frames.ts';
import { base, kindOfPlace, millisOf, person, threadOf, type Context, type Decoded } from './origin.ts';
import { plainText, withoutMention } from './plain-text.ts';

/** Subtypes in which somebody says something; the others tell of joins, topics, pins and the like. */
const SPOKEN = new Set(['file_share', 'thread_broadcast', 'me_message', 'bot_message', 'slack_audio']);

/**
 * A post, alike as `message`, as `app_mention` and from a history: `channel+ts` is its key in all of them, so the
 * mention is read from the text and not from the kind of event.
 */
export function decodeMessage(body: unknown, context: Context): Decoded {
  const parsed = messageEvent.safeParse(body);
  if (!parsed.success) return { broken: 'message' };
  const post = parsed.data;
  if (post.subtype && !SPOKEN.has(post.subtype)) return { ignored: `message ${post.subtype}` };
  const { channel } = post;
  const said = wordsOf(post, context);
  return {
    event: {
      ...base(context, {
        keys: [`message:${channel}+${post.ts}`],
        place: { channel, thread: threadOf(post), kind: kindOfPlace(channel, post.channel_type) },
        sender: senderOf(post, context),
        at: millisOf(post.ts),
      }),
      kind: 'message',
      messageId: post.ts,
      text: said.text,
      files: said.files,
      ...(said.mention ? { mention: true } : {}),
      ...(said.forwarded ? { forwarded: true } : {}),
    },
  };
}

/** An edit of words by a person. Unfurled links, new replies and our own updates come as changes too, and are none. */
export function decodeChange(body: unknown, context: Context): Decoded {
  const parsed = changedEvent.safeParse(body);
  if (!parsed.success) return { broken: 'message_changed' };
  const { message, previous_message: before, channel, ts } = parsed.data;
  if (message.subtype === 'tombstone') {
    return decodeDeletion(
      { ...parsed.data, subtype: 'message_deleted', deleted_ts: message.ts, message: undefined },
      context,
    );
  }
  if (before && before.text === message.text) return { ignored: 'message_changed without new words' };
  return edit(message, { channel, type: parsed.data.channel_type, at: message.edited?.ts ?? ts, context });
}

/** The edit that a post of a history tells of; undefined where it was never edited. */
export function decodePastEdit(body: unknown, context: Context): Decoded | undefined {
  const parsed = messageEvent.safeParse(body);
  if (!parsed.success || !parsed.data.edited) return undefined;
  const { channel, channel_type: type, edited } = parsed.data;
  return edit(parsed.data, { channel, type, at: edited.ts, context });
}

function edit(
  post: Post,
  where: { channel: string; type?: string | null | undefined; at: string; context: Context },
): Decoded {
  const { channel, type, at, context } = where;
  const sender = senderOf(post, context);
  if (sender.kind === 'self') return { ignored: 'message_changed of our own' };
  return {
    event: {
      ...base(context, {
        // Slack tells the time of an edit in whole seconds.
        keys: [`edited:${channel}+${post.ts}+${at}+${fingerprint(post.text ?? '')}`],
        place: { channel, thread: threadOf(post), kind: kindOfPlace(channel, type) },
        sender,
        at: millisOf(at),
      }),
      kind: 'edited',
      messageId: post.ts,
      text: wordsOf(post, context).text,
    },
  };
}

export function decodeDeletion(body: unknown, context: Context): Decoded {
  const parsed = deletedEvent.safeParse(body);
  if (!parsed.success) return { broken: 'message_deleted' };
  const { channel, channel_type: type, deleted_ts: deleted, previous_message: before, ts } = parsed.data;
  return {
    event: {
      ...base(context, {
        keys: [`deleted:${channel}+${deleted}`],
        place: {
          channel,
          thread: threadOf({ ts: deleted, thread_ts: before?.thread_ts }),
          kind: kindOfPlace(channel, type),
        },
        sender: senderOf({ ...before, ts: deleted }, context),
        at: millisOf(ts),
      }),
      kind: 'deleted',
      messageId: deleted,
    },
  };
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** `bot_id`, `app_id` and the subtype decide, never a name or a picture: bots may set those as they like (rule I-1). */
function senderOf(post: Post, context: Context): Sender {
  const name = clean(post.user_profile?.display_name || post.user_profile?.real_name || post.username || '');
  const { self } = context;
  if (post.bot_id === self.botId || post.user === self.botUserId) {
    return { userId: self.botUserId, name, kind: 'self' };
  }
  const isBot = post.bot_id || post.bot_profile || post.app_id || post.subtype === 'bot_message';
  if (isBot || !post.user) return { userId: post.user ?? post.bot_id ?? '', name, kind: 'bot' };
  const team = post.user_team ?? post.source_team ?? post.team;
  return person({ id: post.user, name, team }, context);
}

interface Words {
  text: string;
  mention: boolean;
  forwarded: boolean;
  files: FileRef[];
}

function wordsOf(post: Post, { self }: Context): Words {
  const { text: own, mention } = withoutMention(post.text ?? '', self.botUserId);
  const files = (post.files ?? []).flatMap(fileOf);
  const shared = (post.attachments ?? []).filter((item) => item.is_share || item.is_msg_unfurl);
  if (own.trim() === '' && shared.length > 0) {
    const text = shared.map((item) => item.text ?? item.fallback ?? '').join('\n\n');
    const theirs = shared.flatMap((item) => item.files ?? []).flatMap(fileOf);
    return { text: clean(plainText(text)), mention, forwarded: true, files: [...files, ...theirs] };
  }
  return { text: clean(plainText(own)), mention, forwarded: false, files };
}

/** Nothing for what is only left as a stone: deleted, or beyond the plan's limit. */
function fileOf(file: SlackFile): FileRef[] {
  if (file.mode === 'tombstone' || file.mode === 'hidden_by_limit') return [];
  return [
    {
      id: fileHandle(file),
      name: clean(file.name ?? file.title ?? file.id),
      mime: file.mimetype ?? 'application/octet-stream',
      size: file.size ?? 0,
    },
  ];
}
