import { and, eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newId } from '../runtime/id.ts';
import type { Database, Transaction } from '../store/database.ts';
import { StaleError } from '../store/errors.ts';
import { prepared, slotsFor } from '../store/prepared.ts';
import type { AnswerRow, Impact, Tried, Urgency } from '../store/schema.ts';
import { decide } from './commands.ts';
import type { OriginalMessage, Refusal, Ticket, TicketCommand, WrittenMessage } from './ticket.ts';
import type { DeskPolicy } from './desk-policy.ts';
import { append, eventsOf } from './event-chain.ts';
import { priorityOf } from './priority.ts';
import { record } from './records.ts';
import { agreementFor } from './sla/agreements.ts';
import { slaColumns } from './sla/columns.ts';
import { advance, beginHistory, historyOf, type SlaEvent } from './sla/history.ts';
import { entranceOf } from './sla/intake.ts';
import { createTerms } from './sla/terms.ts';

/** Who does it, when, and which inbox row made them. */
export interface Cause {
  /** A person's id, or `bot`. */
  actor: string;
  at: number;
  sourceEvent: number | null;
  /** The direct chat in which the requester did it: answers go there from now on. */
  conversationId?: string | undefined;
}

export interface TicketDraft {
  requesterId: string;
  conversationId: string;
  title: string;
  description: string;
  type: string;
  impact: Impact;
  urgency: Urgency;
  answers: AnswerRow[];
  tried: Tried[];
  /** The bot completes it in the same transaction: nobody has to look at it. */
  byBot?: boolean | undefined;
  /** The incident that it is known to be a part of. */
  parentId?: string | undefined;
}

/** One change of a ticket, told in the transaction that makes it. */
export interface TicketHappening {
  kind: string;
  ticket: Ticket;
  /** As it was; absent for a new ticket. */
  before?: Ticket | undefined;
  data: Record<string, unknown>;
  /** What was written, where the change is a message. */
  message?: WrittenMessage | undefined;
  /** What a message was before its writer changed it, and what it says now; no text: he took it back. */
  change?: { original: OriginalMessage; text?: string | undefined } | undefined;
  cause: Cause;
}

export type TicketListener = (tx: Transaction, happening: TicketHappening) => Promise<void>;

export interface TicketService {
  /** Opens a ticket with the next number of the year. */
  open(tx: Transaction, draft: TicketDraft, cause: Cause): Promise<Ticket>;
  /** Carries out a command, or says why not. The transaction holds the ticket's lock. Throws StaleError. */
  command(
    tx: Transaction,
    ticketId: string,
    command: TicketCommand,
    cause: Cause,
  ): Promise<{ ticket: Ticket } | { refused: Refusal; ticket: Ticket }>;
  /** The desk and the conversations listen, each to tell its people. */
  listen(listener: TicketListener): void;
}

