import { z } from 'zod';
import { DeliveryError, type InboundEvent, type Place } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { decodeMessage, decodePastEdit } from './decode-message.ts';
import { isWithheld, readAnswer } from './errors.ts';
import { historyPost, type HistoryPost } from './frames.ts';
import { millisOf, tsOf, type Context } from './origin.ts';
import { pause } from './pause.ts';
import type { Rates } from './rates.ts';
import type { Timings } from './settings.ts';
import { retryWait } from './waits.ts';

const PAGE = 200;
const MOST_TRIES = 3;
/** Edits of older messages, and new replies to them, aren't seen: a history is asked for by the time of the first words. */
const REACH_BACK_MS = 24 * 3_600_000;

const page = z.looseObject({
  messages: z.array(z.unknown()).default([]),
  channels: z.array(z.looseObject({ id: z.string() })).default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});

/** A conversation, or one thread of it. */
export type Spot = Pick<Place, 'channel' | 'thread'>;

export interface HistoryOptions {
  api: Pick<SlackApi, 'call'>;
  rates: Pick<Rates, 'admit'>;
  timings: Timings;
  signal: AbortSignal;
}

export type History = ReturnType<typeof createHistory>;

/** Reads what was written, within the rate that Slack allows. Each throws a DeliveryError. */
export function createHistory({ api, rates, timings, signal }: HistoryOptions) {
  /** Calls until it works, a few times; what is only too much is waited for. */
  async function patiently(method: string, args: Record<string, unknown>): Promise<z.infer<typeof page>> {
    for (let failures = 0; ;) {
      for (let wait = rates.admit(method, ''); wait > 0; wait = rates.admit(method, '')) {
        await pause(Math.min(wait, timings.longestRetryMs), signal);
        signal.throwIfAborted();
      }
      try {
        return readAnswer(method, page, await api.call(method, args));
      } catch (error) {
        if (signal.aborted || !mayPass(error)) throw error;
        if (error.fate !== 'limited') failures += 1;
        if (failures >= MOST_TRIES) throw error;
        await pause(Math.max(retryWait(failures, timings), error.retryAfterMs ?? 0), signal);
        signal.throwIfAborted();
      }
    }
  }

  async function* pages(method: string, args: Record<string, unknown>) {
    let cursor: string | undefined;
    do {
      const read = await patiently(method, { ...args, limit: PAGE, ...(cursor ? { cursor } : {}) });
      yield read;
      cursor = read.response_metadata?.next_cursor || undefined;
    } while (cursor);
  }

  async function postsOf({ channel, thread }: Spot, since: number): Promise<HistoryPost[]> {
    const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
    const oldest = tsOf(Math.max(0, since - REACH_BACK_MS));
    const where = thread === undefined ? { channel } : { channel, ts: thread };
    const posts = [];
    for await (const { messages } of pages(method, { ...where, oldest, inclusive: true })) {
      for (const message of messages) posts.push(historyPost.safeParse(message).data);
    }
    return posts.filter((post) => post !== undefined);
  }

  return {
    /**
     * What others wrote and edited since then (UTC ms), oldest first, decoded as if it came alive; of a conversation
     * with the threads that were written in, but for those that are `known`.
     */
    async events(
      { channel, thread }: Spot,
      { since, context, known }: { since: number; context: Context; known: (thread: string) => boolean },
    ): Promise<InboundEvent[]> {
      const posts = await postsOf({ channel, thread }, since);
      const roots = thread === undefined ? posts : [];
      for (const { ts, latest_reply: latest } of roots.slice()) {
        if (!latest || millisOf(latest) < since || known(ts)) continue;
        const replies = await postsOf({ channel, thread: ts }, since);
        posts.push(...replies.filter((reply) => reply.ts !== ts));
      }
      return posts
        .toSorted((a, b) => Number(a.ts) - Number(b.ts))
        .flatMap((post) => {
          const body = { ...post, type: 'message', channel };
          return [decodeMessage(body, context).event, decodePastEdit(body, context)?.event];
        })
        .filter((event) => event !== undefined)
        .filter(({ at, sender }) => at >= since && sender.kind !== 'self');
    },

    /** The direct chats that the bot has, at most `most`. */
    async directChats(most: number): Promise<string[]> {
      const found: string[] = [];
      for await (const { channels } of pages('users.conversations', {
        types: 'im',
        exclude_archived: true,
      })) {
        for (const { id } of channels) found.push(id);
        if (found.length >= most) break;
      }
      return found.slice(0, most);
    },
  };
}

function mayPass(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && error.fate !== 'permanent' && !isWithheld(error);
}
