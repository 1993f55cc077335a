import { and, eq } from 'drizzle-orm';
import { ulid } from 'ulid';
import { z } from 'zod';
import { lines } from '../store/schema.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';

/** What an agent is being asked in a desk thread: the parts of a command that he left out. */
const pendingState = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('cause') }),
  z.object({ ask: z.literal('steps'), cause: z.string() }),
  z.object({ ask: z.literal('reason'), line: z.enum(lines) }),
]);
export type Pending = z.infer<typeof pendingState>;

/** At most one open question for each agent on each ticket. */
export function createPendingQuestions(db: Database) {
  const { dialogues } = db.tables;
  const holder = (ticketId: string, personId: string) => `desk:${ticketId}:${personId}`;
  const isOpen = (ticketId: string, personId: string) =>
    and(eq(dialogues.holder, holder(ticketId, personId)), eq(dialogues.open, true));

  return {
    async of(ticketId: string, personId: string, from: Reader = db.read): Promise<Pending | undefined> {
      const [row] = await from
        .select({ state: dialogues.state })
        .from(dialogues)
        .where(isOpen(ticketId, personId));
      return row && pendingState.safeParse(row.state).data;
    },

    async ask(
      tx: Transaction,
      { ticketId, personId, state, now }: { ticketId: string; personId: string; state: Pending; now: number },
    ) {
      await this.drop(tx, { ticketId, personId, now });
      const times = { startedAt: now, updatedAt: now };
      await tx.insert(dialogues).values({
        id: ulid(now),
        holder: holder(ticketId, personId),
        personId,
        kind: 'desk',
        state,
        ticketId,
        ...times,
      });
    },

    async drop(
      tx: Transaction,
      { ticketId, personId, now }: { ticketId: string; personId: string; now: number },
    ) {
      await tx.update(dialogues).set({ open: false, updatedAt: now }).where(isOpen(ticketId, personId));
    },
  };
}

export type PendingQuestions = ReturnType<typeof createPendingQuestions>;
