import type { Identity, People } from '../../identity/people.ts';
import { newId } from '../../runtime/id.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketHappening } from '../../tickets/ticket-service.ts';
import { ticketCard, type CardFacts } from '../cards/card.ts';
import type { Voice } from '../cards/voice.ts';
import { createHistory } from '../cards/history.ts';
import type { Threads } from '../threads/threads.ts';

interface BriefingOptions {
  voice: Voice;
  people: People;
  queries: TicketQueries;
  threads: Threads;
}

const BRIEFING = 'briefing:';

/** The name of what only who takes a ticket over is told: in a group it would be wrong, or stands there already. */
export function briefingRef(ticketId: string, at: number): string {
  return `${BRIEFING}${ticketId}:${newId(at)}`;
}

export function isBriefing(ref: string): boolean {
  return ref.startsWith(BRIEFING);
}

/** What an agent gets into his own chat when he takes a ticket over and there is no thread to read. */
export function createBriefing(options: BriefingOptions) {
  const { voice, threads } = options;
  const { chats } = threads;
  const historyOf = createHistory(options);

  async function chatOwner(tx: Transaction, ticket: Ticket): Promise<Identity | undefined> {
    const { platform } = threads.queueOf(ticket).channel;
    return ticket.assigneeId === null ? undefined : chats.identityOf(ticket.assigneeId, platform, tx);
  }

  return {
    /** Who claims a ticket talks about it next; who is given one may be in the middle of something else. */
    async turnTo(tx: Transaction, { ticket, cause }: TicketHappening): Promise<void> {
      const personId = ticket.assigneeId;
      if (personId === null || personId !== cause.actor) return;
      const identity = await chatOwner(tx, ticket);
      if (identity) await chats.turnTo(tx, { identity, personId }, { ticketId: ticket.id, at: cause.at });
    },

    /** The card with its buttons and what was said so far. */
    async brief(tx: Transaction, { ticket, cause }: TicketHappening, card: CardFacts): Promise<void> {
      if (!(await chatOwner(tx, ticket))) return;
      const history = await historyOf(tx, ticket, cause.at);
      const messages = [ticketCard(voice, card), ...(history ? [history] : [])];
      await threads.write(
        tx,
        ticket,
        messages.map((message) => ({ message, ref: briefingRef(ticket.id, cause.at) })),
        cause.at,
      );
    },
  };
}
