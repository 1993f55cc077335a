import { z } from 'zod';
import type { Place } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { readAnswer } from './errors.ts';
import { tsOf, type Identity } from './origin.ts';

const PAGE = 200;
const MOST_PAGES = 10;
/** Longer than a message waits for Slack, a weekend's outage included. */
const REACH_BACK_MS = 3 * 24 * 3_600_000;

const page = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        ts: z.string(),
        metadata: z
          .looseObject({
            event_type: z.string().nullish(),
            event_payload: z.looseObject({ key: z.unknown(), part: z.unknown() }).nullish(),
          })
          .nullish(),
        user: z.string().nullish(),
        bot_id: z.string().nullish(),
        files: z.array(z.looseObject({ name: z.string().nullish() })).nullish(),
      }),
    )
    .default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});

/** What has arrived of the message with this key: its parts by number, and the names of files sent since. */
export async function findPosted(
  api: Pick<SlackApi, 'call'>,
  { to, key, now, self }: { to: Place; key: string; now: number; self: Identity | undefined },
): Promise<{ parts: Map<number, string>; files: Set<string> }> {
  const parts = new Map<number, string>();
  const shared: { ts: string; name: string }[] = [];
  // What is too long for a card stands in the card's thread.
  const threads: (string | undefined)[] = [to.thread];
  for (const thread of threads) {
    let cursor: string | undefined;
    for (let n = 0; n < MOST_PAGES; n += 1) {
      const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
      const answer = await api.call(method, {
        channel: to.channel,
        ...(thread === undefined ? {} : { ts: thread }),
        oldest: tsOf(now - REACH_BACK_MS),
        limit: PAGE,
        include_all_metadata: true,
        ...(cursor ? { cursor } : {}),
      });
      const { messages, response_metadata: more } = readAnswer(method, page, answer);
      for (const { ts, metadata, user, bot_id: bot, files } of messages) {
        const payload = metadata?.event_type === 'deskline_message' ? metadata.event_payload : undefined;
        if (payload?.key === key) parts.set(Number(payload.part), ts);
        // A shared file is told as of the bot's user, with or without a `bot_id`.
        const isOurs = self && (bot === self.botId || user === self.botUserId);
        if (isOurs) for (const { name } of files ?? []) if (name) shared.push({ ts, name });
      }
      cursor = more?.next_cursor || undefined;
      // A history begins with what is newest: before the first part there is nothing more of it.
      if (!cursor || (thread === undefined && parts.has(0))) break;
    }
    const root = parts.get(0);
    if (thread === undefined && root !== undefined && threads.length === 1) threads.push(root);
  }
  const first = parts.get(0);
  const since = shared.filter(({ ts }) => first !== undefined && ts > first);
  return { parts, files: new Set(since.map(({ name }) => name)) };
}
