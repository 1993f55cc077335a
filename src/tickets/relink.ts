import { inArray, sql } from 'drizzle-orm';
import type { Relink, Relinking } from '../identity/relink.ts';
import type { Tables } from '../store/schema.ts';
import { append } from './event-chain.ts';

/**
 * Changes who stands behind tickets, as a row in the history of each (invariant 7). The tickets' rows are held from
 * the update on, so that whoever works on one at the same time finds it changed and thinks again.
 */
export function createRelink(tables: Tables): Relink {
  const { tickets } = tables;

  return async (tx, { ids, from, set, cause }) => {
    if (ids.length === 0) return;
    const changed = await tx
      .update(tickets)
      .set({ ...set, updatedAt: cause.at, version: sql`${tickets.version} + 1` })
      .where(inArray(tickets.id, [...ids]))
      .returning({ id: tickets.id });
    const { requesterId, assigneeId, conversationId } = set;
    const to = requesterId ?? assigneeId;
    const data = {
      ...(to === undefined ? {} : { from, to }),
      ...(conversationId === undefined ? {} : { conversationId }),
    };
    const kind = kindOf(set);
    for (const { id } of changed) await append(tx, tables, { ticketId: id, kind, ...cause, data });
  };
}

function kindOf({ requesterId, assigneeId }: Relinking['set']): string {
  if (requesterId !== undefined) return 'requester-linked';
  return assigneeId === undefined ? 'chat-changed' : 'assignee-linked';
}
