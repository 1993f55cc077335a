import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Database, Reader } from '../../store/database.ts';
import type { TicketStage } from '../../store/schema.ts';
import { notClosed } from '../../store/index-conditions.ts';
import type { Ticket } from '../../tickets/ticket.ts';

/** Stages in which the agent is at work; after them it is the requester's turn. */
const AT_WORK: ReadonlySet<TicketStage> = new Set(['intake', 'diagnosis', 'solution']);

/** Whether it is the assignee who goes on with a ticket. */
export function isAtWork({ stage }: Pick<Ticket, 'stage'>): boolean {
  return AT_WORK.has(stage);
}

/** Whose tickets they are, in which queues. */
export interface Holding {
  personId: string;
  queueIds: readonly string[];
}

/** The open tickets somebody holds, the oldest first. */
export async function heldTickets(
  db: Database,
  { personId, queueIds }: Holding,
  from: Reader = db.read,
): Promise<Ticket[]> {
  const { tickets } = db.tables;
  if (queueIds.length === 0) return [];
  return from
    .select()
    .from(tickets)
    .where(and(eq(tickets.assigneeId, personId), inArray(tickets.queue, [...queueIds]), notClosed(tickets)))
    .orderBy(asc(tickets.createdAt), asc(tickets.id));
}
