import { newId } from '../../runtime/id.ts';
import type { StoredEvent } from '../../runtime/inbox.ts';
import { cancelTimer, setTimer } from '../../runtime/timers.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { SlaHistory } from '../../store/schema.ts';
import type { Ticket, TicketCommand } from '../ticket.ts';
import type { DeskPolicy } from '../desk-policy.ts';
import type { TicketQueries } from '../ticket-queries.ts';
import type { Cause, TicketListener, TicketService } from '../ticket-service.ts';
import { mainCause, timeSpent } from './breach.ts';
import { clocksOf } from './clocks.ts';
import { momentsOf, type Moment, type MomentRules } from './moments.ts';
import { inAgainAt, isManned, onCallAt } from './on-call.ts';
import { createTerms } from './terms.ts';

export const SLA_WATCH = 'sla-watch';

export interface SlaWatchOptions {
  db: Database;
  policy: DeskPolicy;
  tickets: TicketService;
  queries: TicketQueries;
  /** What is written down where the second line takes over, in the desk's language. */
  overtimeReason: string;
  now: () => number;
}

/**
 * Watches the clocks of every ticket with one timer each, set to what happens next on it: warnings, breaches, the
 * end of the first line's time, the end of a snooze (requirements 2.4, 15.2, 15.3).
 */
