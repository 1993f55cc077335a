import type { People } from '../../identity/people.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { CardFacts } from './card.ts';
import { speaker, type Voice } from './voice.ts';

export interface TicketFactsOptions {
  voice: Voice;
  people: People;
}

/** What is looked up to show a ticket to the desk. */
export function createTicketFacts({ voice, people }: TicketFactsOptions) {
  const say = speaker(voice, voice.policy.locale);

  return {
    async onCard(tx: Transaction, ticket: Ticket, now: number): Promise<CardFacts> {
      const ids = [ticket.requesterId, ...(ticket.assigneeId ? [ticket.assigneeId] : [])];
      const known = await people.byIds(ids, tx);
      const requester = known.get(ticket.requesterId);
      return {
        ticket,
        requester: { name: requester?.name ?? '?', department: requester?.department ?? null },
        assignee: ticket.assigneeId ? known.get(ticket.assigneeId)?.name : undefined,
        now,
      };
    },

    async nameOf(tx: Transaction, personId: string): Promise<string> {
      if (personId === 'bot') return say('name.bot');
      return (await people.byId(personId, tx))?.name ?? personId;
    },
  };
}

export type TicketFacts = ReturnType<typeof createTicketFacts>;
