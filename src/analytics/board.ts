import { setImmediate as turn } from 'node:timers/promises';
import { and, asc, count, desc, eq, gte, lt, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import {
  lines,
  priorities,
  talkOutcomes,
  type Line,
  type Priority,
  type TalkOutcome,
} from '../store/schema.ts';
import type { Ticket } from '../tickets/ticket.ts';
import {
  ages,
  conditionOf,
  figuresIn,
  narrowed,
  scopeCondition,
  whichOf,
  type Age,
  type BoardFilter,
  type Figure,
  type Narrower,
  type Scope,
} from './figures.ts';
import { resetFiguresIn, type ResetFigures } from './password-resets.ts';
import { daysOf } from './periods.ts';

/** Numbers of the desk, as of `at` (UTC ms). Shares are 0 to 1, null where there is nothing to share. */
export interface Board {
  at: number;
  counts: Record<Figure, number>;
  attainment: { response: number | null; resolution: number | null };
  rates: Record<
    'resolution' | 'firstContact' | 'reopened' | 'handedOver' | 'handedBack' | 'reassigned',
    number | null
  >;
  lineShares: Record<Line, number | null>;
  backlog: {
    byQueue: Record<string, number>;
    byPriority: Record<Priority, number>;
    byAge: Record<Age, number>;
  };
  /** How the talks with the bot came out that ended in the period. */
  outcomes: Record<TalkOutcome, number>;
  /** What the password reset did for those who began in the period, whatever else is chosen. */
  resets: ResetFigures;
  days: BoardDay[];
}

/** One day of the period. */
export interface BoardDay {
  day: string;
  opened: number;
  resolved: number;
  met: number;
  missed: number;
}

/** Read again after so long, ms: many may look at once. */
const KEPT_MS = 1_000;
const MOST_KEPT = 50;

export interface BoardOptions {
  db: Database;
  timeZone: string;
  now: () => number;
}

/** The desk's numbers now, and the tickets behind each of them (requirements 6.3, 7.2, 10.3, X54). */
export function createBoard({ db, timeZone, now }: BoardOptions) {
  const { tickets: t, dialogues, people } = db.tables;
  const kept = new Map<string, { until: number; board: Promise<Board> }>();

  /** The conditions of a scope's figures, as columns that count. */
  function counters(scope: Scope, filter: BoardFilter, at: number): Record<Figure, SQL<number>> {
    const count = (name: Figure) => countWhere(whichOf(t, name, { now: at, from: filter.period.from }));
    return Object.fromEntries(figuresIn(scope).map((name) => [name, count(name)])) as Record<
      Figure,
      SQL<number>
    >;
  }

  /** The open tickets in one pass over their index: their figures, and how the backlog is made up. */
  async function openNow(filter: BoardFilter, at: number) {
    // SQLite works in this very thread: between two passes others have their turn.
    await turn();
    const rows = await db.read
      .select({
        queue: t.queue,
        priority: t.priority,
        ...agesAt(at),
        ...counters('open', filter, at),
      })
      .from(t)
      .where(scopeCondition(t, 'open', filter))
      // The index is in this order: grouping by more would sort them all.
      .groupBy(t.queue, t.priority);
    const byQueue = zeros(filter.queues);
    const byPriority = zeros(priorities);
    for (const { queue, priority, backlog } of rows) {
      byQueue[queue] = (byQueue[queue] ?? 0) + backlog;
      byPriority[priority] += backlog;
    }
    const backlog = { byQueue, byPriority, byAge: sums(ages, rows) };
    return { backlog, counts: sums(figuresIn('open'), rows) };
  }

  /** How many of each age, as columns. */
  function agesAt(at: number) {
    return Object.fromEntries(
      ages.map((age) => [age, countWhere(narrowed(t, { age }, at))] as const),
    ) as Record<Age, SQL<number>>;
  }

  async function respondedIn(filter: BoardFilter, at: number): Promise<Partial<Record<Figure, number>>> {
    await turn();
    const rows = await db.read
      .select(counters('responded', filter, at))
      .from(t)
      .where(scopeCondition(t, 'responded', filter));
    return sums(figuresIn('responded'), rows);
  }

  async function outcomesOf({ period, type, department }: BoardFilter): Promise<Board['outcomes']> {
    await turn();
    const ended = and(
      sql`${dialogues.outcome} is not null`,
      gte(dialogues.updatedAt, period.from),
      lt(dialogues.updatedAt, period.to),
      type === undefined ? undefined : eq(dialogues.type, type),
    );
    const query = db.read.select({ outcome: dialogues.outcome, many: count() }).from(dialogues);
    const rows =
      department === undefined
        ? await query.where(ended).groupBy(dialogues.outcome)
        : await query
            .innerJoin(people, eq(people.id, dialogues.personId))
            .where(and(ended, eq(people.department, department)))
            .groupBy(dialogues.outcome);
    const outcomes = zeros(talkOutcomes);
    for (const { outcome, many } of rows) if (outcome !== null) outcomes[outcome] = many;
    return outcomes;
  }

  /** What was opened and solved, day by day. A day is a part of an index; grouping would sort all of them. */
  async function flowIn(filter: BoardFilter, at: number) {
    const days: BoardDay[] = [];
    const opened: Record<Figure, number>[] = [];
    const resolved: Record<Figure, number>[] = [];
    for (const { day, ...period } of daysOf(filter.period, at, timeZone)) {
      const ofDay = { ...filter, period };
      await turn();
      const [[come], [gone]] = await Promise.all([
        db.read
          .select(counters('created', filter, at))
          .from(t)
          .where(scopeCondition(t, 'created', ofDay)),
        db.read
          .select(counters('resolved', filter, at))
          .from(t)
          .where(scopeCondition(t, 'resolved', ofDay)),
      ]);
      if (!come || !gone) continue;
      opened.push(come);
      resolved.push(gone);
      const { 'resolution-met': met, 'resolution-missed': missed } = gone;
      days.push({ day, opened: come.opened, resolved: gone.resolved, met, missed });
    }
    const counts = {
      ...sums(figuresIn('created'), opened),
      ...sums(figuresIn('resolved'), resolved),
    };
    return { counts, days };
  }

  async function compute(filter: BoardFilter): Promise<Board> {
    const at = now();
    const [flow, open, responded, outcomes, resets] = await Promise.all([
      flowIn(filter, at),
      openNow(filter, at),
      respondedIn(filter, at),
      outcomesOf(filter),
      resetFiguresIn(db, filter.period),
    ]);
    const counts = { ...flow.counts, ...open.counts, ...responded };
    const { resolved } = counts;
    return {
      at,
      counts,
      attainment: {
        response: attained(counts['response-met'], counts['response-missed'] + counts['response-late']),
        resolution: attained(
          counts['resolution-met'],
          counts['resolution-missed'] + counts['resolution-late'],
        ),
      },
      rates: {
        resolution: share(resolved, counts.opened),
        firstContact: share(counts['first-contact'], resolved),
        reopened: share(counts.reopened, resolved),
        handedOver: share(counts['handed-over'], resolved),
        handedBack: share(counts['handed-back'], resolved),
        reassigned: share(counts.reassigned, resolved),
      },
      lineShares: Object.fromEntries(
        lines.map((line) => [line, share(counts[`line-${line}`], resolved)]),
      ) as Board['lineShares'],
      backlog: open.backlog,
      outcomes,
      resets,
      days: flow.days,
    };
  }

  return {
    figures(filter: BoardFilter): Promise<Board> {
      const key = JSON.stringify(filter);
      const before = kept.get(key);
      if (before && before.until > now()) return before.board;
      if (kept.size >= MOST_KEPT) kept.clear();
      const board = compute(filter);
      kept.set(key, { until: now() + KEPT_MS, board });
      board.catch(() => kept.delete(key));
      return board;
    },

    /** The tickets behind a figure, the newest first, from the `skip`th on; and how many there are. */
    async ticketsOf(
      figure: Figure,
      filter: BoardFilter,
      { limit, skip, ...narrower }: Narrower & { limit: number; skip: number },
    ): Promise<{ tickets: Ticket[]; count: number }> {
      const at = now();
      const where = and(conditionOf(t, figure, filter, at), narrowed(t, narrower, at));
      const tickets = await db.read
        .select()
        .from(t)
        .where(where)
        .orderBy(desc(t.createdAt))
        .limit(limit)
        .offset(skip);
      return { tickets, count: await db.read.$count(t, where) };
    },

    /** The departments that tickets come from. */
    async departments(): Promise<string[]> {
      const rows = await db.read
        .selectDistinct({ department: people.department })
        .from(people)
        .where(sql`${people.department} is not null`)
        .orderBy(asc(people.department));
      return rows.flatMap(({ department }) => department ?? []);
    },
  };
}

export type BoardReads = ReturnType<typeof createBoard>;

function countWhere(condition: SQL | undefined): SQL<number> {
  return condition
    ? sql`count(case when ${condition} then 1 end)`.mapWith(Number)
    : sql`count(*)`.mapWith(Number);
}

/** Each figure over all rows. */
function sums<K extends string>(names: readonly K[], rows: readonly Record<K, number>[]): Record<K, number> {
  const sumOf = (name: K) => rows.reduce((sum, row) => sum + row[name], 0);
  return Object.fromEntries(names.map((name) => [name, sumOf(name)])) as Record<K, number>;
}

function attained(met: number, missed: number): number | null {
  return share(met, met + missed);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function zeros<K extends string>(names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
}
