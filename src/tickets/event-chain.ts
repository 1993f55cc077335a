import { createHash } from 'node:crypto';
import { asc, desc, eq, sql } from 'drizzle-orm';
import type { Reader, Transaction } from '../store/database.ts';
import { insertRows, prepared } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';

export type TicketEvent = Tables['ticketEvents']['$inferSelect'];

/** What is told of a change: who, when, what, and from which inbox row. */
export interface Entry {
  ticketId: string;
  kind: string;
  actor: string;
  at: number;
  sourceEvent: number | null;
  data: Record<string, unknown>;
}

const GENESIS = '0'.repeat(64);

/** Adds one event to the ticket's chain. The caller holds the ticket's lock. */
export async function append(tx: Transaction, tables: Tables, entry: Entry): Promise<void> {
  const { ticketEvents: t } = tables;
  const end = prepared(tables, 'end of the chain', () =>
    tx
      .select({ n: t.n, hash: t.hash })
      .from(t)
      .where(eq(t.ticketId, sql.placeholder('ticketId')))
      .orderBy(desc(t.n))
      .limit(1),
  );
  const [last] = await end.execute({ ticketId: entry.ticketId });
  const n = (last?.n ?? 0) + 1;
  const previousHash = last?.hash ?? GENESIS;
  const row = { ...entry, n, previousHash, hash: hashOf({ ...entry, n, previousHash }) };
  await insertRows(tx, { tables, into: 'ticketEvents' }, [row]);
}

export async function eventsOf(db: Reader, tables: Tables, ticketId: string): Promise<TicketEvent[]> {
  const { ticketEvents: t } = tables;
  return db.select().from(t).where(eq(t.ticketId, ticketId)).orderBy(asc(t.n));
}

/**
 * The number `n` of the first event that was altered, is missing or stands in the wrong place; none if intact.
 * Events cut off at the end are only noticed where it is said how many there must be: `ticket.version + 1`.
 */
export function firstBroken(events: readonly TicketEvent[], expected?: number): number | undefined {
  let previousHash = GENESIS;
  for (const [index, event] of events.entries()) {
    const intact =
      event.n === index + 1 && event.previousHash === previousHash && event.hash === hashOf(event);
    if (!intact) return index + 1;
    previousHash = event.hash;
  }
  if (expected !== undefined && events.length !== expected) return Math.min(events.length, expected) + 1;
  return undefined;
}

/** The article whose procedure was begun last. */
export function currentProcedure(events: readonly TicketEvent[]): string | undefined {
  const id = events.findLast((event) => event.kind === 'procedure')?.data.articleId;
  return typeof id === 'string' ? id : undefined;
}

/** When (UTC ms) the ticket last came back unsolved; 0 if never. */
export function lastReopening(events: readonly TicketEvent[]): number {
  return events.findLast(({ kind }) => kind === 'verification-failed' || kind === 'reopened')?.at ?? 0;
}

function hashOf(event: Entry & { n: number; previousHash: string }): string {
  const { previousHash, ticketId, n, kind, actor, at, sourceEvent, data } = event;
  return createHash('sha256')
    .update(canonical([previousHash, ticketId, n, kind, actor, at, sourceEvent, data]))
    .digest('hex');
}

/** JSON with sorted keys: PostgreSQL's jsonb doesn't keep their order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
