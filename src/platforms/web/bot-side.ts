import { and, eq } from 'drizzle-orm';
import type { Database, Transaction } from '../../store/database.ts';
import { DeliveryError, type Attempt, type OutboundMessage, type Place, type Receipt } from '../platform.ts';
import { splitText } from '../split-text.ts';
import { MAX_TEXT, writeMessage, type WebMessage } from './messages.ts';

const BOT = 'bot';

/** A text over the limit becomes several messages (X41); what one may press stands under the last. */
function partsOf(message: OutboundMessage): OutboundMessage[] {
  const texts = splitText(message.text, MAX_TEXT);
  const last = texts.length - 1;
  return texts.map((text, i) => (i === last ? { ...message, text } : { text }));
}

interface BotSideOptions {
  db: Database;
  now: () => number;
  notify: (channel: string) => void;
}

/** The half of the port that the bot uses: what it sends, edits, recalls and marks. */
export function botSide({ db, now, notify }: BotSideOptions) {
  const { webMessages } = db.tables;

  async function send(to: Place, message: OutboundMessage, how: { key: string; privateTo: string | null }) {
    const seq = await db.transaction({}, async (tx) => {
      let last = 0;
      for (const [i, part] of partsOf(message).entries()) {
        const { row } = await writeMessage(tx, db.tables, {
          key: i === 0 ? how.key : `${how.key}:${i}`,
          channel: to.channel,
          thread: to.thread ?? null,
          authorId: BOT,
          text: part.text,
          body: part,
          files: part.files ?? [],
          privateTo: how.privateTo,
          at: now(),
        });
        last = row.seq;
      }
      return last;
    });
    notify(to.channel);
    return { messageId: String(seq) };
  }

  async function change(
    to: Place,
    messageId: string,
    changes: (row: WebMessage) => Partial<WebMessage>,
  ): Promise<void> {
    const seq = Number(messageId);
    if (!Number.isSafeInteger(seq)) throw new DeliveryError('permanent', 'web: no such message');
    await db.transaction({ lock: [`web-message:${seq}`] }, async (tx) => {
      const row = await find(tx, to, seq);
      await tx.update(webMessages).set(changes(row)).where(eq(webMessages.seq, seq));
    });
    notify(to.channel);
  }

  async function find(tx: Transaction, to: Place, seq: number): Promise<WebMessage> {
    const [row] = await tx
      .select()
      .from(webMessages)
      .where(and(eq(webMessages.seq, seq), eq(webMessages.channel, to.channel)));
    if (!row) throw new DeliveryError('permanent', 'web: no such message');
    return row;
  }

  return {
    send: (to: Place, message: OutboundMessage, { key }: Attempt): Promise<Receipt> =>
      send(to, message, { key: `out:${key}`, privateTo: null }),

    sendPrivately: (
      to: Place,
      userId: string,
      message: OutboundMessage,
      { key }: Attempt,
    ): Promise<Receipt> => send(to, message, { key: `out:${key}`, privateTo: userId }),

    edit: (to: Place, messageId: string, message: OutboundMessage): Promise<void> =>
      change(to, messageId, (row) => ({
        text: message.text,
        body: message,
        files: message.files ?? row.files,
        editedAt: now(),
      })),

    recall: (to: Place, messageId: string): Promise<void> =>
      change(to, messageId, (row) => ({ deletedAt: row.deletedAt ?? now() })),

    react: (to: Place, messageId: string, reaction: string): Promise<void> =>
      change(to, messageId, (row) => ({ reactions: [...new Set([...row.reactions, reaction])] })),
  };
}
