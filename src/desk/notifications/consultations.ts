import { and, eq, inArray, isNull } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import { followUp, type FollowUpEvent } from '../../runtime/follow-up.ts';
import { newId } from '../../runtime/id.ts';
import { post } from '../../runtime/outbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { notClosed } from '../../store/index-conditions.ts';
import { chooseExperts } from '../../tickets/assignment.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketHappening, TicketListener } from '../../tickets/ticket-service.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { DirectPlaces } from '../threads/direct-places.ts';
import type { Threads } from '../threads/threads.ts';

export const EXPERT_CALL = 'expert-call';

export interface ConsultationsOptions {
  db: Database;
  voice: Voice;
  people: People;
  queries: TicketQueries;
  threads: Threads;
  directPlaces: DirectPlaces;
  ticketAt: (number: string) => string | undefined;
  now: () => number;
}

/** Calls experts in when a ticket comes to their line: the best two of the field (requirement 3.2). */
export function createConsultations(options: ConsultationsOptions) {
  const { db, voice, people, queries, threads, directPlaces, ticketAt, now } = options;
  const { consultations, tickets } = db.tables;
  const { policy } = voice;

  async function loads(tx: Transaction, ids: readonly string[]): Promise<(id: string) => number> {
    const open = await tx
      .select({ invited: consultations.invited })
      .from(consultations)
      .innerJoin(tickets, eq(tickets.id, consultations.ticketId))
      .where(and(isNull(consultations.closedAt), notClosed(tickets)));
    const held = await tx
      .select({ id: tickets.assigneeId })
      .from(tickets)
      .where(and(inArray(tickets.assigneeId, [...ids]), notClosed(tickets)));
    const invited = open.flatMap((row) => row.invited);
    return (id) => invited.filter((one) => one === id).length + held.filter((row) => row.id === id).length;
  }

  async function open(tx: Transaction, { ticket, data, cause }: TicketHappening): Promise<void> {
    const field = typeof data.field === 'string' ? data.field : ticket.type;
    const question = typeof data.reason === 'string' ? data.reason : '';
    const ids = policy.experts.map(({ person }) => person);
    const invited = chooseExperts(policy.experts, { field, loadOf: await loads(tx, ids) }).map(
      ({ person }) => person,
    );
    await tx.insert(consultations).values({
      id: newId(cause.at),
      ticketId: ticket.id,
      field,
      question,
      invited,
      openedBy: cause.actor,
      openedAt: cause.at,
    });
    const names = await people.byIds(invited, tx);
    const say = speaker(voice, policy.locale);
    const params = {
      field: voice.typeNames.get(field)?.[policy.locale] ?? field,
      names: invited.map((id) => verbatim(names.get(id)?.name ?? id)).join(say('list.separator')),
      question: verbatim(question),
    };
    const text = say(invited.length > 0 ? 'consultation.opened' : 'consultation.nobody', params);
    await threads.write(tx, ticket, [{ message: { text }, group: text }], cause.at);
    for (const person of invited) {
      const subject = `${ticket.id}|${person}`;
      await followUp(tx, db.tables, { name: EXPERT_CALL, subject, lane: `told:${person}`, at: cause.at });
    }
  }

  async function close(tx: Transaction, ticket: Ticket, at: number): Promise<void> {
    await tx
      .update(consultations)
      .set({ closedAt: at })
      .where(and(eq(consultations.ticketId, ticket.id), isNull(consultations.closedAt)));
  }

  const listen: TicketListener = async (tx, happening) => {
    const { kind, ticket, cause } = happening;
    if (kind === 'escalated' && ticket.line === 'expert') await open(tx, happening);
    else if (kind === 'escalated' || kind === 'resolved') await close(tx, ticket, cause.at);
    if (kind === 'root-cause') {
      await tx
        .update(consultations)
        .set({ rootCause: ticket.rootCause, rootCauseBy: cause.actor })
        .where(and(eq(consultations.ticketId, ticket.id), isNull(consultations.closedAt)));
    }
  };

  async function call({ id, payload: { subject } }: FollowUpEvent): Promise<Plan> {
    const [ticketId = '', personId = ''] = subject.split('|');
    const ticket = await queries.byId(ticketId);
    const there = await directPlaces.of(personId);
    if (!ticket || !there) return { result: 'ignored: no chat' };
    const [consultation] = await db.read
      .select()
      .from(consultations)
      .where(and(eq(consultations.ticketId, ticketId), isNull(consultations.closedAt)));
    if (!consultation) return { result: 'ignored: over' };
    const { place, locale } = there;
    const address = ticketAt(ticket.number);
    const said = speaker(voice, locale)('consultation.call', {
      number: ticket.number,
      title: verbatim(ticket.title),
      field: voice.typeNames.get(consultation.field)?.[locale] ?? consultation.field,
      question: verbatim(consultation.question),
    });
    const text = address === undefined ? said : `${said}\n${address}`;
    return {
      result: 'called',
      apply: (tx) =>
        post(
          tx,
          db.tables,
          [{ lane: conversationLane(place), place, ref: `${EXPERT_CALL}:${id}`, message: { text } }],
          now(),
        ),
    };
  }

  return { listen, call };
}
