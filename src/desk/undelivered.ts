import { and, desc, eq } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import { speaker, type Voice } from './card.ts';
import type { Threads } from './threads.ts';

type OutboxRow = Tables['outbox']['$inferSelect'];

const LONGEST_LIST = 100;

export interface UndeliveredOptions {
  db: Database;
  voice: Voice;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

/** What couldn't be delivered for good, where people see it (invariant 5). */
export function createUndelivered({ db, voice, queries, threads, now }: UndeliveredOptions) {
  const { outbox, inbox, conversations, tickets } = db.tables;

  return {
    /** Says on the ticket's thread that a message to its requester did not arrive. */
    async tell(tx: Transaction, row: OutboxRow): Promise<void> {
      const ticket = row.ticketId ? undefined : await ticketOf(tx, row);
      if (!ticket) return;
      const say = speaker(voice, voice.policy.locale);
      await threads.write(
        tx,
        ticket,
        [{ message: { text: say('desk.undelivered', { reason: row.error ?? '' }) } }],
        now(),
      );
    },

    messages: (): Promise<OutboxRow[]> =>
      db.read
        .select()
        .from(outbox)
        .where(eq(outbox.state, 'dead'))
        .orderBy(desc(outbox.id))
        .limit(LONGEST_LIST)
        .execute(),

    events: (): Promise<Tables['inbox']['$inferSelect'][]> =>
      db.read
        .select()
        .from(inbox)
        .where(eq(inbox.state, 'dead'))
        .orderBy(desc(inbox.id))
        .limit(LONGEST_LIST)
        .execute(),
  };

  async function ticketOf(tx: Transaction, { place }: OutboxRow) {
    const [row] = await tx
      .select({ id: tickets.id })
      .from(tickets)
      .innerJoin(conversations, eq(conversations.id, tickets.conversationId))
      .where(
        and(
          eq(conversations.platform, place.platform),
          eq(conversations.tenant, place.tenant),
          eq(conversations.channel, place.channel),
        ),
      )
      .orderBy(desc(tickets.createdAt))
      .limit(1);
    return row && queries.byId(row.id, tx);
  }
}

export type Undelivered = ReturnType<typeof createUndelivered>;
