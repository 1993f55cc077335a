import type { Surroundings } from '../platform.ts';
import type { Shares } from '../shares.ts';
import type { Accepted } from './accepted.ts';
import type { ChatKinds } from './chat-kinds.ts';
import type { Part } from './encode.ts';
import { isTooFrequent, RequestError } from './errors.ts';
import type { Patiently } from './patience.ts';
import type { Requests } from './requests.ts';

export interface PostingOptions {
  requests: Requests;
  shares: Shares;
  accepted: Accepted;
  patiently: Patiently;
  kinds: ChatKinds;
  surroundings: Pick<Surroundings, 'log'>;
}

/**
 * Pushes one part of a message, known by the key of its attempts, on a share of the chat's limit; a card that WeCom
 * refuses for what it contains goes in words. Throws a RequestError.
 */
export type PostPart = (part: Part, at: { channel: string; key: string }) => Promise<void>;

export function createPosting(options: PostingOptions): PostPart {
  const { requests, shares, accepted, patiently, kinds, surroundings } = options;

  /** WeCom itself looks what a chat is where we don't know. */
  function chatType(channel: string): { chat_type?: 1 | 2 } {
    const kind = kinds.of(channel);
    return kind === undefined ? {} : { chat_type: kind === 'direct' ? 1 : 2 };
  }

  async function post(channel: string, body: Part['body']): Promise<void> {
    const done = shares.begin(channel);
    try {
      await requests.request('aibot_send_msg', { chatid: channel, ...chatType(channel), ...body });
    } catch (error) {
      if (error instanceof RequestError && isTooFrequent(error.code)) {
        shares.block(channel, error.retryAfterMs ?? 0);
      }
      throw error;
    } finally {
      done();
    }
  }

  async function postOrSay(channel: string, { body, inWords }: Part): Promise<void> {
    try {
      await post(channel, body);
    } catch (error) {
      if (!inWords || !(error instanceof RequestError) || error.obstacle !== 'content') throw error;
      surroundings.log.warn({ platform: 'wecom', reason: error.message }, 'card refused; it goes in words');
      await post(channel, inWords);
    }
  }

  return async (part, { channel, key }) => {
    await patiently(key, () => postOrSay(channel, part));
    accepted.add(key, part.name);
  };
}
