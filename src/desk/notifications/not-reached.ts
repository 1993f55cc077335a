import { eq } from 'drizzle-orm';
import type { Messages } from '../../content/messages.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import { post } from '../../runtime/outbox.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { isRelayRef } from '../../tickets/relayed-rows.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { queueOfCard } from '../cards/card-ref.ts';
import type { Threads } from '../threads/threads.ts';
import { toldLately } from './told-lately.ts';

export interface NotReachedOptions {
  db: Database;
  messages: Messages;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

/** Tells a requester that his ticket or his words can't be put before the desk: nobody else will answer him. */
export function createNotReached({ db, messages, queries, threads, now }: NotReachedOptions) {
  const { conversations } = db.tables;

  return async function tellRequester(tx: Transaction, row: OutboxRow): Promise<void> {
    if (row.ref === null || !isHis(row.ref) || !threads.queueAt(row.place)) return;
    const ticket = row.ticketId === null ? undefined : await queries.byId(row.ticketId, tx);
    if (!ticket) return;
    const ref = `not-reached:${ticket.id}`;
    if (await toldLately(tx, db.tables, { ref, now: now() })) return;
    const [chat] = await tx.select().from(conversations).where(eq(conversations.id, ticket.conversationId));
    if (!chat) return;
    const { platform, tenant, channel } = chat;
    const place = { platform, tenant, channel };
    const text = messages.say(chat.locale, 'ticket.not-reached', { number: ticket.number });
    await post(tx, db.tables, [{ lane: conversationLane(place), place, ref, message: { text } }], now());
  };
}

/** His words, or the card that his ticket begins with. */
function isHis(ref: string): boolean {
  return isRelayRef(ref) || queueOfCard(ref) !== undefined;
}
