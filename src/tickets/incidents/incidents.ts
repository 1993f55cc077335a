import { and, asc, count, eq } from 'drizzle-orm';
import { followUp, type FollowUpEvent, type FollowUps } from '../../runtime/follow-up.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { notClosed } from '../../store/index-conditions.ts';
import type { DeskPolicy } from '../desk-policy.ts';
import type { Ticket } from '../ticket.ts';
import type { TicketQueries } from '../ticket-queries.ts';
import type { Cause, TicketListener, TicketService } from '../ticket-service.ts';
import { isBeingSolved, type IncidentReports, type Report } from './reports.ts';
import { scaleOf } from './scale.ts';

/** One thing at a time is done about incidents: two that are one would not see each other. */
const LANE = 'incidents';
/** The desk is told as it grows to so many. */
const GROWN = [5, 10, 20, 50, 100, 200, 500, 1_000];

export interface IncidentsOptions {
  db: Database;
  policy: DeskPolicy;
  tickets: TicketService;
  queries: TicketQueries;
  reports: IncidentReports;
  now: () => number;
}

/** Several tickets with one cause: they are found, grow, are solved together, and part again (requirement Y5). */
export function createIncidents({ db, policy, tickets, queries, reports, now }: IncidentsOptions) {
  const { tickets: rows } = db.tables;
  const { tables } = db;
  const causeOf = ({ id }: FollowUpEvent, actor = 'bot'): Cause => ({ actor, at: now(), sourceEvent: id });
  const locksOf = (...of: Ticket[]) =>
    of.flatMap((one) => [`ticket:${one.id}`, `conversation:${one.conversationId}`]);

  async function partsOf(parentId: string, from = db.read): Promise<Ticket[]> {
    return from
      .select()
      .from(rows)
      .where(and(eq(rows.parentId, parentId), notClosed(rows)))
      .orderBy(asc(rows.createdAt));
  }

  /** A ticket whose requester says that others have the same: the first of them becomes the whole. */
  async function declare(event: FollowUpEvent): Promise<Plan> {
    const ticket = await queries.byId(event.payload.subject);
    const report = ticket && (await reports.ofTicket(ticket.id));
    if (!ticket || !report || !isBeingSolved(ticket.stage)) return { result: 'ignored: no report' };
    const alike = (await reports.alikeNow(report.features)).filter(({ id }) => id !== report.id);
    const whole = (await knownWhole(alike)) ?? (await firstOf(alike)) ?? ticket;
    return {
      result: 'incident',
      lock: [...new Set([LANE, ...locksOf(whole, ticket)])],
      apply: async (tx) => {
        const cause = causeOf(event);
        if (!whole.isIncident) await tickets.command(tx, whole.id, { do: 'call-incident' }, cause);
        if (whole.id !== ticket.id) await join(tx, ticket.id, whole, cause);
        for (const one of [report, ...alike]) {
          await reports.settle(tx, one.id, { state: 'joined', incidentId: whole.id });
        }
        for (const one of alike.filter(({ ticketId }) => ticketId !== whole.id)) await bring(tx, one, whole);
        await grow(tx, whole.id);
      },
    };
  }

  async function knownWhole(alike: readonly Report[]): Promise<Ticket | undefined> {
    for (const id of new Set(alike.flatMap(({ incidentId }) => incidentId ?? []))) {
      const whole = await queries.byId(id);
      if (whole?.isIncident && isBeingSolved(whole.stage)) return whole;
    }
    return undefined;
  }

  async function firstOf(alike: readonly Report[]): Promise<Ticket | undefined> {
    for (const { ticketId } of alike) {
      const ticket = ticketId === null ? undefined : await queries.byId(ticketId);
      if (ticket && isBeingSolved(ticket.stage)) return ticket;
    }
    return undefined;
  }

  /** An earlier reporter: his ticket is joined, or he is brought out of the talk that he is still in. */
  async function bring(tx: Transaction, { id, ticketId }: Report, whole: Ticket): Promise<void> {
    const name = ticketId === null ? 'incident-invite' : 'incident-join';
    const subject = `${whole.id}|${ticketId ?? id}`;
    await followUp(tx, tables, { name, subject, lane: `${name}:${ticketId ?? id}`, at: now() });
  }

  async function joinLater(event: FollowUpEvent): Promise<Plan> {
    const [wholeId = '', ticketId = ''] = event.payload.subject.split('|');
    const [whole, ticket] = [await queries.byId(wholeId), await queries.byId(ticketId)];
    if (
      !whole ||
      !ticket ||
      ticket.parentId !== null ||
      ticket.id === whole.id ||
      !isBeingSolved(ticket.stage)
    ) {
      return { result: 'ignored: no part' };
    }
    return {
      result: 'joined',
      lock: locksOf(ticket),
      apply: (tx) => join(tx, ticket.id, whole, causeOf(event)),
    };
  }

  async function join(tx: Transaction, ticketId: string, whole: Ticket, cause: Cause): Promise<void> {
    const command = { do: 'join', parent: whole.id, parentNumber: whole.number } as const;
    await tickets.command(tx, ticketId, command, cause);
  }

  async function grow(tx: Transaction, wholeId: string): Promise<void> {
    await followUp(tx, tables, { name: 'incident-grown', subject: wholeId, lane: LANE, at: now() });
  }

  /** With the number of reporters impact and priority rise. */
  async function rescale(event: FollowUpEvent): Promise<Plan> {
    const whole = await queries.byId(event.payload.subject);
    if (!whole?.isIncident || !isBeingSolved(whole.stage)) return { result: 'ignored: no incident' };
    return {
      result: 'incident grown',
      lock: locksOf(whole),
      apply: async (tx) => {
        const ticket = await queries.byId(whole.id, tx);
        if (!ticket?.isIncident) return;
        const [row] = await tx.select({ many: count() }).from(rows).where(eq(rows.parentId, whole.id));
        const reporters = (row?.many ?? 0) + 1;
        const scale = scaleOf(ticket, reporters, policy);
        const rises = scale.impact !== ticket.impact || scale.priority !== ticket.priority;
        const cause = causeOf(event);
        if (rises) await tickets.command(tx, ticket.id, { do: 'rescale', ...scale, reporters }, cause);
        const step = GROWN.findLast((many) => many <= reporters);
        const told = ticket.sla?.told.some(({ what, dueAt }) => what === 'grown' && dueAt === step) ?? false;
        if (step === undefined || told) return;
        await tickets.command(
          tx,
          ticket.id,
          { do: 'tell', what: 'grown', clock: 'incident', dueAt: step },
          cause,
        );
      },
    };
  }

  /** The solution of the whole is each part's; each requester confirms his own. */
  async function solveParts(event: FollowUpEvent): Promise<Plan> {
    const [wholeId = '', actor = ''] = event.payload.subject.split('|');
    const parts = await partsOf(wholeId);
    const open = parts.filter(({ stage }) => isBeingSolved(stage));
    if (open.length === 0) return { result: 'ignored: no parts' };
    return {
      result: `solving ${open.length} parts`,
      apply: async (tx) => {
        for (const { id } of open) {
          const subject = `${wholeId}|${id}|${actor}`;
          await followUp(tx, tables, { name: 'part-solved', subject, lane: `part:${id}`, at: now() });
        }
      },
    };
  }

  async function solvePart(event: FollowUpEvent): Promise<Plan> {
    const [wholeId = '', partId = '', actor = ''] = event.payload.subject.split('|');
    const [whole, part] = [await queries.byId(wholeId), await queries.byId(partId)];
    if (!whole?.resolution || part?.parentId !== wholeId) return { result: 'ignored: no part' };
    const { resolution, number } = whole;
    return {
      result: 'part solved',
      lock: locksOf(part),
      apply: async (tx) => {
        await tickets.command(
          tx,
          part.id,
          { do: 'resolve-with', resolution, parentNumber: number },
          causeOf(event, actor),
        );
      },
    };
  }

  /** No incident after all: every part is a ticket of its own again. */
  async function partAll(event: FollowUpEvent): Promise<Plan> {
    const [partId = '', actor = ''] = event.payload.subject.split('|');
    const part = await queries.byId(partId);
    if (!part?.parentId) return { result: 'ignored: no part' };
    return {
      result: 'parted',
      lock: locksOf(part),
      apply: async (tx) => void (await tickets.command(tx, part.id, { do: 'leave' }, causeOf(event, actor))),
    };
  }

  const listener: TicketListener = async (tx, { kind, ticket, cause }) => {
    const later = (name: string, subject: string, lane: string) =>
      followUp(tx, tables, { name, subject, lane, at: cause.at });
    switch (kind) {
      case 'opened':
        if (ticket.parentId !== null) await grow(tx, ticket.parentId);
        return;
      case 'joined':
        if (ticket.parentId !== null) await grow(tx, ticket.parentId);
        return;
      case 'left':
        await reports.leave(tx, ticket.id);
        return;
      case 'resolved':
        if (await hasParts(tx, ticket.id)) await later('parts-solved', `${ticket.id}|${cause.actor}`, LANE);
        return;
      case 'no-incident':
        await reports.part(tx, ticket.id);
        for (const part of await partsOf(ticket.id, tx)) {
          await later('part-left', `${part.id}|${cause.actor}`, `part:${part.id}`);
        }
        return;
      default:
    }
  };

  async function hasParts(tx: Transaction, id: string): Promise<boolean> {
    const some = await tx.select({ id: rows.id }).from(rows).where(eq(rows.parentId, id)).limit(1);
    return some.length > 0;
  }

  const handlers: FollowUps = {
    'incident-declare': declare,
    'incident-join': joinLater,
    'incident-grown': rescale,
    'parts-solved': solveParts,
    'part-solved': solvePart,
    'part-left': partAll,
  };
  return { listener, handlers, partsOf };
}

export type Incidents = ReturnType<typeof createIncidents>;
