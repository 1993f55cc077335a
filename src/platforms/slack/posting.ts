import {
  DeliveryError,
  type Attempt,
  type FileRef,
  type OutboundMessage,
  type Place,
  type Receipt,
  type Surroundings,
} from '../platform.ts';
import { remembered } from '../remembered.ts';
import type { SlackApi } from './api.ts';
import { encode, type Body } from './encode.ts';
import { isWithheld } from './errors.ts';
import type { FileNotes } from './file-notes.ts';
import { passingOf, type FilesOut, type Uploaded } from './files-out.ts';
import { findPosted } from './look-up.ts';
import type { Identity } from './origin.ts';
import { begun, counted, halfDone, isLast, type Progress } from './progress.ts';
import type { Saying } from './saying.ts';
import type { SentMessages } from './sent-messages.ts';

const MOST_KEPT = 2_000;
/** The history says that there is no such place: nothing can be posted there either. */
const NOWHERE = ['channel_not_found', 'is_archived', 'thread_not_found'];

export interface PostingOptions {
  api: Pick<SlackApi, 'call'>;
  saying: Saying;
  files: FilesOut;
  notes: FileNotes;
  sentMessages: SentMessages;
  self: () => Identity | undefined;
  surroundings: Pick<Surroundings, 'now' | 'log'>;
}

/** Posts messages of one or more parts, with their files. */
export function createPosting(options: PostingOptions) {
  const { api, saying, files, notes, sentMessages, self, surroundings } = options;
  const progress = remembered<Progress>({ most: MOST_KEPT });

  async function send(to: Place, message: OutboundMessage, attempt: Attempt): Promise<Receipt> {
    const { key } = attempt;
    const at = progress.get(key) ?? begun();
    progress.set(key, at);
    try {
      const receipt = await goOn(to, message, { ...attempt, at });
      progress.delete(key);
      return receipt;
    } catch (error) {
      // Nobody has read yet that a file is missing: the next try may bring it.
      if (at.parts.size === 0 && !at.inDoubt && at.files?.passing) at.files = undefined;
      throw at.parts.size > 0 ? halfDone(error, attempt.again) : error;
    }
  }

  async function goOn(
    to: Place,
    message: OutboundMessage,
    { key, again, at }: Attempt & { at: Progress },
  ): Promise<Receipt> {
    if (again || at.inDoubt) await lookUp(to, message, { key, at });
    at.files ??= await handOver(at, message.files ?? []);
    const bodies = encode(notes.added(message, at.files));
    for (const [part, body] of bodies.entries())
      await postPart({ to, key, part, body, at, card: Boolean(message.card) });
    if (!at.shared) await share(to, { key, at, uploaded: at.files });
    at.shared = true;
    return receipt(to, { message, at, ids: bodies.map((_, part) => at.parts.get(part) ?? '') });
  }

  /**
   * Finds what has arrived. Where Slack doesn't let us look, the message is posted once more: better twice than not at
   * all. When that is in doubt too, it is left at that.
   */
  async function lookUp(
    to: Place,
    message: OutboundMessage,
    { key, at }: { key: string; at: Progress },
  ): Promise<void> {
    try {
      const found = await findPosted(api, { to, key, now: surroundings.now(), self: self() });
      for (const [part, ts] of found.parts) at.parts.set(part, ts);
      if (found.apology || message.files?.some(({ name }) => found.files.has(name))) at.shared = true;
      if (found.apology) at.unshown = (message.files ?? []).map(({ name }) => name);
    } catch (error) {
      if (!(error instanceof DeliveryError) || !isWithheld(error, NOWHERE)) throw error;
      if (at.blind && at.inDoubt) {
        const text = `it may have arrived, and can't be looked for: ${error.message}`;
        throw new DeliveryError('permanent', text, { obstacle: 'not-permitted', cause: error });
      }
      at.blind = true;
      surroundings.log.warn(
        { platform: 'slack', reason: error.message },
        'a message is posted that may have arrived',
      );
    }
    at.inDoubt = false;
  }

  async function handOver(at: Progress, refs: FileRef[]): Promise<Uploaded> {
    const uploaded = await files.upload(at.shared ? [] : refs);
    if (!uploaded.passing || isLast(at)) return uploaded;
    throw counted(at, uploaded.passing);
  }

  /** What never can be shown, or not at the last try, is named there: the text has gone by then. */
  async function share(
    to: Place,
    { key, at, uploaded }: { key: string; at: Progress; uploaded: Uploaded },
  ): Promise<void> {
    try {
      await files.share(to, uploaded);
    } catch (error) {
      const passing = passingOf(error);
      if (passing?.fate === 'unknown') at.inDoubt = true;
      if (passing && (passing.fate === 'limited' || !isLast(at))) throw counted(at, passing);
      if (passing?.fate !== 'unknown') await apologise(to, { key, at, uploaded });
    }
  }

  async function apologise(
    to: Place,
    { key, at, uploaded }: { key: string; at: Progress; uploaded: Uploaded },
  ): Promise<void> {
    at.unshown = uploaded.files.map(({ name }) => name);
    const [body] = encode({ text: notes.missing(at.unshown) });
    if (body) await inDoubtUnlessTold(at, () => saying.post(to, body, { key, part: 'apology' }));
  }

  async function postPart({
    to,
    key,
    part,
    body,
    at,
    card,
  }: {
    to: Place;
    key: string;
    part: number;
    body: Body;
    at: Progress;
    card: boolean;
  }): Promise<void> {
    if (at.parts.has(part)) return;
    // What is too long for a card goes on below it, in its thread.
    const thread = to.thread ?? (card && part > 0 ? at.parts.get(0) : undefined);
    const ts = await inDoubtUnlessTold(at, () => saying.post({ ...to, thread }, body, { key, part }));
    at.parts.set(part, ts);
  }

  async function inDoubtUnlessTold<T>(at: Progress, post: () => Promise<T>): Promise<T> {
    try {
      return await post();
    } catch (error) {
      if (error instanceof DeliveryError && error.fate === 'unknown') at.inDoubt = true;
      throw error;
    }
  }

  /** A card is known by its first part, where its buttons are; other messages by their last. */
  function receipt(
    to: Place,
    { message, at, ids }: { message: OutboundMessage; at: Progress; ids: string[] },
  ): Receipt {
    const messageId = (message.card ? ids[0] : ids.at(-1)) ?? '';
    sentMessages.keep(to, messageId, { parts: ids, files: at.files?.files.map(({ id }) => id) ?? [] });
    const lostFiles = [...(at.files?.missing ?? []), ...at.unshown];
    return { messageId, lostFiles, ...(at.blind ? { perhapsTwice: true } : {}) };
  }

  async function sendPrivately(to: Place, userId: string, message: OutboundMessage): Promise<Receipt> {
    // Files can't be shown to one person alone.
    const unsent = { files: [], missing: (message.files ?? []).map(({ name }) => name) };
    let messageId = '';
    for (const body of encode(notes.added(message, unsent)))
      messageId = await saying.whisper(to, userId, body);
    return { messageId };
  }

  return { send, sendPrivately };
}