export function createSlaWatch(options: SlaWatchOptions) {
  const { db, policy, tickets, queries, overtimeReason, now } = options;
  const termsOf = createTerms(policy);
  const rules: MomentRules = { watch: policy.watch, lines: policy.lines, termsOf };
  const next = (history: SlaHistory | null | undefined) =>
    history ? momentsOf(history, rules)[0]?.at : undefined;

  async function set(tx: Transaction, ticketId: string, dueAt: number | undefined): Promise<void> {
    const key = timerKey(ticketId);
    if (dueAt === undefined) return cancelTimer(tx, db.tables, key);
    await setTimer(tx, db.tables, {
      key,
      name: SLA_WATCH,
      subject: ticketId,
      lane: `sla:${ticketId}`,
      dueAt,
    });
  }

  const listener: TicketListener = async (tx, { ticket, before }) => {
    const dueAt = next(ticket.sla);
    // A told moment's timer has fired and is gone; any other is only moved where something changes.
    if (!before || dueAt !== next(before.sla)) await set(tx, ticket.id, dueAt);
  };

  /** Everything that has come due on a ticket, one after the other: each changes what comes next. */
  async function happen(tx: Transaction, id: string, cause: Cause): Promise<void> {
    for (let n = 0; n < MOST_AT_ONCE; n++) {
      const ticket = await queries.byId(id, tx);
      const [moment] = ticket?.sla ? momentsOf(ticket.sla, rules) : [];
      // The clock was set back, or the ticket has changed since the timer fired.
      if (!ticket?.sla || !moment || moment.at > cause.at) return set(tx, id, moment?.at);
      await carryOut(tx, { ticket, history: ticket.sla, moment, cause });
    }
    await set(tx, id, cause.at + RETRY_MS);
  }

  async function carryOut(tx: Transaction, { ticket, history, moment, cause }: Happening): Promise<void> {
    const give = (command: TicketCommand) => tickets.command(tx, ticket.id, command, cause);
    // Who works on the whole is told of that alone.
    const isPart = ticket.parentId !== null;
    const tell = (to: string[], what: string = moment.what, dueAt = moment.dueAt) =>
      give({ do: 'tell', what, clock: moment.clock, dueAt, to: isPart ? [] : [...new Set(to)] });
    switch (moment.what) {
      case 'warning':
        await tell(ticket.assigneeId === null ? called(ticket, cause.at) : [ticket.assigneeId]);
        if (!isPart && leavesAlone(ticket, cause.at)) {
          const queue = policy.queues.find(({ id }) => id === ticket.queue);
          if (queue) await tell([ticket.requesterId], 'nobody-in', inAgainAt(queue, cause.at, policy));
        }
        return;
      case 'breach':
        await tell([
          ...(ticket.assigneeId === null ? [] : [ticket.assigneeId]),
          ...policy.roles['desk-manager'],
        ]);
        return keepBreach(tx, { ticket, history, moment, cause });
      case 'line-ask':
        await tell(ticket.assigneeId === null ? [] : [ticket.assigneeId]);
        return;
      case 'line-over':
        return overtime(give, tell, ticket);
      case 'wake':
        await give({ do: 'continue' });
    }
  }

  /** Who hears that nobody has taken a ticket: who is on call, else the whole channel does. */
  function called({ queue }: Ticket, at: number): string[] {
    const person = onCallAt(queue, at, policy);
    return person === undefined ? [] : [person];
  }

  /** Whether nobody will come before the queue opens again. */
  function leavesAlone(ticket: Ticket, at: number): boolean {
    const queue = policy.queues.find(({ id }) => id === ticket.queue);
    if (ticket.assigneeId !== null || !queue || isManned(queue, at, policy)) return false;
    return onCallAt(ticket.queue, at, policy) === undefined && !wasTold(ticket, 'nobody-in');
  }

  /** The second line takes over; where it can't, the desk manager is told. */
  async function overtime(
    give: (command: TicketCommand) => ReturnType<TicketService['command']>,
    tell: (to: string[]) => Promise<unknown>,
    ticket: Ticket,
  ): Promise<void> {
    const here = policy.queues.find(({ id }) => id === ticket.queue);
    const queue = policy.queues.find((one) => one.line === 'L2' && one.department === here?.department);
    const escalation = {
      do: 'escalate',
      line: 'L2',
      queue: queue?.id ?? '',
      reason: overtimeReason,
    } as const;
    const isDone = queue !== undefined && !('refused' in (await give(escalation)));
    if (!isDone) await tell(policy.roles['desk-manager']);
  }

  async function keepBreach(tx: Transaction, { ticket, history, moment, cause }: Happening): Promise<void> {
    const clock = clocksOf(history, termsOf).find(({ kind }) => kind === moment.clock);
    if (!clock) return;
    const spent = timeSpent(history, clock, clock.dueAt);
    const { priority, queue, type, department, agreement, assigneeId: ownerId } = ticket;
    await tx
      .insert(db.tables.slaBreaches)
      .values({
        id: newId(cause.at),
        ticketId: ticket.id,
        clock: moment.clock,
        priority,
        queue,
        type,
        department,
        agreement,
        ownerId,
        dueAt: moment.dueAt,
        at: cause.at,
        cause: mainCause(spent),
        spent,
      })
      .onConflictDoNothing();
  }

  return {
    listener,
    /** Sets a ticket's timer anew. */
    rewind: (tx: Transaction, ticket: Pick<Ticket, 'id' | 'sla'>) => set(tx, ticket.id, next(ticket.sla)),

    /** What is to be done about a timer; undefined where it is not of this watch. */
    async planFor({ id, payload }: Pick<StoredEvent, 'id' | 'payload'>): Promise<Plan | undefined> {
      if (payload.kind !== 'timer' || payload.name !== SLA_WATCH) return undefined;
      const ticket = await queries.byId(payload.subject);
      if (!ticket) return { result: 'ignored: no ticket' };
      return {
        result: SLA_WATCH,
        lock: [`ticket:${ticket.id}`, `conversation:${ticket.conversationId}`],
        apply: (tx) => happen(tx, ticket.id, { actor: 'bot', at: now(), sourceEvent: id }),
      };
    },
  };
}

export type SlaWatch = ReturnType<typeof createSlaWatch>;

interface Happening {
  ticket: Ticket;
  history: SlaHistory;
  moment: Moment;
  cause: Cause;
}

/** More than can ever be due on one ticket together. */
const MOST_AT_ONCE = 20;
const RETRY_MS = 1_000;

function timerKey(ticketId: string): string {
  return `${SLA_WATCH}:${ticketId}`;
}

function wasTold({ sla }: Ticket, what: string): boolean {
  return sla?.told.some((told) => told.what === what) ?? false;
}
