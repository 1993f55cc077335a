import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '../../runtime/id.ts';
import { lines } from '../../store/schema.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import type { Seat } from '../threads/seat.ts';

/** What an agent is being asked in a desk thread: the parts of a command that he left out. */
const pendingState = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('cause'), steps: z.array(z.string()).default([]) }),
  z.object({ ask: z.literal('steps'), cause: z.string() }),
  z.object({ ask: z.literal('reason'), line: z.enum(lines) }),
  z.object({ ask: z.literal('nothing-reason') }),
]);
export type Pending = z.infer<typeof pendingState>;

/** So long (ms) an agent's words are taken for the answer; later nobody can tell what they are. */
export const PATIENCE = 30 * 60_000;

interface OpenQuestion {
  question: Pending;
  /** He has let it lie for so long that what he says now may be meant for the requester. */
  isExpired: boolean;
}

interface Asked {
  ticketId: string;
  personId: string;
  now: number;
}

/** Whose question on which ticket it is. */
export function openQuestion({ ticket, person, cause }: Seat): Asked {
  return { ticketId: ticket.id, personId: person.id, now: cause.at };
}

/** At most one open question for each agent on each ticket. */
export function createPendingQuestions(db: Database) {
  const { dialogues } = db.tables;
  const holder = (ticketId: string, personId: string) => `desk:${ticketId}:${personId}`;
  const isOpen = (ticketId: string, personId: string) =>
    and(eq(dialogues.holder, holder(ticketId, personId)), eq(dialogues.open, true));

  return {
    /** What the agent was asked and hasn't answered. */
    async of({ ticketId, personId, now }: Asked, from: Reader = db.read): Promise<OpenQuestion | undefined> {
      const [row] = await from
        .select({ state: dialogues.state, startedAt: dialogues.startedAt })
        .from(dialogues)
        .where(isOpen(ticketId, personId));
      const question = row && pendingState.safeParse(row.state).data;
      return question && { question, isExpired: isExpired(row, now) };
    },

    /** The tickets on which an agent was asked something and hasn't answered. */
    async openFor(personId: string, now: number): Promise<{ ticketId: string; isExpired: boolean }[]> {
      const rows = await db.read
        .select({ ticketId: dialogues.ticketId, startedAt: dialogues.startedAt })
        .from(dialogues)
        .where(
          and(
            eq(dialogues.personId, personId),
            eq(dialogues.kind, 'desk'),
            // Written out, not as a parameter: SQLite uses the partial index only where the text says so.
            sql`${dialogues.open} = true`,
          ),
        );
      return rows.flatMap(({ ticketId, startedAt }) =>
        ticketId === null ? [] : [{ ticketId, isExpired: isExpired({ startedAt }, now) }],
      );
    },

    async ask(tx: Transaction, { ticketId, personId, state, now }: Asked & { state: Pending }) {
      await this.drop(tx, { ticketId, personId, now });
      const times = { startedAt: now, updatedAt: now };
      await tx.insert(dialogues).values({
        id: newId(now),
        holder: holder(ticketId, personId),
        personId,
        kind: 'desk',
        state,
        ticketId,
        ...times,
      });
    },

    async drop(tx: Transaction, { ticketId, personId, now }: Asked) {
      await tx.update(dialogues).set({ open: false, updatedAt: now }).where(isOpen(ticketId, personId));
    },
  };
}

function isExpired({ startedAt }: { startedAt: number }, now: number): boolean {
  return startedAt + PATIENCE < now;
}

export type PendingQuestions = ReturnType<typeof createPendingQuestions>;
