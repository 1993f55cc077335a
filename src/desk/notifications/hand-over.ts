import type { People } from '../../identity/people.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Transaction } from '../../store/database.ts';
import { lines } from '../../store/schema.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketHappening } from '../../tickets/ticket-service.ts';
import { passedOnCard, ticketCard, type CardFacts } from '../cards/card.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { createHistory } from '../cards/history.ts';
import type { TicketFacts } from '../cards/ticket-facts.ts';
import { cardRef } from '../cards/card-ref.ts';
import type { Threads } from '../threads/threads.ts';

interface HandOverOptions {
  voice: Voice;
  people: People;
  queries: TicketQueries;
  threads: Threads;
  facts: TicketFacts;
}

/** The queue that hands over keeps its thread; the next one begins with the whole history. */
export function createHandOver(options: HandOverOptions) {
  const { voice, threads, facts } = options;
  const historyOf = createHistory(options);
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
    if (threads.isApart(ticket.queue)) return toGroup(tx, happening, message);
    const history = await historyOf(tx, ticket, cause.at);
    const summary = history ? [{ message: history }] : [];
    if (await threads.has(tx, ref)) {
      const root = { op: 'edit' as const, target: ref, message };
      return threads.write(tx, ticket, [root, ...summary], cause.at);
    }
    await threads.write(tx, ticket, [{ ref, message }, ...summary], cause.at);
  };

  /** A group learns who hands over and why; the whole history goes to who claims it. */
  async function toGroup(
    tx: Transaction,
    { ticket, cause, data }: TicketHappening,
    message: OutboundMessage,
  ) {
    const ref = cardRef(ticket.id, ticket.queue);
    const agent = await facts.nameOf(tx, cause.actor);
    const text = say('summary.handed-over', { agent, reason: String(data.reason) });
    // An edit would show the card far above, if at all.
    await threads.write(
      tx,
      ticket,
      [
        { ref, message },
        { message: { text }, group: text },
      ],
      cause.at,
    );
  }

  /** The line, and the field of work it is asked for, if any was named. */
  function lineOf(ticket: Ticket, field: unknown): string {
    const line = say(`line.${ticket.line}`);
    const name = typeof field === 'string' && voice.typeNames.get(field)?.[voice.policy.locale];
    return name ? say('desk.line-for', { line, field: name }) : line;
  }

  async function takeLeave(
    tx: Transaction,
    { ticket, before, cause, data }: TicketHappening,
    card: CardFacts,
  ): Promise<void> {
    const from = before?.queue ?? ticket.queue;
    const back = before !== undefined && lines.indexOf(ticket.line) < lines.indexOf(before.line);
    const text = say(back ? 'desk.handed-back' : 'desk.escalated', {
      line: lineOf(ticket, data.field),
      agent: await facts.nameOf(tx, cause.actor),
      reason: String(data.reason),
    });
    const edit = {
      op: 'edit' as const,
      target: cardRef(ticket.id, from),
      message: passedOnCard(voice, card),
    };
    const news = { message: { text }, group: text, formerly: before?.assigneeId };
    await threads.write(tx, ticket, [news, edit], cause.at, from);
  }
}
