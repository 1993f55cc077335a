import {
  DeliveryError,
  type Attempt,
  type FileRef,
  type OutboundMessage,
  type Place,
  type Receipt,
  type Surroundings,
} from '../platform.ts';
import { createAccepted } from './accepted.ts';
import type { ChatKinds } from './chat-kinds.ts';
import { encode, encodeWelcome, lostFiles, type Encoding, type Part } from './encode.ts';
import { isTooFrequent, NOT_SUBSCRIBED, RequestError } from './errors.ts';
import type { Shares } from './limits.ts';
import type { Requests } from './requests.ts';
import { messageIdOf } from './task-id.ts';
import type { Timings } from './timings.ts';
import { upload } from './upload.ts';
import type { Welcomes } from './welcomes.ts';
import type { Words } from './words.ts';

export interface OutboundOptions {
  requests: Requests;
  shares: Shares;
  uploads: Shares;
  welcomes: Welcomes;
  words: Words;
  timings: Timings;
  surroundings: Pick<Surroundings, 'now' | 'readFile' | 'log'>;
  kinds: ChatKinds;
}

/** One message on its way. */
interface Journey {
  channel: string;
  message: OutboundMessage;
  attempt: Attempt;
  /** Whom the message names, where it goes to a group in his place. */
  mention?: string | undefined;
}

interface LostFile {
  file: FileRef;
  error: DeliveryError;
}

/** More posts than this of one message don't wait for each other's share of the limit. */
const MOST_AT_ONCE = 10;
const UPLOADS = 'uploads';

