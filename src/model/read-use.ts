import { gte, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { dayOf, dayStart } from './budget.ts';
import type { Prices } from './settings.ts';
import { purposes, type Purpose } from './trace.ts';
import type { ModelUse, Use } from './use.ts';

const DAYS = 30;
/** Every time zone's day begins at one of these. */
const QUARTER = 900_000;

export interface UseDeps {
  db: Database;
  now: number;
  timeZone: string;
  dailyTokens: number;
  prices: Prices | undefined;
  breakerHolds: boolean;
}

interface Counted {
  quarter: number;
  purpose: string;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  failed: number;
  filtered: number;
}

/** Sums of `modelCalls`, of all replicas, for the board. */
export async function readUse({
  db,
  now,
  timeZone,
  dailyTokens,
  prices,
  breakerHolds,
}: UseDeps): Promise<ModelUse> {
  const today = dayStart(now, timeZone);
  const rows = await countedSince(
    db,
    dayStart(today - (DAYS - 1) * 24 * 3_600_000 + 12 * 3_600_000, timeZone),
  );
  const sum = (some: readonly Counted[]) => summed(some, prices);
  const ofToday = rows.filter(({ quarter }) => quarter * QUARTER >= today);
  const total = sum(ofToday);
  const tokens = total.inputTokens + total.outputTokens;
  const isSpent = tokens >= dailyTokens;
  return {
    today: total,
    dailyTokens,
    share: dailyTokens === 0 ? 1 : Math.min(1, tokens / dailyTokens),
    currency: prices?.currency,
    off: [...(isSpent ? (['daily-budget'] as const) : []), ...(breakerHolds ? (['breaker'] as const) : [])],
    byPurpose: purposes.flatMap((purpose: Purpose) => {
      const some = ofToday.filter((row) => row.purpose === purpose);
      return some.length > 0 ? [{ purpose, ...sum(some) }] : [];
    }),
    last30Days: [...grouped(rows, (row) => dayOf(row.quarter * QUARTER, timeZone))].map(([day, some]) => ({
      day,
      ...sum(some),
    })),
  };
}

async function countedSince(db: Database, since: number): Promise<Counted[]> {
  const { modelCalls: calls } = db.tables;
  const number = (expression: ReturnType<typeof sql>) => sql<number>`${expression}`.mapWith(Number);
  const quarter = sql`(${calls.at} / ${sql.raw(String(QUARTER))})`;
  const share = (pattern: ReturnType<typeof sql>) => number(sql`sum(case when ${pattern} then 1 else 0 end)`);
  const rows = await db.read
    .select({
      quarter: number(quarter),
      purpose: calls.purpose,
      calls: number(sql`count(*)`),
      inputTokens: number(sql`sum(${calls.inputTokens})`),
      outputTokens: number(sql`sum(${calls.outputTokens})`),
      failed: share(sql`${calls.verdict} like '%failed:%'`),
      filtered: share(sql`${calls.verdict} like '%filtered:%' or ${calls.verdict} like '%alert:%'`),
    })
    .from(calls)
    .where(gte(calls.at, since))
    .groupBy(quarter, calls.purpose);
  return rows.toSorted((a, b) => a.quarter - b.quarter);
}

function summed(rows: readonly Counted[], prices: Prices | undefined): Use {
  const add = (key: Exclude<keyof Counted, 'purpose' | 'quarter'>) =>
    rows.reduce((sum, row) => sum + row[key], 0);
  const [inputTokens, outputTokens] = [add('inputTokens'), add('outputTokens')];
  const cost = prices && (inputTokens * prices.input + outputTokens * prices.output) / 1_000_000;
  return {
    calls: add('calls'),
    inputTokens,
    outputTokens,
    failed: add('failed'),
    filtered: add('filtered'),
    cost,
  };
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
