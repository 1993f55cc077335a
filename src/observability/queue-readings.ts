import { and, gte, lte, ne, sql, type AnyColumn } from 'drizzle-orm';
import type { Database } from '../store/database.ts';

const DAY_MS = 24 * 60 * 60_000;

export const outboxStates = ['due', 'waiting', 'leased'] as const;

/** How full the queues are, for all replicas together. Ages in ms. */
export interface QueueReadings {
  inbox: { pending: number; oldestMs: number };
  outbox: { platform: string; state: (typeof outboxStates)[number]; rows: number; oldestMs: number }[];
  /** Messages of the last day that were given up. */
  dead: { platform: string; rows: number }[];
  deadLetters: { message: number; event: number };
  timers: { due: number; overdueMs: number };
  /** Calls of today (UTC) that have ended. */
  model: { purpose: string; calls: number; inputTokens: number; outputTokens: number }[];
}

/** Reads through the partial indexes only: a million closed rows cost nothing. `now` in UTC ms. */
export async function readQueues(db: Database, now: number): Promise<QueueReadings> {
  const [inbox, outbox, dead, deadEvents, timers, model] = await Promise.all([
    readInbox(db, now),
    readOutbox(db, now),
    readDead(db, now),
    db.read.$count(db.tables.inbox, sql`${db.tables.inbox.state} = 'dead'`),
    readTimers(db, now),
    readModel(db, now),
  ]);
  return {
    inbox,
    outbox,
    dead: dead.map(({ platform, recent }) => ({ platform, rows: recent })),
    deadLetters: { message: dead.reduce((sum, { rows }) => sum + rows, 0), event: deadEvents },
    timers,
    model,
  };
}

async function readInbox(
  { read, tables: { inbox } }: Database,
  now: number,
): Promise<QueueReadings['inbox']> {
  const oldest = sql<number | null>`min(case when ${inbox.notBefore} <= ${now} then ${inbox.receivedAt} end)`;
  const [row] = await read
    .select({ pending: count(), oldest })
    .from(inbox)
    .where(sql`${inbox.state} = 'pending'`);
  return { pending: row?.pending ?? 0, oldestMs: age(row?.oldest, now) };
}

async function readOutbox(
  { read, tables: { outbox } }: Database,
  now: number,
): Promise<QueueReadings['outbox']> {
  const platform = sql<string>`${outbox.place} ->> 'platform'`;
  const state = sql<(typeof outboxStates)[number]>`case when ${outbox.leaseUntil} > ${now} then 'leased'
    when ${outbox.notBefore} > ${now} then 'waiting' else 'due' end`;
  // By position: PostgreSQL would take the parameters of a repeated expression for other ones.
  const rows = await read
    .select({ platform, state, rows: count(), oldest: sql<number | null>`min(${outbox.createdAt})` })
    .from(outbox)
    .where(sql`${outbox.state} = 'pending'`)
    .groupBy(sql`1`, sql`2`);
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestMs: age(oldest, now) }));
}

async function readDead({ read, tables: { outbox } }: Database, now: number) {
  const recent = sql<number>`sum(case when ${outbox.createdAt} >= ${now - DAY_MS} then 1 else 0 end)`;
  return read
    .select({
      platform: sql<string>`${outbox.place} ->> 'platform'`,
      rows: count(),
      recent: recent.mapWith(Number),
    })
    .from(outbox)
    .where(sql`${outbox.state} = 'dead'`)
    .groupBy(sql`1`);
}

async function readTimers(
  { read, tables: { timers } }: Database,
  now: number,
): Promise<QueueReadings['timers']> {
  const first = sql<number | null>`min(${timers.dueAt})`;
  const [row] = await read.select({ due: count(), first }).from(timers).where(lte(timers.dueAt, now));
  return { due: row?.due ?? 0, overdueMs: age(row?.first, now) };
}

async function readModel(
  { read, tables: { modelCalls } }: Database,
  now: number,
): Promise<QueueReadings['model']> {
  const total = (column: AnyColumn) => sql<number>`sum(${column})`.mapWith(Number);
  // What runs is booked with the most that it may use; a counter must not go down again.
  return read
    .select({
      purpose: modelCalls.purpose,
      calls: count(),
      inputTokens: total(modelCalls.inputTokens),
      outputTokens: total(modelCalls.outputTokens),
    })
    .from(modelCalls)
    .where(and(gte(modelCalls.at, now - (now % DAY_MS)), ne(modelCalls.verdict, 'running')))
    .groupBy(modelCalls.purpose);
}

function count() {
  return sql<number>`count(*)`.mapWith(Number);
}

/** PostgreSQL gives a minimum of large numbers as text. */
function age(since: number | string | null | undefined, now: number): number {
  return since === null || since === undefined ? 0 : Math.max(0, now - Number(since));
}