/** The half of the port that the bot uses. Everything is pushed; nothing hangs on a reply's id but the welcome. */
export function createOutbound(options: OutboundOptions) {
  const { requests, shares, uploads, welcomes, words, timings, surroundings } = options;
  const { now, log } = surroundings;
  const accepted = createAccepted();

  async function send(journey: Journey): Promise<Receipt> {
    const { channel, message, mention } = journey;
    const { key, again } = journey.attempt;
    const messageId = messageIdOf(key);
    const encoding: Encoding = { words, messageId, retry: again ? now().toString(36) : '', mention };
    if (await welcome(journey, encoding)) return { messageId };
    const texts = encode(message, encoding).filter(({ name }) => !accepted.has(key, name));
    // Before a long upload, which would be in vain.
    takeShares(channel, texts.length + (message.files?.length ?? 0));
    const { parts, lost } = await handedOver(message.files ?? [], key);
    takeShares(channel, texts.length + parts.length + Math.min(lost.length, 1));
    for (const part of texts) await postPart(journey, part);
    for (const { file, ...part } of parts) {
      const error = await refusalOf(postPart(journey, part));
      if (error) lost.push({ file, error });
    }
    if (lost.length > 0) await tellLost(journey, lost);
    return { messageId };
  }

  async function postPart({ channel, attempt }: Journey, { name, body }: Part): Promise<void> {
    await post(channel, body);
    accepted.add(attempt.key, name);
  }

  /** Names the files under what has arrived; throws where nothing has. */
  async function tellLost(journey: Journey, lost: LostFile[]): Promise<void> {
    const { key } = journey.attempt;
    const [first] = lost;
    if (first && !accepted.any(key)) {
      throw new DeliveryError('permanent', first.error.message, { obstacle: 'file', cause: first.error });
    }
    const names = lost.map(({ file }) => file.name);
    const part = lostFiles(names, words);
    if (!accepted.has(key, part.name)) await postPart(journey, part);
  }

  /** Answers "somebody opened the chat", where he just has, and the message fits; false where it is still to be sent. */
  async function welcome({ channel, message, attempt }: Journey, encoding: Encoding): Promise<boolean> {
    const body = encodeWelcome(message, encoding);
    if (!body || message.files?.length || attempt.again || accepted.any(attempt.key)) return false;
    const reqId = welcomes.take(channel);
    if (reqId === undefined) return false;
    const done = shares.begin(channel);
    try {
      await requests.request('aibot_respond_welcome_msg', body, { reqId });
    } catch (error) {
      // Too late for a welcome: the same goes as a push. One that may have arrived is no reason to say it twice.
      if (error instanceof RequestError && error.fate !== 'unknown' && error.code !== undefined) return false;
      throw error;
    } finally {
      done();
    }
    for (const { name } of encode(message, encoding)) accepted.add(attempt.key, name);
    return true;
  }

  function takeFirstShare(channel: string): void {
    const retryAfterMs = shares.free(channel) > 0 ? 0 : shares.take(channel, 1);
    if (retryAfterMs > 0) throw new DeliveryError('transient', 'wecom: rate limit', { retryAfterMs });
  }

  /** All shares that the message still needs, or none of them. */
  function takeShares(channel: string, posts: number): void {
    const more = Math.min(posts, MOST_AT_ONCE) - shares.free(channel);
    if (more <= 0) return;
    const retryAfterMs = shares.take(channel, more);
    if (retryAfterMs > 0) throw new DeliveryError('transient', 'wecom: rate limit', { retryAfterMs });
  }

  /** WeCom itself looks what a chat is where we don't know; we learn it from what comes from there. */
  function chatType(channel: string): { chat_type?: 1 | 2 } {
    const kind = options.kinds.of(channel);
    return kind === undefined ? {} : { chat_type: kind === 'direct' ? 1 : 2 };
  }

  async function post(channel: string, body: Part['body']): Promise<void> {
    const done = shares.begin(channel);
    try {
      await requests.request('aibot_send_msg', {
        chatid: channel,
        ...chatType(channel),
        ...body,
      });
    } catch (error) {
      if (error instanceof RequestError && isTooFrequent(error.code)) {
        shares.block(channel, now() + (error.retryAfterMs ?? 0));
      }
      throw error;
    } finally {
      done();
    }
  }

  /** The messages that show the files, and those files for which there is none. Throws where trying again may help. */
  async function handedOver(files: readonly FileRef[], key: string) {
    const parts: (Part & { file: FileRef })[] = [];
    const lost: LostFile[] = [];
    for (const [i, file] of files.entries()) {
      const name = `file-${i}`;
      if (accepted.has(key, name)) continue;
      try {
        parts.push({ name, file, body: await hand(file) });
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        if (isPassing(error)) throw error;
        log.warn({ platform: 'wecom', reason: error.message }, 'file not handed over');
        lost.push({ file, error });
      }
    }
    return { parts, lost };
  }

  async function hand(file: FileRef): Promise<Part['body']> {
    const bytes = await surroundings.readFile(file);
    const retryAfterMs = uploads.take(UPLOADS, 1);
    if (retryAfterMs > 0) {
      throw new RequestError('transient', 'wecom: the uploads of this minute are used up', { retryAfterMs });
    }
    const done = uploads.begin(UPLOADS);
    try {
      return await upload(requests, bytes, timings);
    } finally {
      done();
    }
  }

  async function sendPrivately(
    { channel: group, message, attempt }: Journey,
    userId: string,
  ): Promise<Receipt> {
    takeFirstShare(userId);
    try {
      return await send({ channel: userId, message, attempt });
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.obstacle !== 'unreachable') throw error;
      takeFirstShare(group);
      const key = `${attempt.key}:group`;
      return send({ channel: group, message, attempt: { ...attempt, key }, mention: userId });
    }
  }

  return {
    send: (to: Place, message: OutboundMessage, attempt: Attempt): Promise<Receipt> =>
      send({ channel: to.channel, message, attempt }),
    sendPrivately: (
      to: Place,
      userId: string,
      message: OutboundMessage,
      attempt: Attempt,
    ): Promise<Receipt> => sendPrivately({ channel: to.channel, message, attempt }, userId),
  };
}

/** Why WeCom doesn't take a file that was uploaded; whatever else goes wrong is thrown. */
async function refusalOf(posted: Promise<void>): Promise<DeliveryError | undefined> {
  try {
    await posted;
    return undefined;
  } catch (error) {
    const isFile = error instanceof DeliveryError && ['file', 'content'].includes(error.obstacle ?? '');
    if (isFile) return error;
    throw error;
  }
}

/** It says nothing of the file: the same may well go later. */
function isPassing(error: DeliveryError): boolean {
  if (error.fate !== 'transient') return false;
  const code = error instanceof RequestError ? error.code : undefined;
  return code === undefined || code === NOT_SUBSCRIBED || isTooFrequent(code);
}
