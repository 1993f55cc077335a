import { z } from 'zod';
import { DeliveryError, type Place } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { isWithheld, readAnswer } from './errors.ts';
import { threadOf, tsOf, type Identity } from './origin.ts';

const PAGE = 200;
const MOST_PAGES = 10;
/** Longer than a message waits for Slack, a weekend's outage included. */
const REACH_BACK_MS = 3 * 24 * 3_600_000;

const post = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().nullish(),
  metadata: z
    .looseObject({
      event_type: z.string().nullish(),
      event_payload: z.looseObject({ key: z.unknown(), part: z.unknown() }).nullish(),
    })
    .nullish(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  files: z.array(z.looseObject({ id: z.string(), name: z.string().nullish() })).nullish(),
});
type Post = z.infer<typeof post>;
const page = z.looseObject({
  messages: z.array(post).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});

type Api = Pick<SlackApi, 'call'>;

/** What has arrived of a message. */
export interface Found {
  parts: Map<number, string>;
  /** Names of the files that were shown since its first part. */
  files: Set<string>;
  /** It was said that its files didn't come. */
  apology: boolean;
}

/** Looks for the message with this key. Throws a DeliveryError. */
export async function findPosted(
  api: Api,
  { to, key, now, self }: { to: Place; key: string; now: number; self: Identity | undefined },
): Promise<Found> {
  const parts = new Map<number, string>();
  const shared: { ts: string; name: string }[] = [];
  let apology = false;
  const oldest = tsOf(now - REACH_BACK_MS);

  async function readIn(where: Place): Promise<void> {
    for await (const posts of pagesOf(api, where, oldest)) {
      for (const one of posts) {
        const payload = one.metadata?.event_type === 'deskline_message' ? one.metadata.event_payload : null;
        if (payload?.key === key && payload.part === 'apology') apology = true;
        else if (payload?.key === key) parts.set(Number(payload.part), one.ts);
        for (const { name } of filesOf(one, self)) if (name) shared.push({ ts: one.ts, name });
      }
      // A history begins with what is newest: before the first part there is nothing more of it.
      if (where.thread === undefined && parts.has(0)) return;
    }
  }

  await readIn(to);
  const first = parts.get(0);
  if (first !== undefined && to.thread === undefined) {
    // What is too long for a card stands in the card's thread.
    await readIn({ ...to, thread: first }).catch((error: unknown) => {
      if (!(error instanceof DeliveryError) || !isWithheld(error)) throw error;
    });
  }
  const since = shared.filter(({ ts }) => first !== undefined && ts > first);
  return { parts, files: new Set(since.map(({ name }) => name)), apology };
}

/**
 * The ids of our files with these names that were shown after a post, in its thread if it stands in one; of each name
 * the first. Throws a DeliveryError.
 */
export async function findFiles(
  api: Api,
  { at, after, names, self }: { at: Place; after: string; names: string[]; self: Identity | undefined },
): Promise<string[]> {
  const ids = new Map<string, { id: string; ts: string }>();
  const thread = at.thread ?? (await threadWith(api, at, after));
  for await (const posts of pagesOf(api, { ...at, thread }, after)) {
    for (const one of posts) {
      for (const { id, name } of filesOf(one, self)) {
        const known = name ? ids.get(name) : undefined;
        if (name && names.includes(name) && one.ts > after && (!known || one.ts < known.ts)) {
          ids.set(name, { id, ts: one.ts });
        }
      }
    }
  }
  return [...ids.values()].map(({ id }) => id);
}

async function threadWith(api: Api, { channel }: Place, ts: string): Promise<string | undefined> {
  const answer = await api.call('conversations.replies', { channel, ts, limit: 1 });
  const { messages } = readAnswer('conversations.replies', page, answer);
  return threadOf(messages.find((one) => one.ts === ts) ?? {});
}

async function* pagesOf(api: Api, { channel, thread }: Place, oldest: string): AsyncGenerator<Post[]> {
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
  let cursor: string | undefined;
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const answer = await api.call(method, {
      channel,
      ...(thread === undefined ? {} : { ts: thread }),
      oldest,
      limit: PAGE,
      include_all_metadata: true,
      ...(cursor ? { cursor } : {}),
    });
    const { messages, response_metadata: more } = readAnswer(method, page, answer);
    yield messages;
    cursor = more?.next_cursor || undefined;
    if (!cursor) return;
  }
}

/** A shared file is told as of the bot's user, with or without a `bot_id`. */
function filesOf({ user, bot_id: bot, files }: Post, self: Identity | undefined) {
  const isOurs = self !== undefined && (bot === self.botId || user === self.botUserId);
  return isOurs ? (files ?? []) : [];
}
