import { and, desc, eq, like } from 'drizzle-orm';
import type { Place } from '../platforms/platform.ts';
import { post, type Posting } from '../runtime/outbox.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import type { Ticket } from '../tickets/commands.ts';
import type { DeskPolicy, Queue } from '../tickets/desk-policy.ts';

/** The name of a ticket's card in one queue's channel; the card is the root of the ticket's thread there. */
export function cardRef(ticketId: string, queueId: string): string {
  return `card:${ticketId}:${queueId}`;
}

type ThreadPosting = Omit<Posting, 'lane' | 'place' | 'threadRef' | 'ticketId'>;

/** The one thread in a desk channel that belongs to one ticket. */
export function createThreads({
  db,
  policy,
  tenantOf,
}: {
  db: Database;
  policy: DeskPolicy;
  tenantOf: (platform: string) => string;
}) {
  const { outbox } = db.tables;

  function queueOf(ticket: Pick<Ticket, 'queue'>): Queue {
    const queue = policy.queues.find((one) => one.id === ticket.queue);
    if (!queue) throw new Error(`desk.yaml has no queue ${ticket.queue}, which a ticket is in`);
    return queue;
  }

  function placeOf({ channel }: Queue): Place {
    return { platform: channel.platform, tenant: tenantOf(channel.platform), channel: channel.channel };
  }

  return {
    queueOf,

    /** The queue whose channel this is. */
    queueAt: ({ platform, channel }: Place): Queue | undefined =>
      policy.queues.find((queue) => queue.channel.platform === platform && queue.channel.channel === channel),

    /** Writes into the ticket's thread in its present queue, or in `queueId`. */
    async write(
      tx: Transaction,
      ticket: Ticket,
      postings: readonly ThreadPosting[],
      at: number,
      queueId = ticket.queue,
    ) {
      const queue = queueOf({ queue: queueId });
      const ref = cardRef(ticket.id, queue.id);
      await post(
        tx,
        db.tables,
        postings.map((posting) => ({
          ...posting,
          lane: `desk:${ticket.id}`,
          place: placeOf(queue),
          ticketId: ticket.id,
          ...(posting.ref === ref || posting.op === 'edit' || posting.op === 'react'
            ? {}
            : { threadRef: ref }),
        })),
        at,
      );
    },

    /** Whether a message of this name was ever written. */
    async has(tx: Transaction, ref: string): Promise<boolean> {
      const [row] = await tx.select({ id: outbox.id }).from(outbox).where(eq(outbox.ref, ref)).limit(1);
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
  };
}

export type Threads = ReturnType<typeof createThreads>;
