import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '../store/database.ts';
import { notClosed } from '../store/index-conditions.ts';
import type { Tables } from '../store/schema.ts';
import { isFrom, isOn, type Leaving } from './leaving.ts';
import type { Belongings } from './relink.ts';

/**
 * Leaves an agent's open tickets with the account that took them over, and lets it be known in their queues: in no
 * others, which whoever had joined it to an agent's may never have been in.
 */
export async function moveWork(
  tx: Transaction,
  { tables, relink }: Belongings,
  leaving: Leaving,
): Promise<void> {
  const { tickets, deskMembers } = tables;
  const { left, own, cause } = leaving;
  const held = await tx
    .select({ id: tickets.id, queue: tickets.queue })
    .from(tickets)
    .where(and(eq(tickets.assigneeId, left.id), notClosed(tickets)));
  const taken = [];
  for (const ticket of held)
    if (await isTakenBy(tx, tables, { ticketId: ticket.id, leaving })) taken.push(ticket);
  if (taken.length === 0) return;
  const ids = taken.map(({ id }) => id);
  await relink(tx, { ids, from: left.id, set: { assigneeId: own.id }, cause });
  const queues = taken.map(({ queue }) => queue);
  const seen = await tx
    .select()
    .from(deskMembers)
    .where(and(eq(deskMembers.personId, left.id), inArray(deskMembers.queueId, queues)));
  if (seen.length === 0) return;
  await tx
    .insert(deskMembers)
    .values(seen.map((row) => ({ ...row, personId: own.id })))
    .onConflictDoNothing();
}

/** Who claims does so himself; who is given a ticket works on it where that was done, and has one account there. */
async function isTakenBy(
  tx: Transaction,
  { ticketEvents, inbox }: Tables,
  { ticketId, leaving: { identity } }: { ticketId: string; leaving: Leaving },
): Promise<boolean> {
  const [last] = await tx
    .select({ kind: ticketEvents.kind, payload: inbox.payload })
    .from(ticketEvents)
    .leftJoin(inbox, eq(inbox.id, ticketEvents.sourceEvent))
    .where(and(eq(ticketEvents.ticketId, ticketId), inArray(ticketEvents.kind, ['claimed', 'assigned'])))
    .orderBy(desc(ticketEvents.n))
    .limit(1);
  if (!last?.payload) return false;
  return last.kind === 'claimed' ? isFrom(identity, last.payload) : isOn(identity, last.payload);
}
