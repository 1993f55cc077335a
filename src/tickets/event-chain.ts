import { createHash } from 'node:crypto';
import { asc, desc, eq } from 'drizzle-orm';
import type { Reader, Transaction } from '../store/database.ts';
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
  const [last] = await tx
    .select({ n: t.n, hash: t.hash })
    .from(t)
    .where(eq(t.ticketId, entry.ticketId))
    .orderBy(desc(t.n))
    .limit(1);
  const n = (last?.n ?? 0) + 1;
  const previousHash = last?.hash ?? GENESIS;
  await tx.insert(t).values({ ...entry, n, previousHash, hash: hashOf({ ...entry, n, previousHash }) });
}

export async function eventsOf(db: Reader, tables: Tables, ticketId: string): Promise<TicketEvent[]> {
  const { ticketEvents: t } = tables;
  return db.select().from(t).where(eq(t.ticketId, ticketId)).orderBy(asc(t.n));
}

/** The number `n` of the first event that was altered, is missing or stands in the wrong place; none if intact. */
export function firstBroken(events: readonly TicketEvent[]): number | undefined {
  let previousHash = GENESIS;
  for (const [index, event] of events.entries()) {
    const intact =
      event.n === index + 1 && event.previousHash === previousHash && event.hash === hashOf(event);
    if (!intact) return index + 1;
    previousHash = event.hash;
  }
  return undefined;
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
