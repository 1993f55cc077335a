import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Transaction } from '../../store/database.ts';

interface KeptDraft {
  id: string;
  ticketId: string;
  personId: string;
}

const draftState = z.object({ text: z.string() });

/** Replies that were drafted and not sent yet: at most one for each agent on each ticket. */
export function createKeptDrafts(db: Database) {
  const { dialogues } = db.tables;
  const holderOf = ({ ticketId, personId }: Pick<KeptDraft, 'ticketId' | 'personId'>) =>
    `desk-draft:${ticketId}:${personId}`;
  const isOpen = (draft: Pick<KeptDraft, 'ticketId' | 'personId'>) =>
    and(eq(dialogues.holder, holderOf(draft)), eq(dialogues.open, true));

  return {
    async keep(
      tx: Transaction,
      { text, at, ...draft }: KeptDraft & { text: string; at: number },
    ): Promise<void> {
      await tx.update(dialogues).set({ open: false, state: null, updatedAt: at }).where(isOpen(draft));
      const times = { startedAt: at, updatedAt: at };
      const row = { ...draft, holder: holderOf(draft), kind: 'desk-draft', state: { text }, ...times };
      await tx.insert(dialogues).values(row);
    },

    /** Its words; undefined where it was sent, discarded or replaced. */
    async find(tx: Transaction, draft: KeptDraft): Promise<string | undefined> {
      const [row] = await tx
        .select({ id: dialogues.id, state: dialogues.state })
        .from(dialogues)
        .where(isOpen(draft));
      return row?.id === draft.id ? draftState.safeParse(row.state).data?.text : undefined;
    },

    async close(tx: Transaction, draft: KeptDraft, at: number): Promise<void> {
      await tx.update(dialogues).set({ open: false, state: null, updatedAt: at }).where(isOpen(draft));
    },
  };
}
