import { z } from 'zod';
import {
  DeliveryError,
  type Attempt,
  type FileRef,
  type OutboundMessage,
  type Place,
  type Receipt,
} from '../platform.ts';
import type { SlackApi } from './api.ts';
import { encode, plainest, type Body } from './encode.ts';
import { slackError, unlessItStays } from './errors.ts';
import type { FilesOut, Uploaded } from './files-out.ts';
import { findPosted } from './look-up.ts';
import type { Identity } from './origin.ts';
import { pause } from './pause.ts';
import { begun, counted, halfDone, isLast, type Progress } from './progress.ts';
import type { Rates } from './rates.ts';
import { remembered } from './remembered.ts';

const MOST_KEPT = 2_000;
const posted = z.looseObject({ ts: z.string() });

export interface PostingOptions {
  api: Pick<SlackApi, 'call'>;
  rates: Pick<Rates, 'admit' | 'blockedFor'>;
  files: FilesOut;
  self: () => Identity | undefined;
  now: () => number;
  signal: AbortSignal;
}

/** Posts, edits and takes back messages of one or more parts. */
export function createPosting({ api, rates, files, self, now, signal }: PostingOptions) {
  const progress = remembered<Progress>({ most: MOST_KEPT });
  /** The parts of a message that has several, by channel and the one that stands for it. */
  const partsOf = remembered<string[]>({ most: MOST_KEPT });

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
      throw at.parts.size > 0 ? halfDone(error) : error;
    }
  }

  async function goOn(
    to: Place,
    message: OutboundMessage,
    { key, again, at }: Attempt & { at: Progress },
  ): Promise<Receipt> {
    if (again || at.inDoubt) {
      const found = await findPosted(api, { to, key, now: now(), self: self() });
      for (const [part, ts] of found.parts) at.parts.set(part, ts);
      if (message.files?.some(({ name }) => found.files.has(name))) at.shared = true;
      at.inDoubt = false;
    }
    at.files ??= await handOver(at, message.files ?? []);
    const bodies = encode(withNotes(message, at.files));
    for (const [part, body] of bodies.entries())
      await postPart({ to, key, part, body, at, card: Boolean(message.card) });
    if (!at.shared) await share(to, at, at.files);
    at.shared = true;
    return receipt(to, { message, ids: bodies.map((_, part) => at.parts.get(part) ?? '') });
  }

  async function handOver(at: Progress, refs: FileRef[]): Promise<Uploaded> {
    const uploaded = await files.upload(at.shared ? [] : refs);
    if (!uploaded.passing || isLast(at)) return uploaded;
    throw counted(at, uploaded.passing);
  }

  async function share(to: Place, at: Progress, uploaded: Uploaded): Promise<void> {
    try {
      await files.share(to, uploaded, isLast(at));
    } catch (error) {
      if (error instanceof DeliveryError && error.fate === 'unknown') at.inDoubt = true;
      throw counted(at, error);
    }
  }

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
    // The share of the first part was taken by `admit`.
    if (part > 0) await inTurn(to.channel);
    // What is too long for a card goes on below it, in its thread.
    const thread = to.thread ?? (card && part > 0 ? at.parts.get(0) : undefined);
    try {
      const answer = await say('chat.postMessage', body, {
        channel: to.channel,
        ...(thread === undefined ? {} : { thread_ts: thread }),
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: 'deskline_message', event_payload: { key, part } },
      });
      const { data, error } = posted.safeParse(answer);
      if (error)
        throw new DeliveryError('unknown', 'chat.postMessage: an answer without ts', { cause: error });
      at.parts.set(part, data.ts);
    } catch (error) {
      if (error instanceof DeliveryError && error.fate === 'unknown') at.inDoubt = true;
      throw error;
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

  /** A card is known by its first part, where its buttons are; other messages by their last. */
  function receipt(to: Place, { message, ids }: { message: OutboundMessage; ids: string[] }): Receipt {
    const messageId = (message.card ? ids[0] : ids.at(-1)) ?? '';
    if (ids.length > 1) partsOf.set(`${to.channel}+${messageId}`, ids);
    return { messageId };
  }

  async function edit(to: Place, messageId: string, message: OutboundMessage): Promise<void> {
    const bodies = encode(message);
    const ids = partsOf.get(`${to.channel}+${messageId}`);
    // After a restart only the part that stands for the message is known.
    const known = ids?.length === bodies.length ? ids : undefined;
    const alone = message.card ? 0 : bodies.length - 1;
    for (const [part, body] of bodies.entries()) {
      const ts = known?.[part] ?? (part === alone ? messageId : undefined);
      if (ts !== undefined) await unlessItStays(say('chat.update', body, { channel: to.channel, ts }));
    }
  }

  async function recall(to: Place, messageId: string): Promise<void> {
    for (const ts of partsOf.get(`${to.channel}+${messageId}`) ?? [messageId]) {
      await unlessItStays(api.call('chat.delete', { channel: to.channel, ts }));
    }
  }

  async function sendPrivately(to: Place, userId: string, message: OutboundMessage): Promise<Receipt> {
    // Files can't be shown to one person alone.
    const unsent = { files: [], missing: (message.files ?? []).map(({ name }) => name) };
    let messageId = '';
    for (const body of encode(withNotes(message, unsent))) {
      const answer = await say('chat.postEphemeral', body, {
        channel: to.channel,
        user: userId,
        ...(to.thread === undefined ? {} : { thread_ts: to.thread }),
      });
      messageId = z.looseObject({ message_ts: z.string() }).safeParse(answer).data?.message_ts ?? '';
    }
    return { messageId };
  }

  /** What the text says besides: files that couldn't be handed over, and the names of those that come without words. */
  function withNotes(message: OutboundMessage, uploaded: Uploaded): OutboundMessage {
    const notes = files.notes(uploaded, { wordless: message.text.trim() === '' && !message.card });
    if (notes === '') return message;
    if (message.card) return { ...message, text: [message.text, notes].filter(Boolean).join('\n\n') };
    return { ...message, text: [message.text, files.inMarkdown(notes)].filter(Boolean).join('\n\n') };
  }

  return { send, edit, recall, sendPrivately };
}
