import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '../runtime/id.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';

/** Whose accounts the owner of a chat was asked to join with his own. */
const linkRequest = z.object({ personId: z.string(), conversationId: z.string(), until: z.number() });
export type LinkRequest = z.infer<typeof linkRequest>;

interface Asked {
  conversationId: string;
  personId: string;
  now: number;
}

/** At most one open question in each chat: whether two accounts shall be joined. */
export function createLinkRequests(db: Database) {
  const { dialogues } = db.tables;
  const isOpen = (conversationId: string) =>
    and(eq(dialogues.holder, `link:${conversationId}`), eq(dialogues.open, true));

  return {
    async open(tx: Transaction, { conversationId, personId, now }: Asked, request: LinkRequest) {
      await this.close(tx, conversationId, now);
      await tx.insert(dialogues).values({
        id: newId(now),
        holder: `link:${conversationId}`,
        personId,
        kind: 'link',
        state: request,
        startedAt: now,
        updatedAt: now,
      });
    },

    /** The question that is open in a chat, whether still in time or not. */
    async of(conversationId: string, from: Reader = db.read): Promise<LinkRequest | undefined> {
      const [row] = await from
        .select({ state: dialogues.state })
        .from(dialogues)
        .where(isOpen(conversationId));
      return row && linkRequest.safeParse(row.state).data;
    },

    async close(tx: Transaction, conversationId: string, now: number): Promise<void> {
      await tx.update(dialogues).set({ open: false, updatedAt: now }).where(isOpen(conversationId));
    },
  };
}
