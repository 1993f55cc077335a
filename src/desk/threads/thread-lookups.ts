import { and, desc, eq, inArray, like } from 'drizzle-orm';
import type { Place } from '../../platforms/platform.ts';
import type { Database, Reader } from '../../store/database.ts';
import { notClosed } from '../../store/index-conditions.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Queue } from '../../tickets/desk-policy.ts';
import type { AgentChats } from './agent-chats.ts';
import { cardRef } from '../cards/card-ref.ts';

interface ThreadLookupsOptions {
  db: Database;
  chats: AgentChats;
  placeOf: (queue: Queue) => Place;
}

const MOST_WATCHED = 200;

/** Finds tickets by their cards, and cards by their tickets. */
export function createThreadLookups({ db, chats, placeOf }: ThreadLookupsOptions) {
  const { outbox, tickets } = db.tables;

  return {
    /** Whether a message of this name was ever written. */
    async has(from: Reader, ref: string): Promise<boolean> {
      const [row] = await from.select({ id: outbox.id }).from(outbox).where(eq(outbox.ref, ref)).limit(1);
      return row !== undefined;
    },

    /** The ticket a message belongs to: the root's id, as the platform gave it. */
    async ticketAt(place: Place, rootId: string, from: Reader = db.read): Promise<string | undefined> {
      const rows = await from
        .select({ ticketId: outbox.ticketId, place: outbox.place })
        .from(outbox)
        .where(and(eq(outbox.messageId, rootId), like(outbox.ref, 'card:%')));
      const row = rows.find(
        (one) =>
          one.place.platform === place.platform &&
          one.place.tenant === place.tenant &&
          one.place.channel === place.channel,
      );
      return row?.ticketId ?? undefined;
    },

    /** Where the ticket's thread is now; undefined until its card was sent. */
    async of(
      ticket: Pick<Ticket, 'id' | 'queue'>,
    ): Promise<{ channel: string; messageId: string } | undefined> {
      const [row] = await db.read
        .select({ messageId: outbox.messageId, place: outbox.place })
        .from(outbox)
        .where(eq(outbox.ref, cardRef(ticket.id, ticket.queue)))
        .orderBy(desc(outbox.id))
        .limit(1);
      return row?.messageId ? { channel: row.place.channel, messageId: row.messageId } : undefined;
    },

    /** The desk channels of a platform, and the threads of the latest tickets that are open there. */
    async watched(platform: string): Promise<Place[]> {
      const queues = chats.queuesOn(platform);
      const channels = queues.map(placeOf);
      if (queues.length === 0 || !chats.hasThreads(platform)) return channels;
      const ids = queues.map(({ id }) => id);
      const open = await db.read
        .select({ id: tickets.id, queue: tickets.queue })
        .from(tickets)
        .where(and(inArray(tickets.queue, ids), notClosed(tickets)))
        .orderBy(desc(tickets.createdAt))
        .limit(MOST_WATCHED);
      const refs = open.map(({ id, queue }) => cardRef(id, queue));
      if (refs.length === 0) return channels;
      const roots = await db.read
        .select({ place: outbox.place, thread: outbox.messageId })
        .from(outbox)
        .where(inArray(outbox.ref, refs));
      return [
        ...channels,
        ...roots.flatMap(({ place, thread }) => (thread === null ? [] : [{ ...place, thread }])),
      ];
    },
  };
}