export function createTicketService(db: Database, policy: DeskPolicy): TicketService {
  const { tickets, people } = db.tables;
  const listeners: TicketListener[] = [];
  const termsOf = createTerms(policy);
  const firstQueue = policy.queues.find(({ line }) => line === 'L1')?.id ?? '';

  const announce = async (tx: Transaction, happening: TicketHappening) => {
    for (const listener of listeners) await listener(tx, happening);
  };

  return {
    async open(tx, draft, cause) {
      const priority = priorityOf(draft.impact, draft.urgency, policy);
      const department = await departmentOf(tx, draft.requesterId);
      const served = { personId: draft.requesterId, department, type: draft.type };
      const { queue, agreement } = entranceOf(served, policy);
      const number = await nextNumber(tx, cause.at);
      const { type, impact, urgency } = draft;
      const where = { queue: queue.id, line: queue.line, agreement: agreement?.id ?? null };
      const parent = draft.parentId === undefined ? {} : { parent: draft.parentId };
      const alone = draft.byBot === true ? { byBot: true } : {};
      const data = { number, type, impact, urgency, priority, ...where, ...parent, ...alone };
      const history = beginHistory({ kind: 'opened', actor: cause.actor, at: cause.at, data }, firstQueue);
      const { byBot: _, ...drafted } = draft;
      const [ticket] = await tx
        .insert(tickets)
        .values({
          ...drafted,
          ...where,
          id: newId(cause.at),
          number,
          priority,
          department,
          ...slaColumns(history, termsOf),
          createdAt: cause.at,
          updatedAt: cause.at,
        })
        .returning();
      if (!ticket) throw new Error('The database returned no row for a new ticket');
      await append(tx, db.tables, { ticketId: ticket.id, kind: 'opened', ...entryOf(cause), data });
      await announce(tx, { kind: 'opened', ticket, data, cause });
      return ticket;
    },

    async command(tx, ticketId, wanted, cause) {
      const before = await present(tx, ticketId);
      if (!before) throw new Error(`There is no ticket ${ticketId}`);
      const command = wanted.do === 'retype' ? await served(tx, before, wanted) : wanted;
      const decision = decide(before, command, cause);
      if ('refused' in decision) return { refused: decision.refused, ticket: before };
      const refused = await record(tx, db.tables, { ticketId, command, cause });
      if (refused) return { refused, ticket: before };
      const moved = newConversation(before, cause);
      const data = { ...decision.data, ...moved };
      const { kind } = decision;
      const clocks = await clocksAfter(tx, before, { kind, actor: cause.actor, at: cause.at, data });
      const set = { ...decision.set, ...moved, ...clocks, updatedAt: cause.at, version: before.version + 1 };
      const ticket = await rewrite(tx, before, set);
      if (!ticket) throw new StaleError(`Ticket ${before.number} was changed meanwhile`);
      await append(tx, db.tables, { ticketId, kind, ...entryOf(cause), data });
      const message = 'message' in command ? command.message : undefined;
      const change = 'original' in command ? command : undefined;
      await announce(tx, { kind, ticket, before, data, message, change, cause });
      return { ticket };
    },

    listen(listener) {
      listeners.push(listener);
    },
  };

  async function present(tx: Transaction, id: string): Promise<Ticket | undefined> {
    const query = prepared(db.tables, 'ticket to change', () =>
      tx
        .select()
        .from(tickets)
        .where(eq(tickets.id, sql.placeholder('id'))),
    );
    return (await query.execute({ id }))[0];
  }

  async function departmentOf(tx: Transaction, personId: string): Promise<string | null> {
    const query = prepared(db.tables, 'department of a person', () =>
      tx
        .select({ department: people.department })
        .from(people)
        .where(eq(people.id, sql.placeholder('id'))),
    );
    return (await query.execute({ id: personId }))[0]?.department ?? null;
  }

  /** With another type another agreement may cover it. */
  async function served(tx: Transaction, ticket: Ticket, command: TicketCommand & { do: 'retype' }) {
    const department = await departmentOf(tx, ticket.requesterId);
    const covering = { personId: ticket.requesterId, department, type: command.type };
    return { ...command, agreement: agreementFor(policy.agreements, covering)?.id ?? null };
  }

  /** What an event changes of the ticket's clocks. */
  async function clocksAfter(tx: Transaction, before: Ticket, event: SlaEvent): Promise<Partial<Ticket>> {
    const known = before.sla ?? historyOf(await eventsOf(tx, db.tables, before.id), firstQueue);
    const history = advance(known, event);
    return history === before.sla ? {} : slaColumns(history, termsOf);
  }

  /** The ticket as it is then; none where it was changed since it was read. */
  async function rewrite(tx: Transaction, { id, version }: Ticket, set: Partial<Ticket>) {
    const { slots, values, shape } = slotsFor(set);
    const query = prepared(db.tables, `change ticket ${shape}`, () =>
      tx
        .update(tickets)
        .set(slots)
        .where(and(eq(tickets.id, sql.placeholder('ticket')), eq(tickets.version, sql.placeholder('from'))))
        .returning(),
    );
    return (await query.execute({ ...values, ticket: id, from: version }))[0];
  }

  async function nextNumber(tx: Transaction, at: number): Promise<string> {
    const year = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(policy.timeZone).year;
    const value = await db.nextNumber(tx, `ticket-${year}`);
    return `IT-${year}-${String(value).padStart(6, '0')}`;
  }
}

function entryOf({ actor, at, sourceEvent }: Cause) {
  return { actor, at, sourceEvent };
}

/** A ticket follows its requester to the chat he writes in. */
function newConversation(
  { requesterId, conversationId: present }: Ticket,
  { actor, conversationId }: Cause,
): { conversationId?: string } {
  const follows = conversationId !== undefined && conversationId !== present && actor === requesterId;
  return follows ? { conversationId } : {};
}
