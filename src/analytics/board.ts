import { setImmediate as turn } from 'node:timers/promises';
import { and, asc, count, desc, eq, gte, lt, sql, type Column, type SQL } from 'drizzle-orm';
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
  ageIndex,
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
/** Counted by half hours, so that days of any time zone can be put together. */
const SLOT_MS = 1_800_000;
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

  /** All figures of a scope in one pass over its index. */
  async function countsIn(
    scope: Scope,
    filter: BoardFilter,
    at: number,
  ): Promise<Partial<Record<Figure, number>>> {
    // SQLite works in this very thread: between two passes others have their turn.
    await turn();
    const names = figuresIn(scope);
    const wanted = Object.fromEntries(
      names.map((name) => [name, countWhere(whichOf(t, name, { now: at, from: filter.period.from }))]),
    ) as Record<Figure, SQL<number>>;
    const [row] = await db.read
      .select(wanted)
      .from(t)
      .where(scopeCondition(t, scope, filter));
    return row ?? {};
  }

  async function backlogOf(filter: BoardFilter, at: number): Promise<Board['backlog']> {
    await turn();
    const age = ageIndex(t, at);
    const rows = await db.read
      .select({ queue: t.queue, priority: t.priority, age, many: count() })
      .from(t)
      .where(scopeCondition(t, 'open', filter))
      .groupBy(t.queue, t.priority, sql`3`);
    const backlog: Board['backlog'] = {
      byQueue: Object.fromEntries(filter.queues.map((queue) => [queue, 0])),
      byPriority: zeros(priorities),
      byAge: zeros(ages),
    };
    for (const { queue, priority, age: n, many } of rows) {
      backlog.byQueue[queue] = (backlog.byQueue[queue] ?? 0) + many;
      backlog.byPriority[priority] += many;
      const name = ages[n];
      if (name) backlog.byAge[name] += many;
    }
    return backlog;
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

  async function daysIn(filter: BoardFilter, at: number): Promise<BoardDay[]> {
    const days = daysOf(filter.period, at, timeZone).map((day) => ({
      ...day,
      opened: 0,
      resolved: 0,
      met: 0,
      missed: 0,
    }));
    const dayAt = (slot: number) =>
      days.find(({ from, to }) => slot * SLOT_MS >= from && slot * SLOT_MS < to);
    const slotOf = (column: Column) => sql`${column} / ${sql.raw(String(SLOT_MS))}`.mapWith(Number);
    await turn();
    const opened = await db.read
      .select({ slot: slotOf(t.createdAt), many: count() })
      .from(t)
      .where(scopeCondition(t, 'created', filter))
      .groupBy(sql`1`);
    for (const { slot, many } of opened) {
      const day = dayAt(slot);
      if (day) day.opened += many;
    }
    await turn();
    const met = countWhere(whichOf(t, 'resolution-met', { now: at, from: filter.period.from }));
    const resolved = await db.read
      .select({ slot: slotOf(t.resolvedAt), many: count(), met })
      .from(t)
      .where(scopeCondition(t, 'resolved', filter))
      .groupBy(sql`1`);
    for (const row of resolved) {
      const day = dayAt(row.slot);
      if (!day) continue;
      day.resolved += row.many;
      day.met += row.met;
      day.missed += row.many - row.met;
    }
    return days.map(({ from: _, to: __, ...day }) => day);
  }

  async function compute(filter: BoardFilter): Promise<Board> {
    const at = now();
    const counts = {
      ...(await countsIn('resolved', filter, at)),
      ...(await countsIn('responded', filter, at)),
      ...(await countsIn('created', filter, at)),
      ...(await countsIn('open', filter, at)),
    } as Record<Figure, number>;
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
      backlog: await backlogOf(filter, at),
      outcomes: await outcomesOf(filter),
      days: await daysIn(filter, at),
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

function attained(met: number, missed: number): number | null {
  return share(met, met + missed);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function zeros<K extends string>(names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
}
