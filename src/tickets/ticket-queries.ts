import { and, asc, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Place } from '../platforms/platform.ts';
import type { Database, Reader } from '../store/database.ts';
import { closed, notClosed } from '../store/index-conditions.ts';
import { preparedOn } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';
import type { OriginalMessage, Ticket } from './ticket.ts';
import { eventsOf, firstBroken, type TicketEvent } from './event-chain.ts';

export type TicketMessage = Tables['ticketMessages']['$inferSelect'];
/** A message of a ticket, with who its writer is by now. */
export type Written = OriginalMessage & { ticketId: string };
export type TicketStep = Tables['ticketSteps']['$inferSelect'];
export type Survey = Tables['surveys']['$inferSelect'];
export type RecoveryTask = Tables['recoveryTasks']['$inferSelect'];

const LONGEST_LIST = 200;

/** What is asked about tickets. Each takes the door to read through: committed data, or a transaction's own. */
export function createTicketQueries(db: Database) {
  const { tickets, ticketMessages, ticketSteps, surveys, recoveryTasks, people } = db.tables;
  const first = async <T>(rows: Promise<T[]>): Promise<T | undefined> => (await rows)[0];

  const versionOf = async (id: string): Promise<number | undefined> => {
    const [row] = await db.read.select({ version: tickets.version }).from(tickets).where(eq(tickets.id, id));
    return row?.version;
  };

  /** Who somebody is by now, after he was found to be the same as another. */
  async function presentId(personId: string, from: Reader): Promise<string> {
    const [row] = await from
      .select({ mergedInto: people.mergedInto })
      .from(people)
      .where(eq(people.id, personId));
    return row?.mergedInto ? presentId(row.mergedInto, from) : personId;
  }

  return {
    byId: (id: string, from: Reader = db.read): Promise<Ticket | undefined> =>
      first(
        preparedOn({ db, from }, 'ticket by id', () =>
          from
            .select()
            .from(tickets)
            .where(eq(tickets.id, sql.placeholder('id'))),
        ).execute({ id }),
      ),

    byNumber: (number: string, from: Reader = db.read): Promise<Ticket | undefined> =>
      first(from.select().from(tickets).where(eq(tickets.number, number)).execute()),

    openInQueue: (queue: string, limit: number): Promise<Ticket[]> =>
      db.read
        .select()
        .from(tickets)
        .where(and(eq(tickets.queue, queue), notClosed(tickets)))
        .orderBy(asc(tickets.resolveBy))
        .limit(limit)
        .execute(),

    /** The tickets that are parts of one, the first first. */
    partsOf: (parentId: string, from: Reader = db.read): Promise<Ticket[]> =>
      from
        .select()
        .from(tickets)
        .where(eq(tickets.parentId, parentId))
        .orderBy(asc(tickets.createdAt))
        .execute(),

    countOpen: (queue: string): Promise<number> =>
      db.read.$count(tickets, and(eq(tickets.queue, queue), notClosed(tickets))),

    recentlyClosed: (queue: string, limit: number): Promise<Ticket[]> =>
      db.read
        .select()
        .from(tickets)
        .where(and(eq(tickets.queue, queue), closed(tickets)))
        .orderBy(desc(tickets.closedAt))
        .limit(limit)
        .execute(),

    ofRequester: (personId: string, from: Reader = db.read): Promise<Ticket[]> =>
      preparedOn({ db, from }, 'tickets of a requester', () =>
        from
          .select()
          .from(tickets)
          .where(eq(tickets.requesterId, sql.placeholder('personId')))
          .orderBy(desc(tickets.createdAt))
          .limit(20),
      ).execute({ personId }),

    openOfRequester: (personId: string, from: Reader = db.read): Promise<Ticket[]> =>
      from
        .select()
        .from(tickets)
        .where(and(eq(tickets.requesterId, personId), notClosed(tickets)))
        .orderBy(desc(tickets.createdAt))
        .limit(20)
        .execute(),

    eventsOf: (ticketId: string, from: Reader = db.read): Promise<TicketEvent[]> =>
      eventsOf(from, db.tables, ticketId),

    /** Whether the history is as it was written, with nothing cut off. */
    async chainIntact(ticketId: string): Promise<boolean> {
      const before = await versionOf(ticketId);
      const events = await eventsOf(db.read, db.tables, ticketId);
      // What was added while we read is no damage.
      const after = await versionOf(ticketId);
      if (before !== after) return this.chainIntact(ticketId);
      return before !== undefined && firstBroken(events, before + 1) === undefined;
    },

    messagesOf: (ticketId: string, from: Reader = db.read): Promise<TicketMessage[]> =>
      from
        .select()
        .from(ticketMessages)
        .where(eq(ticketMessages.ticketId, ticketId))
        .orderBy(asc(ticketMessages.at), asc(ticketMessages.id))
        .execute(),

    message: (id: string, from: Reader = db.read): Promise<TicketMessage | undefined> =>
      first(from.select().from(ticketMessages).where(eq(ticketMessages.id, id)).execute()),

    /**
     * What stands on tickets of the message that was written as `originId` at a place, unless it was taken back:
     * an agent's may have come to two, what went out and what stayed inside.
     */
    async writtenAt(place: Place, originId: string, from: Reader = db.read): Promise<Written[]> {
      const rows = await from.select().from(ticketMessages).where(eq(ticketMessages.originId, originId));
      const here = rows.filter(
        ({ originPlace, deletedAt }) =>
          deletedAt === null &&
          originPlace?.platform === place.platform &&
          originPlace.tenant === place.tenant &&
          originPlace.channel === place.channel,
      );
      const written = [];
      for (const row of here) written.push({ ...row, authorId: await presentId(row.authorId, from) });
      return written;
    },

    stepsOf: (ticketId: string, from: Reader = db.read): Promise<TicketStep[]> =>
      from
        .select()
        .from(ticketSteps)
        .where(eq(ticketSteps.ticketId, ticketId))
        .orderBy(asc(ticketSteps.articleId), asc(ticketSteps.n))
        .execute(),

    surveyOf: (ticketId: string): Promise<Survey | undefined> =>
      first(db.read.select().from(surveys).where(eq(surveys.ticketId, ticketId)).execute()),

    /** The open ticket, of those somebody has, on which an agent wrote to the requester last, and when (UTC ms). */
    lastFromAgent: (
      requesterId: string,
      from: Reader = db.read,
    ): Promise<{ ticketId: string; at: number } | undefined> =>
      first(
        from
          .select({ ticketId: ticketMessages.ticketId, at: ticketMessages.at })
          .from(ticketMessages)
          .innerJoin(tickets, eq(tickets.id, ticketMessages.ticketId))
          .where(
            and(
              eq(tickets.requesterId, requesterId),
              notClosed(tickets),
              isNotNull(tickets.assigneeId),
              eq(ticketMessages.side, 'agent'),
            ),
          )
          .orderBy(desc(ticketMessages.at), desc(ticketMessages.id))
          .limit(1)
          .execute(),
      ),

    openRecoveryTasks: (from: Reader = db.read): Promise<RecoveryTask[]> =>
      from
        .select()
        .from(recoveryTasks)
        .where(isNull(recoveryTasks.doneAt))
        .orderBy(asc(recoveryTasks.dueAt))
        .limit(LONGEST_LIST)
        .execute(),

    numbersOf: async (ids: string[]): Promise<Map<string, string>> => {
      if (ids.length === 0) return new Map();
      const rows = await db.read
        .select({ id: tickets.id, number: tickets.number })
        .from(tickets)
        .where(inArray(tickets.id, ids));
      return new Map(rows.map((row) => [row.id, row.number]));
    },
  };
}

export type TicketQueries = ReturnType<typeof createTicketQueries>;
