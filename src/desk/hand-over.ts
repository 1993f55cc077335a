import type { People } from '../identity/people.ts';
import type { Transaction } from '../store/database.ts';
import { lines } from '../store/schema.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketHappening } from '../tickets/ticket-service.ts';
import { passedOnCard, speaker, ticketCard, type CardFacts, type Voice } from './card.ts';
import { handOverSummary } from './summary.ts';
import type { TicketFacts } from './ticket-facts.ts';
import { cardRef, type Threads } from './threads.ts';

interface HandOverOptions {
  voice: Voice;
  people: People;
  queries: TicketQueries;
  threads: Threads;
  facts: TicketFacts;
}

/** The queue that hands over keeps its thread; the next one begins with the whole history. */
export function createHandOver({ voice, people, queries, threads, facts }: HandOverOptions) {
  const say = speaker(voice, voice.policy.locale);

  return async function handOver(
    tx: Transaction,
    happening: TicketHappening,
    card: CardFacts,
  ): Promise<void> {
    await takeLeave(tx, happening, card);
    const { ticket, cause } = happening;
    const ref = cardRef(ticket.id, ticket.queue);
    const message = ticketCard(voice, card);
    const summary = { message: await summaryOf(tx, happening) };
    if (await threads.has(tx, ref)) {
      const root = { op: 'edit' as const, target: ref, message };
      return threads.write(tx, ticket, [root, summary], cause.at);
    }
    const help = await facts.suggestions(tx, ticket);
    const postings = [{ ref, message }, summary, ...(help ? [{ message: help }] : [])];
    await threads.write(tx, ticket, postings, cause.at);
  };

  async function takeLeave(
    tx: Transaction,
    { ticket, before, cause, data }: TicketHappening,
    card: CardFacts,
  ): Promise<void> {
    const from = before?.queue ?? ticket.queue;
    const back = before !== undefined && lines.indexOf(ticket.line) < lines.indexOf(before.line);
    const text = say(back ? 'desk.handed-back' : 'desk.escalated', {
      line: say(`line.${ticket.line}`),
      agent: await facts.nameOf(tx, cause.actor),
      reason: String(data.reason),
    });
    const edit = {
      op: 'edit' as const,
      target: cardRef(ticket.id, from),
      message: passedOnCard(voice, card),
    };
    await threads.write(tx, ticket, [{ message: { text } }, edit], cause.at, from);
  }

  async function summaryOf(tx: Transaction, { ticket, cause }: TicketHappening) {
    const messages = await queries.messagesOf(ticket.id, tx);
    const steps = await queries.stepsOf(ticket.id, tx);
    const handOvers = (await queries.eventsOf(ticket.id, tx)).filter(({ kind }) => kind === 'escalated');
    const ids = [
      ...messages.map(({ authorId }) => authorId),
      ...steps.flatMap(({ doneBy }) => doneBy ?? []),
      ...handOvers.map(({ actor }) => actor),
    ];
    const names = await people.byIds([...new Set(ids)], tx);
    return handOverSummary({ say, voice, ticket, messages, steps, handOvers, names, now: cause.at });
  }
}
