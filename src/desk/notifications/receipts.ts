import { and, eq, inArray, ne } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import type { Place } from '../../platforms/platform.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import { filesMissing } from '../../runtime/undelivered-files.ts';
import { messageTarget, post } from '../../runtime/outbox.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { excerpt } from '../../tickets/excerpt.ts';
import { relayRef } from '../../tickets/relayed-rows.ts';
import type { TicketMessage, TicketQueries } from '../../tickets/ticket-queries.ts';
import { chatOf } from '../threads/agent-chats.ts';
import { speaker } from '../cards/voice.ts';
import { obstacleText } from '../cards/obstacle-text.ts';
import { createRerouting, type ReroutingOptions } from './rerouting.ts';
import { groupLane } from '../threads/threads.ts';

/** Marks on an agent's message: the requester's platform has it; perhaps has it; doesn't. */
const MARKS = { sent: '✅', unknown: '⚠️', dead: '❌' } as const;

export interface ReceiptsOptions extends ReroutingOptions {
  queries: TicketQueries;
}

/** Tells an agent what became of his words to the requester. */
export function createReceipts(options: ReceiptsOptions) {
  const { db, voice, queries, threads, capabilitiesOf, now } = options;
  const { outbox } = db.tables;
  const { policy } = voice;
  const say = speaker(voice, policy.locale);
  const reroute = createRerouting(options);

  return {
    /** For a row with `carries` that has become sent, unknown or dead, in the transaction that books it. */
    async settled(tx: Transaction, row: OutboxRow): Promise<void> {
      const message = row.carries === null ? undefined : await queries.message(row.carries, tx);
      const ticket = message && (await queries.byId(message.ticketId, tx));
      if (!ticket || row.state === 'pending' || row.state === 'dropped') return;
      if (message.side !== 'agent' || message.deletedAt !== null) return;
      if (row.state === 'dead' && (await reroute(tx, row, ticket))) return;
      if (await isReported(tx, row, message)) return;
      await report(tx, { row, state: row.state, message, ticket });
    },
  };

  async function report(tx: Transaction, receipt: Receipt): Promise<void> {
    const { state, message, ticket } = receipt;
    const { originId, originPlace: place } = message;
    const isMarked =
      originId !== null && place !== null && capabilitiesOf(place.platform)?.reactions === true;
    if (isMarked) {
      const target = messageTarget(originId);
      const mark = { op: 'react' as const, place, target, reaction: MARKS[state], ref: receiptRef(receipt) };
      await post(tx, db.tables, [{ ...mark, lane: laneAt(place, ticket), ticketId: ticket.id }], now());
    }
    if (state !== 'sent' || filesMissing(receipt.row.error).length > 0) {
      return tellWriter(tx, receipt, { text: wordsFor(receipt), isNotice: false });
    }
    if (receipt.row.retriedAt !== null) {
      return tellWriter(tx, receipt, { text: say('desk.delivered-late', wordsOf(receipt)), isNotice: false });
    }
    if (isMarked) return;
    await tellWriter(tx, receipt, { text: say('desk.delivered', { tag: tagOf(ticket) }), isNotice: true });
  }

  function wordsFor({ row, state, message, ticket }: Receipt): string {
    const words = wordsOf({ ticket, message });
    if (state === 'unknown') return say('desk.maybe-delivered', words);
    if (state === 'sent') {
      const names = filesMissing(row.error).map(verbatim).join(', ');
      return say('desk.delivered-without', { ...words, names });
    }
    return say('desk.not-delivered', { ...words, because: obstacleText(voice, policy.locale, row) });
  }

  /** Where he wrote it: in the thread, or in the chat or group. */
  async function tellWriter(
    tx: Transaction,
    receipt: Receipt,
    { text, isNotice }: { text: string; isNotice: boolean },
  ): Promise<void> {
    const { message, ticket } = receipt;
    const place = message.originPlace ?? (await chatOfWriter(tx, receipt));
    const posting = { message: { text }, ...(isNotice ? { notice: true } : { ref: receiptRef(receipt) }) };
    const queue = place === null ? undefined : threads.queueAt(place);
    if (place === null || (queue && capabilitiesOf(place.platform)?.threads)) {
      return threads.write(tx, ticket, [posting], now(), queue?.id ?? ticket.queue);
    }
    await post(
      tx,
      db.tables,
      [{ ...posting, place, lane: laneAt(place, ticket), ticketId: ticket.id }],
      now(),
    );
  }

  /** The writer's own chat, where his queue has no threads: he sent it by a button there. */
  async function chatOfWriter(tx: Transaction, { message, ticket }: Receipt): Promise<Place | null> {
    if (!threads.isApart(ticket.queue)) return null;
    const { platform } = threads.queueOf(ticket).channel;
    const identity = await threads.chats.identityOf(message.authorId, platform, tx);
    return identity ? chatOf(identity) : null;
  }

  function laneAt(place: Place, ticket: Ticket): string {
    if (!threads.queueAt(place)) return conversationLane(place);
    if (capabilitiesOf(place.platform)?.threads) return `desk:${ticket.id}`;
    return groupLane(place);
  }

  /** Of several rows that carry one message, the first that arrives is told of. */
  async function isReported(tx: Transaction, row: OutboxRow, message: TicketMessage): Promise<boolean> {
    const found = await tx
      .select({ id: outbox.id })
      .from(outbox)
      .where(
        and(
          eq(outbox.ref, relayRef(message.id)),
          ne(outbox.id, row.id),
          inArray(outbox.state, ['sent', 'unknown']),
        ),
      )
      .limit(1);
    return found.length > 0;
  }
}

interface Receipt {
  row: OutboxRow;
  state: keyof typeof MARKS;
  message: TicketMessage;
  ticket: Ticket;
}

function wordsOf({ ticket, message }: Pick<Receipt, 'ticket' | 'message'>) {
  return { tag: tagOf(ticket), excerpt: excerpt(message) };
}

/** One for each row: what was lost and is sent anew has a second outcome. */
function receiptRef({ message, row }: Receipt): string {
  return `receipt:${message.id}:${row.id}`;
}

/** The whole number: whoever quotes the receipt is understood by it. */
function tagOf({ number }: Ticket): string {
  return `#${number}`;
}
