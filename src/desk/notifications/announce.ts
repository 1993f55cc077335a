import { isDeepStrictEqual } from 'node:util';
import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Transaction } from '../../store/database.ts';
import { relayRef } from '../../tickets/relayed-rows.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketHappening, TicketListener } from '../../tickets/ticket-service.ts';
import { ticketCard, type CardFacts } from '../cards/card.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { briefingRef, createBriefing } from './briefing.ts';
import { createHandOver } from './hand-over.ts';
import { createHappeningWords } from './happening-words.ts';
import { procedureMessage } from '../cards/procedure.ts';
import { createTicketFacts } from '../cards/ticket-facts.ts';
import { cardRef } from '../cards/card-ref.ts';
import type { Threads } from '../threads/threads.ts';

export interface DeskAnnouncerOptions {
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  queries: TicketQueries;
  threads: Threads;
}

/** Keeps the ticket's card and thread true, in the transaction in which the ticket changes. */
export function createDeskAnnouncer(options: DeskAnnouncerOptions): TicketListener {
  const { voice, people, knowledge, queries, threads } = options;
  const say = speaker(voice, voice.policy.locale);
  const facts = createTicketFacts(options);
  const handOver = createHandOver({ ...options, facts });
  const briefing = createBriefing(options);
  const wordsFor = createHappeningWords({ voice, facts });

  return async (tx, happening) => {
    const { kind, ticket, before, cause } = happening;
    // What the bot does alone is seen on the pages; in the channel it would only be in the way.
    if ((kind === 'opened' && happening.data.byBot === true) || kind === 'completed') return;
    const card = await facts.onCard(tx, ticket, cause.at);
    if (kind === 'opened')
      return ticket.parentId === null ? openThread(tx, happening, card) : tellWhole(tx, happening);
    if (await isSilent(tx, happening)) return;
    if (before && before.queue !== ticket.queue) return handOver(tx, happening, card);
    const isTaken = (kind === 'claimed' || kind === 'assigned') && threads.isApart(ticket.queue);
    const words = await wordsFor(tx, happening);
    const target = cardRef(ticket.id, ticket.queue);
    const edit = { op: 'edit' as const, target, message: ticketCard(voice, card) };
    // Most happenings are words, which change nothing on the card; platforms allow few edits a minute.
    const edits = before && looksTheSame(before, ticket) ? [] : [edit];
    const name = nameOf(happening, isTaken);
    const postings = words.map((posting) => (name === undefined ? posting : { ...posting, ref: name }));
    if (isTaken) await briefing.turnTo(tx, happening);
    await threads.write(tx, ticket, [...postings, ...edits], cause.at);
    if (isTaken) await briefing.brief(tx, happening, card);
    if (kind === 'procedure' || kind === 'step-done') await showProcedure(tx, happening);
    if (kind === 'merged') await tellTheOther(tx, happening);
  };

  /** A part of an incident has no card before somebody has to look at it by itself; nor has what the bot did alone. */
  async function isSilent(
    tx: Transaction,
    { kind, ticket, before, cause }: TicketHappening,
  ): Promise<boolean> {
    const wasPart = ticket.parentId !== null || (before !== undefined && before.parentId !== null);
    const wasBots = kind === 'reopened' && before?.assigneeId === null;
    if ((!wasPart && !wasBots) || (await threads.has(tx, cardRef(ticket.id, ticket.queue)))) return false;
    if (!CALLS_FOR_A_LOOK.has(kind)) return true;
    const root = {
      ref: cardRef(ticket.id, ticket.queue),
      message: ticketCard(voice, await facts.onCard(tx, ticket, cause.at)),
    };
    await threads.write(tx, ticket, [root], cause.at);
    return false;
  }

  /** Who works on the whole reads there who else has the same. */
  async function tellWhole(tx: Transaction, { ticket, cause }: TicketHappening): Promise<void> {
    const whole = ticket.parentId === null ? undefined : await queries.byId(ticket.parentId, tx);
    if (!whole) return;
    const name = verbatim(await facts.nameOf(tx, ticket.requesterId));
    const text = say('desk.part-reported', {
      name,
      number: ticket.number,
      text: verbatim(ticket.description),
    });
    await threads.write(tx, whole, [{ message: { text }, notice: true }], cause.at);
  }

  async function openThread(
    tx: Transaction,
    { ticket, cause }: TicketHappening,
    card: CardFacts,
  ): Promise<void> {
    const root = { ref: cardRef(ticket.id, ticket.queue), message: ticketCard(voice, card) };
    await threads.write(tx, ticket, [root], cause.at);
  }

  /** The steps as they stand; in a thread where they were not yet shown, as a new message. */
  async function showProcedure(
    tx: Transaction,
    { kind, ticket, data, cause }: TicketHappening,
  ): Promise<void> {
    const articleId = String(data.articleId);
    const article = knowledge.byId(articleId, voice.policy.locale);
    const all = await queries.stepsOf(ticket.id, tx);
    const steps = all.filter((step) => step.articleId === articleId);
    const names = await people.byIds(
      steps.flatMap((step) => step.doneBy ?? []),
      tx,
    );
    const message = procedureMessage({ say, voice, ticket, article, steps, names, now: cause.at });
    const ref = `procedure:${ticket.id}:${articleId}:${ticket.queue}`;
    const isShown = kind === 'step-done' && threads.edits(ticket.queue) && (await threads.has(tx, ref));
    const posting = isShown ? { op: 'edit' as const, target: ref, message } : { ref, message };
    await threads.write(tx, ticket, [posting], cause.at);
  }

  /** Who works on the ticket that remains learns what was joined to it. */
  async function tellTheOther(tx: Transaction, { ticket, cause }: TicketHappening): Promise<void> {
    const into = ticket.mergedInto === null ? undefined : await queries.byId(ticket.mergedInto, tx);
    if (!into) return;
    const agent = await facts.nameOf(tx, cause.actor);
    const { number, title } = ticket;
    const text = say('desk.merged-here', { agent, number, title });
    await threads.write(tx, into, [{ message: { text } }], cause.at);
  }
}

/** What a part of an incident is looked at for. */
const CALLS_FOR_A_LOOK: ReadonlySet<string> = new Set([
  'requester-wrote',
  'left',
  'claimed',
  'assigned',
  'verification-failed',
  'reopened',
]);

/** By what name what is said of it is found again. */
function nameOf({ kind, ticket, message, cause }: TicketHappening, isTaken: boolean): string | undefined {
  if (kind === 'requester-wrote' && message) return relayRef(message.id);
  return isTaken ? briefingRef(ticket.id, cause.at) : undefined;
}

/** What changes with every happening and stands on no card. */
const UNSEEN: ReadonlySet<string> = new Set([
  'version',
  'updatedAt',
  'conversationId',
  'sla',
  'nextRespondBy',
]);

function looksTheSame(before: Ticket, now: Ticket): boolean {
  const seen = (ticket: Ticket) =>
    Object.fromEntries(Object.entries(ticket).filter(([key]) => !UNSEEN.has(key)));
  return isDeepStrictEqual(seen(before), seen(now));
}
