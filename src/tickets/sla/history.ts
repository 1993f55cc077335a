import { z } from 'zod';
import { lines, priorities } from '../../store/schema.ts';
import type { Pause, PauseReason, SlaHistory, Stint, TermsSince } from '../../store/schema.ts';
import type { TicketEvent } from '../event-chain.ts';

/** The part of an event that counts. */
export type SlaEvent = Pick<TicketEvent, 'kind' | 'actor' | 'at' | 'data'>;

const opening = z.object({
  type: z.string(),
  priority: z.enum(priorities),
  queue: z.string().optional(),
  line: z.enum(lines).optional(),
  agreement: z.string().nullish(),
});
const moved = z.object({ to: z.enum(lines), queue: z.string().optional() });
const wait = z.object({ for: z.enum(['requester', 'vendor']) });
const snooze = z.object({ until: z.number() });
const told = z.object({ what: z.string(), clock: z.string(), dueAt: z.number() });
const assigned = z.object({ to: z.string() });

/** How a history begins. `queue` is where tickets come in that were opened before their events said so. */
export function beginHistory({ at, data }: SlaEvent, queue: string): SlaHistory {
  const { type, priority, agreement = null, ...where } = opening.parse(data);
  return {
    openedAt: at,
    terms: [{ at, priority, type, queue: where.queue ?? queue, agreement }],
    respondedAt: null,
    askedAt: null,
    pauses: [],
    stints: [{ from: at, to: null, line: where.line ?? 'L1', person: null }],
    voidAt: null,
    told: [],
  };
}

/** The history with one more event; the same object where the event doesn't matter to clocks. Pure. */
export function advance(history: SlaHistory, event: SlaEvent): SlaHistory {
  const { kind, actor, at, data } = event;
  switch (kind) {
    case 'agent-wrote':
      return actor === 'bot' ? history : answered(history, at);
    case 'requester-wrote':
      return asked(endPause(history, at, ['requester', 'snooze']), at);
    case 'waiting': {
      const { for: why } = wait.parse(data);
      const heard = why === 'requester' && actor !== 'bot' ? answered(history, at) : history;
      return pause(heard, { from: at, to: null, why });
    }
    case 'snoozed':
      return pause(history, { from: at, to: null, why: 'snooze', until: snooze.parse(data).until });
    case 'continued':
    case 'woke':
      return endPause(history, at);
    case 'claimed':
      return stint(history, at, { person: actor });
    case 'assigned':
      return stint(history, at, { person: assigned.parse(data).to });
    case 'unclaimed':
      return stint(history, at, { person: null });
    case 'escalated': {
      const { to: line, queue } = moved.parse(data);
      const here = stint(endPause(history, at), at, { person: null, line });
      return queue === undefined ? here : retarget(here, at, { queue });
    }
    case 'priority-changed':
      return retarget(history, at, { priority: z.enum(priorities).parse(data.to) });
    case 'type-changed':
      return retarget(history, at, { type: z.string().parse(data.to), ...agreementIn(data) });
    case 'agreement-changed':
      return retarget(history, at, agreementIn(data));
    case 'resolved': {
      const heard = actor === 'bot' ? history : answered(history, at);
      return { ...pause(heard, { from: at, to: null, why: 'solved' }), askedAt: null };
    }
    case 'completed':
      return { ...pause(answered(history, at), { from: at, to: null, why: 'solved' }), askedAt: null };
    case 'verification-failed':
    case 'reopened':
      return asked({ ...endPause(history, at), voidAt: null }, at);
    case 'cancelled':
    case 'merged':
      return { ...endPause(history, at), voidAt: at, askedAt: null };
    case 'told':
      return { ...history, told: [...history.told, { at, ...told.parse(data) }] };
    default:
      return history;
  }
}

/** The history that a ticket's events amount to. */
export function historyOf(events: readonly SlaEvent[], queue: string): SlaHistory {
  const [first, ...rest] = events;
  if (!first) throw new Error('A ticket without events has no history');
  return rest.reduce(advance, beginHistory(first, queue));
}

function answered(history: SlaHistory, at: number): SlaHistory {
  if (history.respondedAt !== null && history.askedAt === null) return history;
  return { ...history, respondedAt: history.respondedAt ?? at, askedAt: null };
}

/** Words that come while a solution is being confirmed start no clock; before the first answer that clock runs. */
function asked(history: SlaHistory, at: number): SlaHistory {
  if (history.respondedAt === null || history.askedAt !== null || history.voidAt !== null) return history;
  const isSolved = openPause(history)?.why === 'solved';
  return isSolved ? history : { ...history, askedAt: at };
}

export function openPause({ pauses }: SlaHistory): Pause | undefined {
  const last = pauses.at(-1);
  return last?.to === null ? last : undefined;
}

function pause(history: SlaHistory, next: Pause): SlaHistory {
  const ended = endPause(history, next.from);
  return { ...ended, pauses: [...ended.pauses, next] };
}

function endPause(history: SlaHistory, at: number, only?: readonly PauseReason[]): SlaHistory {
  const open = openPause(history);
  if (!open || (only && !only.includes(open.why))) return history;
  return { ...history, pauses: [...history.pauses.slice(0, -1), { ...open, to: at }] };
}

function stint(history: SlaHistory, at: number, change: Partial<Stint>): SlaHistory {
  const last = history.stints.at(-1);
  if (!last) return history;
  const next = { ...last, ...change, from: at, to: null };
  return { ...history, stints: [...history.stints.slice(0, -1), { ...last, to: at }, next] };
}

function retarget(history: SlaHistory, at: number, change: Partial<TermsSince>): SlaHistory {
  const last = history.terms.at(-1);
  return last ? { ...history, terms: [...history.terms, { ...last, ...change, at }] } : history;
}

function agreementIn(data: Record<string, unknown>): Pick<TermsSince, 'agreement'> | Record<string, never> {
  return 'agreement' in data ? { agreement: z.string().nullable().parse(data.agreement) } : {};
}
