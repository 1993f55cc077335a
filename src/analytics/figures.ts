import { and, eq, gt, gte, inArray, isNull, lt, lte, or, type Column, type SQL } from 'drizzle-orm';
import { notClosed } from '../store/index-conditions.ts';
import type { Line, Priority, Tables } from '../store/schema.ts';
import type { Period } from './periods.ts';

/** What the board is narrowed to. */
export interface BoardFilter {
  period: Period;
  /** The requester's. */
  department?: string | undefined;
  type?: string | undefined;
  /** Those whose tickets may be seen. */
  queues: readonly string[];
}

/** Every number of the board, by name; `backlog` may be narrowed further. */
export const figures = [
  'response-met',
  'response-missed',
  'response-late',
  'resolution-met',
  'resolution-missed',
  'resolution-late',
  'opened',
  'resolved',
  'first-contact',
  'reopened',
  'handed-over',
  'handed-back',
  'reassigned',
  'line-L1',
  'line-L2',
  'line-expert',
  'near-breach',
  'backlog',
] as const;
export type Figure = (typeof figures)[number];

/** How old open tickets are: from `from` up to `to` days. */
export const ages = ['under-1d', '1d-3d', '3d-7d', 'over-7d'] as const;
export type Age = (typeof ages)[number];
const DAY = 86_400_000;
const AGE_DAYS: Record<Age, [number, number]> = {
  'under-1d': [0, 1],
  '1d-3d': [1, 3],
  '3d-7d': [3, 7],
  'over-7d': [7, Infinity],
};
/** So soon a breach is near, ms. */
const NEAR_MS = 3_600_000;

export interface Narrower {
  queue?: string | undefined;
  priority?: Priority | undefined;
  age?: Age | undefined;
}

type TicketTable = Tables['tickets'];

/** The tickets that a figure counts: the same condition counts them and lists them. */
export function conditionOf(
  t: TicketTable,
  figure: Figure,
  filter: BoardFilter,
  now: number,
): SQL | undefined {
  return and(scopeOf(t, figure, filter), whichOf(t, figure, { now, from: filter.period.from }));
}

/** From which tickets a figure is counted. */
export type Scope = 'resolved' | 'responded' | 'created' | 'open';

const SCOPES: Record<Figure, Scope> = {
  'response-met': 'responded',
  'response-missed': 'responded',
  'response-late': 'open',
  'resolution-met': 'resolved',
  'resolution-missed': 'resolved',
  'resolution-late': 'open',
  opened: 'created',
  resolved: 'resolved',
  'first-contact': 'resolved',
  reopened: 'resolved',
  'handed-over': 'resolved',
  'handed-back': 'resolved',
  reassigned: 'resolved',
  'line-L1': 'resolved',
  'line-L2': 'resolved',
  'line-expert': 'resolved',
  'near-breach': 'open',
  backlog: 'open',
};

export function figuresIn(scope: Scope): Figure[] {
  return figures.filter((figure) => SCOPES[figure] === scope);
}

function scopeOf(t: TicketTable, figure: Figure, filter: BoardFilter): SQL | undefined {
  return scopeCondition(t, SCOPES[figure], filter);
}

export function scopeCondition(t: TicketTable, scope: Scope, filter: BoardFilter): SQL | undefined {
  const { period, department, type, queues } = filter;
  const within = (column: Column) => and(gte(column, period.from), lt(column, period.to));
  const when = {
    resolved: () => within(t.resolvedAt),
    responded: () => within(t.firstResponseAt),
    created: () => within(t.createdAt),
    open: () => notClosed(t),
  }[scope]();
  return and(
    when,
    inArray(t.queue, [...queues]),
    department === undefined ? undefined : eq(t.department, department),
    type === undefined ? undefined : eq(t.type, type),
  );
}

/** What of its scope a figure counts; undefined for all. */
export function whichOf(
  t: TicketTable,
  figure: Figure,
  { now, from }: { now: number; from: number },
): SQL | undefined {
  const line = (name: Line) => eq(t.line, name);
  const running = and(isNull(t.resolvedAt), isNull(t.waitingFor));
  switch (figure) {
    case 'response-met':
      return lte(t.firstResponseAt, t.respondBy);
    case 'response-missed':
      return gt(t.firstResponseAt, t.respondBy);
    case 'response-late':
      return and(isNull(t.firstResponseAt), gte(t.respondBy, from), lt(t.respondBy, now));
    case 'resolution-met':
      return lte(t.resolvedAt, t.resolveBy);
    case 'resolution-missed':
      return gt(t.resolvedAt, t.resolveBy);
    case 'resolution-late':
      return and(running, gte(t.resolveBy, from), lt(t.resolveBy, now));
    case 'first-contact':
      return and(eq(t.reopens, 0), eq(t.handOvers, 0), eq(t.handBacks, 0), eq(t.reassigns, 0));
    case 'reopened':
      return gt(t.reopens, 0);
    case 'handed-over':
      return gt(t.handOvers, 0);
    case 'handed-back':
      return gt(t.handBacks, 0);
    case 'reassigned':
      return gt(t.reassigns, 0);
    case 'line-L1':
      return line('L1');
    case 'line-L2':
      return line('L2');
    case 'line-expert':
      return line('expert');
    case 'near-breach':
      return or(
        and(isNull(t.firstResponseAt), gte(t.respondBy, now), lt(t.respondBy, now + NEAR_MS)),
        and(running, gte(t.resolveBy, now), lt(t.resolveBy, now + NEAR_MS)),
      );
    case 'opened':
    case 'resolved':
    case 'backlog':
      return undefined;
  }
}

/** What narrows the backlog to one bar of its chart. */
export function narrowed(t: TicketTable, { queue, priority, age }: Narrower, now: number): SQL | undefined {
  return and(
    queue === undefined ? undefined : eq(t.queue, queue),
    priority === undefined ? undefined : eq(t.priority, priority),
    age === undefined ? undefined : ageCondition(t, age, now),
  );
}

function ageCondition(t: TicketTable, age: Age, now: number): SQL | undefined {
  const [from, to] = AGE_DAYS[age];
  const younger = lte(t.createdAt, now - from * DAY);
  return to === Infinity ? younger : and(younger, gt(t.createdAt, now - to * DAY));
}
