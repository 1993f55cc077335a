import type { People } from '../../identity/people.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { isSolved } from './learning.ts';
import { speaker, type Voice } from './voice.ts';
import { handOverSummary } from './summary.ts';

interface HistoryOptions {
  voice: Voice;
  people: People;
  queries: TicketQueries;
}

/** Looks up what happened on a ticket, for who goes on with it; undefined where there is nothing to tell yet. */
export function createHistory({ voice, people, queries }: HistoryOptions) {
  const say = speaker(voice, voice.policy.locale);

  return async function historyOf(
    tx: Transaction,
    ticket: Ticket,
    now: number,
  ): Promise<OutboundMessage | undefined> {
    const messages = await queries.messagesOf(ticket.id, tx);
    const steps = await queries.stepsOf(ticket.id, tx);
    const handOvers = (await queries.eventsOf(ticket.id, tx)).filter(({ kind }) => kind === 'escalated');
    // The card says the rest.
    if (messages.length + steps.length + handOvers.length === 0 && !isSolved(ticket)) return undefined;
    const ids = [
      ...messages.map(({ authorId }) => authorId),
      ...steps.flatMap(({ doneBy }) => doneBy ?? []),
      ...handOvers.map(({ actor }) => actor),
    ];
    const names = await people.byIds([...new Set(ids)], tx);
    return handOverSummary({ say, voice, ticket, messages, steps, handOvers, names, now });
  };
}
