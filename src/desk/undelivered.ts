import { and, desc, eq, lte, ne } from 'drizzle-orm';
import type { OutboxRow } from '../runtime/deliveries.ts';
import { isPending } from '../runtime/lanes.ts';
import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { Ticket } from '../tickets/commands.ts';
import { ticketOfNews } from '../tickets/relayed-rows.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import { speaker } from './card.ts';
import { createNotReached } from './not-reached.ts';
import { obstacleText } from './obstacle-text.ts';
import { createRerouting, type ReroutingOptions } from './rerouting.ts';
import { createUnreachedAgents } from './unreached-agents.ts';

type InboxRow = Tables['inbox']['$inferSelect'];

const LONGEST_LIST = 100;
/** So long a message may be on its way before it is shown as one that didn't arrive, ms. */
const LATE_MS = 5 * 60_000;

export interface UndeliveredOptions extends ReroutingOptions {
  queries: TicketQueries;
}

/** What couldn't be delivered for good, where people see it (invariant 5). */
export function createUndelivered(options: UndeliveredOptions) {
  const { db, voice, queries, threads, now } = options;
  const reroute = createRerouting(options);
  const notReached = createNotReached({ ...options, messages: voice.messages });
  const tellGroup = createUnreachedAgents(options);
  const { outbox, inbox, conversations, tickets } = db.tables;

  return {
    /**
     * Says on the ticket's thread that a message to its requester did not arrive, unless it can go another way; what
     * carries an agent's words is left to its receipt. Says to the requester that his words did not, and in the group
     * what can't reach an agent's own chat.
     */
    async tell(tx: Transaction, row: OutboxRow): Promise<void> {
      if (row.carries !== null) return;
      if (await tellGroup(tx, row)) return;
      if (row.ticketId !== null) return notReached(tx, row);
      const ticket = await ticketOf(tx, row);
      if (!ticket || (await reroute(tx, row, ticket))) return;
      const say = speaker(voice, voice.policy.locale);
      await threads.write(
        tx,
        ticket,
        [
          {
            message: {
              text: say('desk.undelivered', { reason: obstacleText(voice, voice.policy.locale, row) }),
            },
          },
        ],
        now(),
      );
    },

    /** What was given up, and after it what has waited for so long that somebody should know (G10). */
    async messages(): Promise<OutboxRow[]> {
      const isLate = and(isPending(outbox), lte(outbox.createdAt, now() - LATE_MS));
      return [
        ...(await db.read
          .select()
          .from(outbox)
          .where(eq(outbox.state, 'dead'))
          .orderBy(desc(outbox.id))
          .limit(LONGEST_LIST)),
        ...(await db.read.select().from(outbox).where(isLate).orderBy(outbox.id).limit(LONGEST_LIST)),
      ];
    },

    /** The same of what was received. */
    async events(): Promise<InboxRow[]> {
      const isLate = and(isPending(inbox), lte(inbox.receivedAt, now() - LATE_MS));
      return [
        ...(await db.read
          .select()
          .from(inbox)
          .where(eq(inbox.state, 'dead'))
          .orderBy(desc(inbox.id))
          .limit(LONGEST_LIST)),
        ...(await db.read.select().from(inbox).where(isLate).orderBy(inbox.id).limit(LONGEST_LIST)),
      ];
    },
  };

  async function ticketOf(tx: Transaction, { place, ref }: OutboxRow): Promise<Ticket | undefined> {
    const named = ref === null ? undefined : ticketOfNews(ref);
    if (named !== undefined) return queries.byId(named, tx);
    const [row] = await tx
      .select({ id: tickets.id })
      .from(tickets)
      .innerJoin(conversations, eq(conversations.id, tickets.conversationId))
      .where(
        and(
          eq(conversations.platform, place.platform),
          eq(conversations.tenant, place.tenant),
          eq(conversations.channel, place.channel),
          ne(tickets.stage, 'closed'),
        ),
      )
      .orderBy(desc(tickets.createdAt))
      .limit(1);
    return row && queries.byId(row.id, tx);
  }
}

export type Undelivered = ReturnType<typeof createUndelivered>;
