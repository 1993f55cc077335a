import { and, asc, desc, eq, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import type { Database, Reader } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { Ticket } from './commands.ts';
import { eventsOf, type TicketEvent } from './event-chain.ts';

export type TicketMessage = Tables['ticketMessages']['$inferSelect'];
export type TicketStep = Tables['ticketSteps']['$inferSelect'];
export type Survey = Tables['surveys']['$inferSelect'];
export type RecoveryTask = Tables['recoveryTasks']['$inferSelect'];

const LONGEST_LIST = 200;

/** What is asked about tickets. Each takes the door to read through: committed data, or a transaction's own. */
export function createTicketQueries(db: Database) {
  const { tickets, ticketMessages, ticketSteps, surveys, recoveryTasks } = db.tables;
  const first = async <T>(rows: Promise<T[]>): Promise<T | undefined> => (await rows)[0];

  return {
    byId: (id: string, from: Reader = db.read): Promise<Ticket | undefined> =>
      first(from.select().from(tickets).where(eq(tickets.id, id)).execute()),

    byNumber: (number: string, from: Reader = db.read): Promise<Ticket | undefined> =>
      first(from.select().from(tickets).where(eq(tickets.number, number)).execute()),

    openInQueue: (queue: string, limit: number): Promise<Ticket[]> =>
      db.read
        .select()
        .from(tickets)
        .where(and(eq(tickets.queue, queue), ne(tickets.stage, 'closed')))
        .orderBy(asc(tickets.resolveBy))
        .limit(limit)
        .execute(),

    countOpen: (queue: string): Promise<number> =>
      db.read.$count(tickets, and(eq(tickets.queue, queue), ne(tickets.stage, 'closed'))),

    recentlyClosed: (queue: string, limit: number): Promise<Ticket[]> =>
      db.read
        .select()
        .from(tickets)
        .where(and(eq(tickets.queue, queue), eq(tickets.stage, 'closed')))
        .orderBy(desc(tickets.closedAt))
        .limit(limit)
        .execute(),

    ofRequester: (personId: string, from: Reader = db.read): Promise<Ticket[]> =>
      from
        .select()
        .from(tickets)
        .where(eq(tickets.requesterId, personId))
        .orderBy(desc(tickets.createdAt))
        .limit(20)
        .execute(),

    openOfRequester: (personId: string, from: Reader = db.read): Promise<Ticket[]> =>
      from
        .select()
        .from(tickets)
        .where(and(eq(tickets.requesterId, personId), ne(tickets.stage, 'closed')))
        .orderBy(desc(tickets.createdAt))
        .limit(20)
        .execute(),

    /** Closed tickets of a type whose solution is known: what past cases are searched in. */
    solvedOfType: (type: string, limit: number, from: Reader = db.read): Promise<Ticket[]> =>
      from
        .select()
        .from(tickets)
        .where(and(eq(tickets.type, type), isNotNull(tickets.closedAt), isNotNull(tickets.resolution)))
        .orderBy(desc(tickets.closedAt))
        .limit(limit)
        .execute(),

    eventsOf: (ticketId: string, from: Reader = db.read): Promise<TicketEvent[]> =>
      eventsOf(from, db.tables, ticketId),

    messagesOf: (ticketId: string, from: Reader = db.read): Promise<TicketMessage[]> =>
      from
        .select()
        .from(ticketMessages)
        .where(eq(ticketMessages.ticketId, ticketId))
        .orderBy(asc(ticketMessages.at), asc(ticketMessages.id))
        .execute(),

    stepsOf: (ticketId: string, from: Reader = db.read): Promise<TicketStep[]> =>
      from
        .select()
        .from(ticketSteps)
        .where(eq(ticketSteps.ticketId, ticketId))
        .orderBy(asc(ticketSteps.articleId), asc(ticketSteps.n))
        .execute(),

    surveyOf: (ticketId: string): Promise<Survey | undefined> =>
      first(db.read.select().from(surveys).where(eq(surveys.ticketId, ticketId)).execute()),

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
