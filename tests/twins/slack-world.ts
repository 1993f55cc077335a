import type { Account, SeenMessage } from './twin.ts';
import { labelsOf, shownText, unescapeText } from './slack-shown.ts';

export const TEAM = 'T0HOME';
export const FOREIGN_TEAM = 'T0OTHER';
export const BOT_USER = 'U0BOT';
export const BOT = 'B0BOT';

export interface WorldFile {
  id: string;
  name: string;
  bytes: Buffer;
  mimetype: string;
}

/** A message of the workspace, as Slack keeps it. */
export interface Post {
  ts: string;
  channel: string;
  user?: string | undefined;
  bot_id?: string | undefined;
  subtype?: string | undefined;
  text: string;
  blocks?: unknown[] | undefined;
  thread_ts?: string | undefined;
  files?: WorldFile[] | undefined;
  attachments?: unknown[] | undefined;
  metadata?: unknown;
  edited?: { user: string; ts: string } | undefined;
  privateTo?: string | undefined;
  deleted: boolean;
  reactions: string[];
  body: unknown;
}

export interface Channel {
  id: string;
  name: string;
  /** Whose direct chat with the bot it is. */
  user?: string | undefined;
}

export type World = ReturnType<typeof createWorld>;

/** The workspace itself: accounts, channels and what was posted in them. */
export function createWorld(now: () => number) {
  const accounts = new Map<string, Account>();
  const channels = new Map<string, Channel>();
  const posts: Post[] = [];
  const files = new Map<string, WorldFile>();
  let micros = 0;
  let serial = 0;

  const world = {
    accounts,
    channels,
    posts,
    files,
    nextId: (prefix: string) => `${prefix}${String(++serial).padStart(6, '0')}`,

    /** A time that nothing else has. */
    nextTs(): string {
      micros = Math.max(micros + 1, Math.floor(now() * 1000));
      return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
    },

    account(id: string): Account {
      const known = accounts.get(id) ?? { id, name: id };
      accounts.set(id, known);
      return known;
    },

    /** The direct chat with somebody, known by his id. */
    direct(user: string): Channel {
      const id = `D${user.slice(1)}`;
      const known = channels.get(id) ?? { id, name: user, user };
      channels.set(id, known);
      return known;
    },

    teamOf: (user: string) => (world.account(user).kind === 'external' ? FOREIGN_TEAM : TEAM),

    add(post: Omit<Post, 'deleted' | 'reactions'>): Post {
      const added = { ...post, deleted: false, reactions: [] };
      posts.push(added);
      return added;
    },

    find: (channel: string, ts: string) =>
      posts.find((post) => post.channel === channel && post.ts === ts && !post.deleted),

    /** As events and histories tell of it. */
    told(post: Post, url: string) {
      return {
        type: 'message',
        ts: post.ts,
        text: post.text,
        ...(post.user ? { user: post.user, team: world.teamOf(post.user) } : {}),
        // A file that the bot shared is told as of its user alone.
        ...(post.bot_id && !(post.bot_id === BOT && post.files) ? { bot_id: post.bot_id } : {}),
        ...(post.subtype ? { subtype: post.subtype } : {}),
        ...(post.thread_ts ? { thread_ts: post.thread_ts } : {}),
        ...(post.edited ? { edited: post.edited } : {}),
        ...(post.attachments ? { attachments: post.attachments } : {}),
        ...(post.blocks ? { blocks: post.blocks } : {}),
        ...(post.files
          ? {
              files: post.files.map(({ id, name, bytes, mimetype }) => ({
                id,
                name,
                mimetype,
                size: bytes.length,
                url_private: `${url}/files/${id}`,
                url_private_download: `${url}/files/${id}`,
              })),
            }
          : {}),
      };
    },

    seen(post: Post): SeenMessage {
      const channel = channels.get(post.channel);
      return {
        id: post.ts,
        place: channel?.user ?? post.channel,
        thread: post.thread_ts,
        text: post.blocks?.length ? shownText(post.blocks) : unescapeText(post.text),
        buttons: labelsOf(post.blocks ?? []),
        files: (post.files ?? []).map(({ name, bytes }) => ({ name, bytes })),
        privateTo: post.privateTo,
        edited: post.edited !== undefined,
        deleted: post.deleted,
        reactions: post.reactions,
        body: post.body,
      };
    },

    seenOf: (where: (post: Post) => boolean) =>
      posts.filter((post) => post.bot_id === BOT && where(post)).map((post) => world.seen(post)),
  };
  world.account(BOT_USER).kind = 'bot';
  return world;
}
