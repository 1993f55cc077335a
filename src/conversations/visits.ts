import { eq, max } from 'drizzle-orm';
import { newId } from '../runtime/id.ts';
import type { Database, Transaction } from '../store/database.ts';
import { insertRows } from '../store/prepared.ts';
import type { Conversation } from './scene.ts';

/** Who has said nothing for so long is greeted again, ms. */
const LONG_AGO_MS = 30 * 24 * 60 * 60_000;

/** Who opens his chat with the bot is greeted once, and again after a long while; platforms tell of every opening. */
export function createVisits(db: Database) {
  const { dialogues, tickets } = db.tables;

  /** When (UTC ms) there was a talk, a ticket or a greeting in a conversation last, if ever. */
  async function lastUse({ id }: Conversation): Promise<number | undefined> {
    const [talk] = await db.read
      .select({ at: max(dialogues.updatedAt) })
      .from(dialogues)
      .where(eq(dialogues.holder, id));
    const [ticket] = await db.read
      .select({ at: max(tickets.updatedAt) })
      .from(tickets)
      .where(eq(tickets.conversationId, id));
    const last = Math.max(talk?.at ?? 0, ticket?.at ?? 0);
    return last > 0 ? last : undefined;
  }

  return {
    /** Whether to greet who opens the chat now, which was received at `receivedAt` (UTC ms). */
    async isGreeted(
      conversation: Conversation,
      { receivedAt, now }: { receivedAt: number; now: number },
    ): Promise<boolean> {
      const used = await lastUse(conversation);
      // Begun by this very event, perhaps by a try of it that failed.
      if (used === undefined && conversation.createdAt >= receivedAt) return true;
      return Math.max(conversation.createdAt, used ?? 0) <= now - LONG_AGO_MS;
    },

    /** Remembers that somebody was greeted. */
    async book(tx: Transaction, { id, personId }: Conversation, now: number): Promise<void> {
      const row = { id: newId(now), holder: id, personId, kind: 'welcome', open: false };
      const times = { startedAt: now, updatedAt: now };
      await insertRows(tx, { tables: db.tables, into: 'dialogues' }, [{ ...row, ...times }]);
    },
  };
}
