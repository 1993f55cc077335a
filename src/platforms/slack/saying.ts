import { z } from 'zod';
import { DeliveryError, type Place } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { plainest, type Body } from './encode.ts';
import { slackError } from './errors.ts';
import { pause } from './pause.ts';
import type { Rates } from './rates.ts';

const posted = z.looseObject({ ts: z.string() });
const whispered = z.looseObject({ message_ts: z.string() });

export interface SayingOptions {
  api: Pick<SlackApi, 'call'>;
  rates: Pick<Rates, 'admit' | 'blockedFor'>;
  signal: AbortSignal;
}

/** By what a post is found again: the message's key, and which part of it this is. */
export interface Mark {
  key: string;
  /** `apology`: that its files didn't come. */
  part: number | 'apology';
}

export type Saying = ReturnType<typeof createSaying>;

/** Slack's calls that show words. Each throws a DeliveryError. */
export function createSaying({ api, rates, signal }: SayingOptions) {
  /** What Slack doesn't take in its good form is said in the plainest one. */
  async function say(method: string, body: Body, args: Record<string, unknown>) {
    try {
      return await api.call(method, { ...args, ...body });
    } catch (error) {
      const cause = error instanceof Error ? slackError(error.cause) : undefined;
      if (!cause?.includes('blocks')) throw error;
      return api.call(method, { ...args, ...plainest(body) });
    }
  }

  /** Waits for a share of the channel's rate; not for the end of a Retry-After, which is an error of the call. */
  async function inTurn(channel: string): Promise<void> {
    for (;;) {
      const wait = rates.admit('chat.postMessage', channel);
      if (wait === 0 || rates.blockedFor('chat.postMessage', channel) > 0) return;
      await pause(wait, signal);
      signal.throwIfAborted();
    }
  }

  const placed = ({ channel, thread }: Place) => ({
    channel,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });

  return {
    /** Gives the post's `ts`. */
    async post(to: Place, body: Body, { key, part }: Mark): Promise<string> {
      // The share of the first part was taken by `admit`.
      if (part !== 0) await inTurn(to.channel);
      const answer = await say('chat.postMessage', body, {
        ...placed(to),
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: 'deskline_message', event_payload: { key, part } },
      });
      const { data, error } = posted.safeParse(answer);
      if (error) {
        throw new DeliveryError('unknown', 'chat.postMessage: an answer without ts', { cause: error });
      }
      return data.ts;
    },

    /** Shows it to one person alone; gives its `ts`, empty where Slack doesn't say. */
    async whisper(to: Place, user: string, body: Body): Promise<string> {
      const answer = await say('chat.postEphemeral', body, { ...placed(to), user });
      return whispered.safeParse(answer).data?.message_ts ?? '';
    },

    async edit(channel: string, ts: string, body: Body): Promise<void> {
      await say('chat.update', body, { channel, ts });
    },
  };
}
