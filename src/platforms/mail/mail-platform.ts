import { randomUUID } from 'node:crypto';
import {
  addressOf,
  plainMessage,
  plainText,
  TEXT_ONLY,
  type AddressBook,
  type TextChannel,
} from '../text-channel.ts';
import type { MailSettings } from './environment.ts';
import { MailRefusedError } from './errors.ts';
import { handOver } from './hand-over.ts';
import { composeLetter, messageIdOf, subjectOf } from './letter.ts';

const NAME = 'mail';
const TIMEOUT_MS = 10_000;
const LOOK_AGAIN_MS = 60_000;

export interface MailOptions {
  addresses: AddressBook;
  /** UTC ms. */
  now: () => number;
  /** For all of one letter. */
  timeoutMs?: number | undefined;
  /** A server that refuses us is asked again after this time, without a letter. */
  lookAgainMs?: number | undefined;
}

/**
 * Mail by SMTP. The channel of a place is a handle of the address book. A refused sign-in or certificate shows in
 * `health`, and the outbox waits until the server takes us again; that is looked at in the background.
 */
export function createMailPlatform(settings: MailSettings, options: MailOptions): TextChannel {
  const { addresses, now, timeoutMs = TIMEOUT_MS, lookAgainMs = LOOK_AGAIN_MS } = options;
  const { from } = settings;
  let isRunning = false;
  let refusal: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      refusal = undefined;
    } catch (error) {
      if (error instanceof MailRefusedError) refusal = error.message;
      throw error;
    } finally {
      lookAgainLater();
    }
  }

  function lookAgainLater(): void {
    if (!isRunning || refusal === undefined || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (isRunning && refusal !== undefined) signIn();
    }, lookAgainMs);
    timer.unref();
  }

  /** What it finds shows in `health`. */
  function signIn(): void {
    attempt(() => handOver(settings, undefined, { timeoutMs })).catch(() => {});
  }

  async function send(
    to: string,
    letter: { subject: string; text: string; messageId: string },
  ): Promise<void> {
    const composed = await composeLetter(from, { to, ...letter, at: now() });
    await attempt(() => handOver(settings, composed, { timeoutMs }));
  }

  return {
    name: NAME,
    capabilities: TEXT_ONLY,
    tenant: () => '',
    health() {
      if (!isRunning) return { state: 'stopped' };
      return refusal === undefined ? { state: 'connected' } : { state: 'refused', reason: refusal };
    },

    async start() {
      isRunning = true;
      signIn();
    },
    async stop() {
      isRunning = false;
      clearTimeout(timer);
      timer = undefined;
    },

    async send(to, message, { key }) {
      const text = plainMessage(message);
      const messageId = messageIdOf(key, from);
      const address = await addressOf(addresses, to.channel, NAME);
      await send(address, { subject: subjectOf(text), text, messageId });
      const lostFiles = message.files?.map(({ name }) => name) ?? [];
      return lostFiles.length > 0 ? { messageId, lostFiles } : { messageId };
    },

    async sendNow(address, { subject, text }) {
      const messageId = messageIdOf(randomUUID(), from);
      await send(address, { subject: plainText(subject), text: plainText(text), messageId });
    },
  };
}
