import type { People } from '../../identity/people.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/commands.ts';
import { similarTickets } from '../../tickets/similar.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { suggestions, type CardFacts } from './card.ts';
import { speaker, type Voice } from './voice.ts';

export interface TicketFactsOptions {
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  queries: TicketQueries;
}

const MOST_SUGGESTED = 3;
const SOLVED_CONSIDERED = 100;

/** What is looked up to show a ticket to the desk. */
export function createTicketFacts({ voice, people, knowledge, queries }: TicketFactsOptions) {
  const { locale, certainty } = voice.policy;
  const say = speaker(voice, locale);

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

    /** Articles and solved tickets that may help; none if there are none. */
    async suggestions(tx: Transaction, ticket: Ticket): Promise<OutboundMessage | undefined> {
      const hits = knowledge
        .search(ticket.description, { locale, limit: MOST_SUGGESTED })
        .filter((hit) => hit.score >= certainty.offer);
      const solved = await queries.solvedOfType(ticket.type, SOLVED_CONSIDERED, tx);
      return suggestions(voice, { ticket, hits, similar: similarTickets(ticket, solved, MOST_SUGGESTED) });
    },

    async nameOf(tx: Transaction, personId: string): Promise<string> {
      if (personId === 'bot') return say('name.bot');
      return (await people.byId(personId, tx))?.name ?? personId;
    },
  };
}

export type TicketFacts = ReturnType<typeof createTicketFacts>;
