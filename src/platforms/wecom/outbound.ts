import {
  DeliveryError,
  type Attempt,
  type OutboundMessage,
  type Place,
  type Receipt,
  type Surroundings,
} from '../platform.ts';
import type { Shares } from '../shares.ts';
import { createAccepted } from './accepted.ts';
import type { ChatKinds } from './chat-kinds.ts';
import { encode, lostFiles, type Encoding } from './encode.ts';
import { RequestError } from './errors.ts';
import { createHandOver, type LostFile } from './hand-over.ts';
import { createPatience } from './patience.ts';
import { createPosting } from './posting.ts';
import type { Requests } from './requests.ts';
import { messageIdOf } from './task-id.ts';
import type { Timings } from './timings.ts';
import { plainWelcome, wholeWelcome, type WelcomeBody } from './welcome-body.ts';
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

/** More posts than this of one message don't wait for each other's share of the limit. */
const MOST_AT_ONCE = 10;

/** The half of the port that the bot uses. Everything is pushed; nothing hangs on a reply's id but the welcome. */
export function createOutbound(options: OutboundOptions) {
  const { requests, shares, welcomes, words, surroundings } = options;
  const accepted = createAccepted();
  const patiently = createPatience();
  const handOver = createHandOver({ ...options, accepted, patiently });
  const postPart = createPosting({ ...options, accepted, patiently });

  async function send(journey: Journey): Promise<Receipt> {
    const encoding = encodingOf(journey);
    const receipt = { messageId: encoding.messageId };
    if (await welcome(journey, { encoding, body: wholeWelcome(journey.message, encoding) })) return receipt;
    try {
      return { ...receipt, lostFiles: await push(journey, encoding) };
    } catch (error) {
      // Who has never written can be reached by nothing but a welcome.
      const isUnreachable = error instanceof DeliveryError && error.obstacle === 'unreachable';
      const body = isUnreachable ? plainWelcome(journey.message) : undefined;
      if (!(await welcome(journey, { encoding, body }))) throw error;
    }
    return receipt;
  }

  function encodingOf({ channel, attempt, mention }: Journey): Encoding {
    const retry = attempt.again ? surroundings.now().toString(36) : '';
    return { words, messageId: messageIdOf(attempt.key), channel, retry, mention };
  }

  /** Gives the names of the files that were lost. */
  async function push(
    { channel, message, attempt: { key } }: Journey,
    encoding: Encoding,
  ): Promise<string[]> {
    const { files = [] } = message;
    const at = { channel, key };
    const texts = encode(message, encoding).filter(({ name }) => !accepted.has(key, name));
    // Before a long upload, which would be in vain.
    takeShares(channel, texts.length + files.length);
    const { parts, lost } = await handOver(files, key);
    takeShares(channel, texts.length + parts.length + Math.min(lost.length, 1));
    for (const part of texts) await postPart(part, at);
    for (const { file, ...part } of parts) {
      const error = await refusalOf(postPart(part, at));
      if (error) lost.push({ file, error });
    }
    if (lost.length > 0) await tellLost(lost, at);
    return lost.map(({ file }) => file.name);
  }

  /** Names the files under what has arrived; throws where nothing has. */
  async function tellLost(lost: LostFile[], at: { channel: string; key: string }): Promise<void> {
    const [first] = lost;
    if (first && !accepted.any(at.key)) {
      throw new DeliveryError('permanent', first.error.message, { obstacle: 'file', cause: first.error });
    }
    const names = lost.map(({ file }) => file.name);
    const part = lostFiles(names, words);
    if (!accepted.has(at.key, part.name)) await postPart(part, at);
  }

  /** Answers "somebody opened the chat", where he just has; false where the message is still to be sent. */
  async function welcome(
    { channel, message, attempt }: Journey,
    { encoding, body }: { encoding: Encoding; body: WelcomeBody | undefined },
  ): Promise<boolean> {
    if (!body || message.files?.length || attempt.again || accepted.any(attempt.key)) return false;
    const reqId = welcomes.take(channel);
    if (reqId === undefined) return false;
    const done = shares.begin(channel);
    try {
      await requests.request('aibot_respond_welcome_msg', body, { reqId });
    } catch (error) {
      // Too late for a welcome, or refused: the same goes as a push.
      if (error instanceof RequestError && error.fate === 'permanent') return false;
      throw error;
    } finally {
      done();
    }
    for (const { name } of encode(message, encoding)) accepted.add(attempt.key, name);
    return true;
  }

  function takeFirstShare(channel: string): void {
    const retryAfterMs = shares.free(channel) > 0 ? 0 : shares.take(channel, 1);
    if (retryAfterMs > 0) throw new DeliveryError('limited', 'wecom: rate limit', { retryAfterMs });
  }

  /** All shares that the message still needs, or none of them. */
  function takeShares(channel: string, posts: number): void {
    const more = Math.min(posts, MOST_AT_ONCE) - shares.free(channel);
    if (more <= 0) return;
    const retryAfterMs = shares.take(channel, more);
    if (retryAfterMs > 0) throw new DeliveryError('limited', 'wecom: rate limit', { retryAfterMs });
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
