import { and, eq, inArray, isNotNull, lte, notInArray, or, sql, type SQL } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import { prepared } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';
import { isHeld, isPending, lease, takeable } from './lanes.ts';
import { LeaseLostError } from './lease.ts';
import { targetedMessage } from './outbox.ts';

export type OutboxRow = Tables['outbox']['$inferSelect'];

/** What a `ref` stands for by now. `wait`: not sent yet; `gone`: never will be. */
export type Link =
  | { state: 'ready'; messageId: string }
  | { state: 'wait' }
  | { state: 'gone'; reason: string };

/** An outbox row in the sender's hands. */
export interface Delivery {
  id: number;
  lane: string;
  row: OutboxRow;
  target?: Link | undefined;
  thread?: Link | undefined;
  /** An earlier try may have arrived. */
  uncertain: boolean;
  /** It was in hand twice, and twice we don't know whether it arrived. */
  exhausted: boolean;
}

const UNKNOWN = 'unknown: ';
const CRASHED = `${UNKNOWN}the sender ended while sending`;

/** The reason to keep with a row whose try may have arrived; `Delivery.uncertain` is read from it. */
export function uncertainReason(reason: string): string {
  return reason.startsWith(UNKNOWN) ? reason : UNKNOWN + reason;
}

/** Platforms whose rows are not taken now; of those in `refused` only what was posted before `overdue` (UTC ms). */
export interface Away {
  silent: string[];
  refused: string[];
  overdue: number;
}

/** Leases the oldest pending row of each lane that is free and due, at most `limit`. */
export async function takeDeliveries(
  db: Database,
  {
    owner,
    now,
    leaseMs,
    limit,
    busyLanes,
    away,
  }: {
    owner: string;
    now: number;
    leaseMs: number;
    limit: number;
    busyLanes: readonly string[];
    away?: Away | undefined;
  },
): Promise<Delivery[]> {
  const { outbox } = db.tables;
  return db.transaction({}, async (tx) => {
    const name = `take deliveries ${busyLanes.length} ${away?.silent.join()} ${away?.refused.join()}`;
    const heads = prepared(db.tables, name, () =>
      db.skipLocked(
        tx
          .select()
          .from(outbox)
          .where(and(takeable(tx, outbox, busyLanes), away && isServed(outbox, away)))
          .orderBy(outbox.id)
          .limit(sql.placeholder('limit')),
      ),
    );
    const rows: OutboxRow[] = await heads.execute({ now, limit, overdue: away?.overdue });
    if (rows.length === 0) return [];
    const links = await resolve(tx, db.tables, rows);
    // A row whose last holder never gave it back was in flight when that one ended.
    const crashed = rows.filter((row) => row.leaseOwner !== null).map((row) => row.id);
    const ids = rows.map((row) => row.id);
    await lease(tx, { tables: db.tables, of: 'outbox' }, { ids, owner, leaseUntil: now + leaseMs });
    if (crashed.length > 0) {
      await tx.update(outbox).set({ error: CRASHED }).where(inArray(outbox.id, crashed));
    }
    return rows.map((row) => {
      const wasUncertain = row.error?.startsWith(UNKNOWN) ?? false;
      const hasCrashed = row.leaseOwner !== null;
      return {
        id: row.id,
        lane: row.lane,
        row,
        target: links.of(row, row.target),
        thread: links.of(row, row.threadRef),
        uncertain: wasUncertain || hasCrashed,
        exhausted: wasUncertain && hasCrashed,
      };
    });
  });
}

function isServed(outbox: Tables['outbox'], { silent, refused }: Away): SQL | undefined {
  const platform = sql`${outbox.place} ->> 'platform'`;
  return and(
    silent.length > 0 ? notInArray(platform, silent) : undefined,
    refused.length > 0
      ? or(notInArray(platform, refused), lte(outbox.createdAt, sql.placeholder('overdue')))
      : undefined,
  );
}

async function resolve(tx: Transaction, tables: Tables, rows: OutboxRow[]) {
  const refs = new Set(
    rows.flatMap(({ target, threadRef }) => [target, threadRef]).filter((ref) => ref !== null),
  );
  const named = refs.size === 0 ? [] : await messagesNamed(tx, tables, [...refs]);
  return {
    of(row: OutboxRow, wanted: string | null): Link | undefined {
      if (wanted === null) return undefined;
      const foreign = targetedMessage(wanted);
      if (foreign !== undefined) return { state: 'ready', messageId: foreign };
      const candidates = named.filter((other) => other.ref === wanted && other.id !== row.id);
      const sent = candidates.findLast((other) => other.messageId !== null);
      if (sent?.messageId) return { state: 'ready', messageId: sent.messageId };
      // One that stands behind this row in the same lane would be waited for in vain.
      const coming = candidates.some(
        (other) => other.state === 'pending' && (other.lane !== row.lane || other.id < row.id),
      );
      if (coming) return { state: 'wait' };
      return { state: 'gone', reason: `the message it belongs to was never sent (${wanted})` };
    },
  };
}

