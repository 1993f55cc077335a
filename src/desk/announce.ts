import type { People } from '../identity/people.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { OutboundMessage } from '../platforms/platform.ts';
import { messageTarget } from '../runtime/outbox.ts';
import type { Transaction } from '../store/database.ts';
import type { Ticket } from '../tickets/commands.ts';
import { similarTickets } from '../tickets/similar.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketHappening, TicketListener } from '../tickets/ticket-service.ts';
import { whenText } from '../tickets/when.ts';
import { passedOnCard, speaker, suggestions, ticketCard, type CardFacts, type Voice } from './card.ts';
import { handOverSummary } from './summary.ts';
import { procedureMessage } from './procedure.ts';
import { cardRef, type Threads } from './threads.ts';

export interface DeskAnnouncerOptions {
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  queries: TicketQueries;
  threads: Threads;
}

const MOST_SUGGESTED = 3;
const SOLVED_CONSIDERED = 100;
/** Marks on an agent's message: it went to the requester, or it stays here. */
const SENT = '✅';
const INTERNAL = '🔒';

/** Keeps the ticket's card and thread true, in the transaction in which the ticket changes. */
export function createDeskAnnouncer({
  voice,
  people,
  knowledge,
  queries,
  threads,
}: DeskAnnouncerOptions): TicketListener {
  const say = speaker(voice, voice.policy.locale);

  return async (tx, happening) => {
    const { kind, ticket, before, cause } = happening;
    const facts = await factsOf(tx, ticket, cause.at);
    if (kind === 'opened') return openThread(tx, happening, facts);
    if (before && before.queue !== ticket.queue) return passOn(tx, happening, facts);
    const edit = {
      op: 'edit' as const,
      target: cardRef(ticket.id, ticket.queue),
      message: ticketCard(voice, facts),
    };
    const words = await wordsFor(tx, happening);
    await threads.write(
      tx,
      ticket,
      [...words.map((message) => ({ message })), ...marksOf(happening), edit],
      cause.at,
    );
    if (kind === 'procedure' || kind === 'step-done') await showProcedure(tx, happening);
  };

  async function openThread(
    tx: Transaction,
    { ticket, cause }: TicketHappening,
    facts: CardFacts,
  ): Promise<void> {
    const root = { ref: cardRef(ticket.id, ticket.queue), message: ticketCard(voice, facts) };
    const help = await suggestionsFor(tx, ticket);
    await threads.write(tx, ticket, [root, ...(help ? [{ message: help }] : [])], cause.at);
  }

  /** The queue that hands over keeps its thread; the next one begins with the whole history. */
  async function passOn(tx: Transaction, happening: TicketHappening, facts: CardFacts): Promise<void> {
    const { ticket, before, cause, data } = happening;
    const from = before?.queue ?? ticket.queue;
    const by = await nameOf(tx, cause.actor);
    const passed = say('desk.escalated', {
      line: say(`line.${ticket.line}`),
      agent: by,
      reason: String(data.reason ?? ''),
    });
    await threads.write(
      tx,
      ticket,
      [
        { message: { text: passed } },
        { op: 'edit', target: cardRef(ticket.id, from), message: passedOnCard(voice, facts) },
      ],
      cause.at,
      from,
    );
    const names = await people.byIds(await authorsOf(tx, ticket), tx);
    const summary = handOverSummary({
      say,
      ticket,
      messages: await queries.messagesOf(ticket.id, tx),
      steps: await queries.stepsOf(ticket.id, tx),
      names,
      handedOver: { by, reason: String(data.reason ?? '') },
    });
    const known = await queries.eventsOf(ticket.id, tx);
    const cameBack = known.some(
      (event) => event.kind === 'escalated' && event.data.to === ticket.line && event.n < known.length,
    );
    const card = ticketCard(voice, facts);
    const ref = cardRef(ticket.id, ticket.queue);
    const wasHere = cameBack || ticket.line === 'L1';
    const root = wasHere ? { op: 'edit' as const, target: ref, message: card } : { ref, message: card };
    const help = wasHere ? undefined : await suggestionsFor(tx, ticket);
    await threads.write(
      tx,
      ticket,
      [root, { message: summary }, ...(help ? [{ message: help }] : [])],
      cause.at,
    );
  }

  async function authorsOf(tx: Transaction, ticket: Ticket): Promise<string[]> {
    return [...new Set((await queries.messagesOf(ticket.id, tx)).map((message) => message.authorId))];
  }

  async function wordsFor(
    tx: Transaction,
    { kind, ticket, data, message, cause }: TicketHappening,
  ): Promise<OutboundMessage[]> {
    const agent = await nameOf(tx, cause.actor);
    const line = (key: string, params = {}) => [{ text: say(key, { agent, ...params }) }];
    switch (kind) {
      case 'requester-wrote':
        return [
          {
            text: say('desk.requester-wrote', { name: agent, text: message?.text ?? '' }),
            files: message?.files ?? [],
          },
        ];
      case 'claimed':
        return line('desk.claimed');
      case 'unclaimed':
        return line('desk.unclaimed');
      case 'assigned':
        return line('desk.assigned', { to: await nameOf(tx, String(data.to)) });
      case 'priority-changed':
        return line('desk.priority', { priority: say(`priority.${ticket.priority}`) });
      case 'type-changed':
        return line('desk.type', {
          type: voice.typeNames.get(ticket.type)?.[voice.policy.locale] ?? ticket.type,
        });
      case 'waiting':
        return line('desk.waiting', {
          side: say(`waiting.${String(data.for)}`),
          reason: String(data.reason),
        });
      case 'resolved':
        return line('desk.resolved', { cause: ticket.resolution?.cause ?? '' });
      case 'confirmed':
        return line('desk.confirmed');
      case 'verification-failed':
      case 'reopened':
        return line('desk.reopened', { count: ticket.reopens });
      case 'assumed':
        return line('desk.assumed');
      case 'cancelled':
        return line('desk.cancelled');
      case 'merged':
        return line('desk.merged', { into: String(data.into) });
      case 'rated':
        return line('desk.rated', {
          response: String(data.response),
          quality: String(data.quality),
          attitude: String(data.attitude),
        });
      case 'recovery-opened': {
        const due =
          (await queries.openRecoveryTasks(tx)).findLast((task) => task.ticketId === ticket.id)?.dueAt ??
          cause.at;
        const when = whenText(due, {
          locale: voice.policy.locale,
          timeZone: voice.policy.timeZone,
          now: cause.at,
        });
        return line('desk.recovery', { owner: await nameOf(tx, String(data.owner)), when });
      }
      case 'recovery-done':
        return line('desk.recovery-done', { note: String(data.note) });
      default:
        return [];
    }
  }

  function marksOf({ kind, message }: TicketHappening) {
    if (!message?.originId || (kind !== 'agent-wrote' && kind !== 'note')) return [];
    const reaction = kind === 'agent-wrote' ? SENT : INTERNAL;
    return [{ op: 'react' as const, target: messageTarget(message.originId), reaction }];
  }

  async function showProcedure(
    tx: Transaction,
    { kind, ticket, data, cause }: TicketHappening,
  ): Promise<void> {
    const article = knowledge.byId(String(data.articleId), voice.policy.locale);
    const all = await queries.stepsOf(ticket.id, tx);
    const steps = all.filter((step) => step.articleId === String(data.articleId));
    const names = await people.byIds(
      steps.flatMap((step) => step.doneBy ?? []),
      tx,
    );
    const message = procedureMessage({ say, voice, ticket, article, steps, names, now: cause.at });
    const ref = `procedure:${ticket.id}:${String(data.articleId)}`;
    await threads.write(
      tx,
      ticket,
      [kind === 'procedure' ? { ref, message } : { op: 'edit', target: ref, message }],
      cause.at,
    );
  }

  async function suggestionsFor(tx: Transaction, ticket: Ticket): Promise<OutboundMessage | undefined> {
    const { locale, certainty } = voice.policy;
    const hits = knowledge
      .search(ticket.description, { locale, limit: MOST_SUGGESTED })
      .filter((hit) => hit.score >= certainty.offer);
    const similar = similarTickets(
      ticket,
      await queries.solvedOfType(ticket.type, SOLVED_CONSIDERED, tx),
      MOST_SUGGESTED,
    );
    return suggestions(voice, { ticket, hits, similar });
  }

  async function factsOf(tx: Transaction, ticket: Ticket, now: number): Promise<CardFacts> {
    const ids = [ticket.requesterId, ...(ticket.assigneeId ? [ticket.assigneeId] : [])];
    const known = await people.byIds(ids, tx);
    const requester = known.get(ticket.requesterId);
    return {
      ticket,
      requester: { name: requester?.name ?? '?', department: requester?.department ?? null },
      assignee: ticket.assigneeId ? known.get(ticket.assigneeId)?.name : undefined,
      now,
    };
  }

  async function nameOf(tx: Transaction, personId: string): Promise<string> {
    if (personId === 'bot') return say('name.bot');
    return (await people.byId(personId, tx))?.name ?? personId;
  }
}
