import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { ResetState } from '../store/schema.ts';

/** How the password reset did in a span of time. */
export interface ResetFigures {
  started: number;
  done: number;
  /** By reason; those refused before they began, and those that ended on the way. */
  refused: { because: string; count: number }[];
  /** Of those done, from the first press to the end: the middle one, ms; null where there is none. */
  medianMs: number | null;
}

const NOT_DONE: readonly ResetState[] = ['refused', 'void', 'expired', 'failed', 'unknown'];
const MOST_TIMES = 10_000;

/** Counts the requests that began in [from, to), UTC ms. */
export async function resetFiguresIn(
  db: Database,
  { from, to }: { from: number; to: number },
): Promise<ResetFigures> {
  const { resetRequests: t } = db.tables;
  const within = and(gte(t.startedAt, from), lt(t.startedAt, to));
  const counts = await db.read
    .select({ state: t.state, because: t.because, count: sql<number | string>`count(*)` })
    .from(t)
    .where(within)
    .groupBy(t.state, t.because);
  const took = sql<number | string>`${t.endedAt} - ${t.startedAt}`;
  const times = await db.read
    .select({ ms: took })
    .from(t)
    .where(and(within, eq(t.state, 'done')))
    .orderBy(took)
    .limit(MOST_TIMES);
  const sumOf = (rows: typeof counts) => rows.reduce((sum, { count }) => sum + Number(count), 0);
  const middle = times[Math.floor(times.length / 2)];
  return {
    started: sumOf(counts),
    done: sumOf(counts.filter(({ state }) => state === 'done')),
    refused: counts
      .filter(({ state }) => NOT_DONE.includes(state))
      .map(({ state, because, count }) => ({ because: because ?? state, count: Number(count) }))
      .toSorted((a, b) => b.count - a.count),
    medianMs: middle ? Number(middle.ms) : null,
  };
}