function messagesNamed(tx: Transaction, tables: Tables, refs: string[]) {
  const { id, lane, ref, state, messageId } = tables.outbox;
  const slots = refs.map((_, n) => sql.placeholder(`ref${n}`));
  const query = prepared(tables, `messages named ${refs.length}`, () =>
    tx.select({ id, lane, ref, state, messageId }).from(tables.outbox).where(inArray(ref, slots)).orderBy(id),
  );
  return query.execute(Object.fromEntries(refs.map((wanted, n) => [`ref${n}`, wanted])));
}

/** Books that a row was sent and frees it; in few steps, as it is done for nearly every row. */
export async function bookSent(
  tx: Transaction,
  tables: Tables,
  { id, owner, messageId, now }: { id: number; owner: string; messageId: string | null; now: number },
): Promise<void> {
  const { outbox } = tables;
  const query = prepared(tables, 'book sent', () =>
    tx
      .update(outbox)
      .set({
        state: 'sent',
        messageId: sql`${sql.placeholder('messageId')}`,
        sentAt: sql`${sql.placeholder('now')}`,
        attempts: sql`${outbox.attempts} + 1`,
        leaseOwner: null,
        leaseUntil: null,
      })
      .where(isHeld(outbox, { id: sql.placeholder('id'), owner: sql.placeholder('owner') }))
      .returning({ id: outbox.id }),
  );
  const booked = await query.execute({ id, owner, messageId, now });
  if (booked.length === 0) throw new LeaseLostError(id);
}

/** Books the end of a try and frees the row. Throws a LeaseLostError where `owner` doesn't hold it any more. */
export async function bookDelivery(
  tx: Transaction,
  { outbox }: Tables,
  {
    id,
    owner,
    ...values
  }: { id: number; owner: string } & Partial<
    Pick<OutboxRow, 'state' | 'messageId' | 'sentAt' | 'error' | 'attempts' | 'notBefore'>
  >,
): Promise<void> {
  const changed = await tx
    .update(outbox)
    .set({ ...values, leaseOwner: null, leaseUntil: null })
    .where(isHeld(outbox, { id, owner }))
    .returning({ id: outbox.id });
  if (changed.length === 0) throw new LeaseLostError(id);
}

/** Frees rows that were taken and never sent. */
export async function giveBackDeliveries(
  db: Database,
  { ids, owner }: { ids: number[]; owner: string },
): Promise<void> {
  const { outbox } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx
      .update(outbox)
      .set({ leaseOwner: null, leaseUntil: null })
      .where(and(inArray(outbox.id, ids), eq(outbox.leaseOwner, owner)));
  });
}

/** Holds rows until `leaseUntil`; a time that has passed lets others take them as perhaps sent. */
export async function holdDeliveries(
  db: Database,
  { ids, owner, leaseUntil }: { ids: number[]; owner: string; leaseUntil: number },
): Promise<void> {
  const { outbox } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx
      .update(outbox)
      .set({ leaseUntil })
      .where(and(inArray(outbox.id, ids), eq(outbox.leaseOwner, owner)));
  });
}

/**
 * Ends every lease: right where the only process has died. The rows stay marked as having been in flight, so that the
 * next try is known to be the second. What was on its way to the platforms in `settling` is left alone until `until`
 * (UTC ms): looked for sooner, it might arrive after it was not found (reliability.md, 0.2).
 */
export async function expireDeliveries(
  db: Database,
  settling: { platforms: readonly string[]; until: number } = { platforms: [], until: 0 },
): Promise<void> {
  const { outbox } = db.tables;
  const inFlight = and(isPending(outbox), isNotNull(outbox.leaseOwner));
  const platform = sql`${outbox.place} ->> 'platform'`;
  await db.transaction({}, async (tx) => {
    await tx
      .update(outbox)
      .set({ leaseUntil: sql`0` })
      .where(and(inFlight, notInArray(platform, [...settling.platforms])));
    await tx
      .update(outbox)
      .set({ leaseUntil: settling.until })
      .where(and(inFlight, inArray(platform, [...settling.platforms])));
  });
}
