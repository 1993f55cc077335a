import { DeliveryError, type OutboundMessage, type Place, type Surroundings } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { encode } from './encode.ts';
import { isWithheld, unlessItStays } from './errors.ts';
import { findFiles } from './look-up.ts';
import type { Identity } from './origin.ts';
import type { Saying } from './saying.ts';
import type { SentMessages } from './sent-messages.ts';

export interface ChangingOptions {
  api: Pick<SlackApi, 'call'>;
  saying: Pick<Saying, 'edit'>;
  sentMessages: SentMessages;
  self: () => Identity | undefined;
  surroundings: Pick<Surroundings, 'sentMessage'>;
}

/** Edits and takes back what was sent. */
export function createChanging({ api, saying, sentMessages, self, surroundings }: ChangingOptions) {
  async function edit(at: Place, messageId: string, message: OutboundMessage): Promise<void> {
    const bodies = encode(message);
    const parts = sentMessages.of(at, messageId)?.parts;
    // After a restart only the part that stands for the message is known.
    const known = parts?.length === bodies.length ? parts : undefined;
    const alone = message.card ? 0 : bodies.length - 1;
    for (const [part, body] of bodies.entries()) {
      const ts = known?.[part] ?? (part === alone ? messageId : undefined);
      if (ts !== undefined) await unlessItStays(saying.edit(at.channel, ts, body));
    }
  }

  async function recall(at: Place, messageId: string): Promise<void> {
    const sent = sentMessages.of(at, messageId);
    const files = sent?.files ?? (await filesAfter(at, messageId));
    for (const ts of sent?.parts ?? [messageId]) {
      await unlessItStays(api.call('chat.delete', { channel: at.channel, ts }));
    }
    if (!files) {
      throw new DeliveryError('permanent', 'files of it are still to be seen', { obstacle: 'file' });
    }
    // A file is a post of its own, and stays when the words go.
    for (const file of files) await unlessItStays(api.call('files.delete', { file }));
  }

  /** Those of a message that another process sent; undefined where they can't be found. */
  async function filesAfter(at: Place, messageId: string): Promise<string[] | undefined> {
    const { files = [] } = (await surroundings.sentMessage(at, messageId)) ?? {};
    const names = [...new Set(files.map(({ name }) => name))];
    if (names.length === 0) return [];
    try {
      const found = await findFiles(api, { at, after: messageId, names, self: self() });
      return found.length < names.length ? undefined : found;
    } catch (error) {
      if (error instanceof DeliveryError && (error.fate === 'permanent' || isWithheld(error)))
        return undefined;
      throw error;
    }
  }

  return { edit, recall };
}
