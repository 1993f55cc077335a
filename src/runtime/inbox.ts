import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { InboundEvent } from '../platforms/platform.ts';
import type { Database, Transaction } from '../store/database.ts';
import { isUniqueViolation } from '../store/errors.ts';
import { insertRows, prepared } from '../store/prepared.ts';
import type { DueTimer, Tables } from '../store/schema.ts';
import { isHeld, isPending, lease, takeable } from './lanes.ts';
import { LeaseLostError } from './lease.ts';
import { noProbe, type Probe } from './probe.ts';
import { wellFormed } from './well-formed.ts';

/** An event that was received and is to be worked on. `lane`: what it must keep its order in. */
export interface StoredEvent {
  id: number;
  lane: string;
  payload: InboundEvent | DueTimer;
  /** How often it failed so far. */
  attempts: number;
  receivedAt: number;
}

/**
 * Stores an event durably, once: `repeated`, and nothing stored, where any of its keys was seen before.
 * Once this resolves the vendor may be told that the event is received.
 */
export async function acceptEvent(
  db: Database,
  event: InboundEvent,
  {
    lane,
    now,
    probe = noProbe,
    onStored,
  }: {
    lane: string;
    now: number;
    probe?: Probe;
    /** Told the event's id once it is durable. */
    onStored?: ((id: number) => void) | undefined;
  },
): Promise<'stored' | 'repeated'> {
  const { tables } = db;
  const payload = wellFormed(event);
  const { platform, tenant } = payload;
  // Sorted, so that two transactions with the same keys never wait for each other crosswise.
  const keys = [...new Set(payload.keys)].toSorted();
  let id: number | undefined;
  try {
    id = await db.transaction({ lock: [laneLock(lane)] }, async (tx) => {
      const seen = keys.map((key) => ({ platform, tenant, key, at: now }));
      await insertRows(tx, { tables, into: 'inboxKeys' }, seen);
      const stored = await insertEvent(tx, tables, { lane, payload, now });
      probe('in-store');
      return stored;
    });
  } catch (error) {
    // Only the keys are unique here.
    if (isUniqueViolation(error)) return 'repeated';
    throw error;
  }
  probe('after-store');
  if (id !== undefined) onStored?.(id);
  return 'stored';
}

async function insertEvent(
  tx: Transaction,
  tables: Tables,
  values: { lane: string; payload: InboundEvent; now: number },
): Promise<number | undefined> {
  const { inbox } = tables;
  const query = prepared(tables, 'store event', () =>
    tx
      .insert(inbox)
      .values({
        lane: sql.placeholder('lane'),
        payload: sql.placeholder('payload'),
        notBefore: sql.placeholder('now'),
        receivedAt: sql.placeholder('now'),
      })
      .returning({ id: inbox.id }),
  );
  const [row] = await query.execute(values);
  return row?.id;
}

/** Who writes into a lane holds this: ids of a lane become visible in their order, also on PostgreSQL. */
export function laneLock(lane: string): string {
  return `lane:${lane}`;
}

/** Leases the oldest event of each lane that is free and due, at most `limit`, oldest first. */
export async function takeEvents(
  db: Database,
  { owner, now, leaseMs, limit }: { owner: string; now: number; leaseMs: number; limit: number },
): Promise<StoredEvent[]> {
  const { inbox } = db.tables;
  const { id, lane, payload, attempts, receivedAt } = inbox;
  return db.transaction({}, async (tx) => {
    const heads = prepared(db.tables, 'take events', () =>
      db.skipLocked(
        tx
          .select({ id, lane, payload, attempts, receivedAt })
          .from(inbox)
          .where(takeable(tx, inbox))
          .orderBy(id)
          .limit(sql.placeholder('limit')),
      ),
    );
    const events = await heads.execute({ now, limit });
    const ids = events.map((event) => event.id);
    await lease(tx, { tables: db.tables, of: 'inbox' }, { ids, owner, leaseUntil: now + leaseMs });
    return events;
  });
}

interface Held {
  id: number;
  owner: string;
}

/** Books what became of an event. Throws a LeaseLostError where `owner` doesn't hold it any more. */
export async function finishEvent(
  tx: Transaction,
  tables: Tables,
  { id, owner, result, now }: Held & { result: string; now: number },
): Promise<void> {
  const { inbox } = tables;
  const query = prepared(tables, 'finish event', () =>
    tx
      .update(inbox)
      .set({
        state: 'done',
        result: sql`${sql.placeholder('result')}`,
        doneAt: sql`${sql.placeholder('now')}`,
        leaseOwner: null,
        leaseUntil: null,
      })
      .where(isHeld(inbox, { id: sql.placeholder('id'), owner: sql.placeholder('owner') }))
      .returning({ id: inbox.id }),
  );
  const finished = await query.execute({ id, owner, result, now });
  if (finished.length === 0) throw new LeaseLostError(id);
}

/** Frees an event that failed; it is tried again from `notBefore` on, and its lane waits till then. */
export async function postponeEvent(
  tx: Transaction,
  tables: Tables,
  { id, owner, notBefore, reason }: Held & { notBefore: number; reason: string },
): Promise<void> {
  const attempts = sql`${tables.inbox.attempts} + 1`;
  await change(tx, tables, { id, owner }, { attempts, notBefore, result: reason });
}

/** Gives an event up; its lane goes on with the next. */
export async function buryEvent(
  tx: Transaction,
  tables: Tables,
  { id, owner, reason, now }: Held & { reason: string; now: number },
): Promise<void> {
  const attempts = sql`${tables.inbox.attempts} + 1`;
  await change(tx, tables, { id, owner }, { state: 'dead', attempts, result: reason, doneAt: now });
}

async function change(
  tx: Transaction,
  { inbox }: Tables,
  { id, owner }: Held,
  values: Parameters<ReturnType<typeof tx.update<Tables['inbox']>>['set']>[0],
): Promise<void> {
  const changed = await tx
    .update(inbox)
    .set({ ...values, leaseOwner: null, leaseUntil: null })
    .where(isHeld(inbox, { id, owner }))
    .returning({ id: inbox.id });
  if (changed.length === 0) throw new LeaseLostError(id);
}

/** Holds events for longer; those that were lost meanwhile stay lost. */
export async function renewEvents(
  db: Database,
  { ids, owner, leaseUntil }: { ids: number[]; owner: string; leaseUntil: number },
): Promise<void> {
  const { inbox } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx
      .update(inbox)
      .set({ leaseUntil })
      .where(and(inArray(inbox.id, ids), eq(inbox.leaseOwner, owner)));
  });
}

/** Frees some of the events that `owner` holds. */
export async function giveBackEvents(
  db: Database,
  { ids, owner }: { ids: number[]; owner: string },
): Promise<void> {
  const { inbox } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx
      .update(inbox)
      .set({ leaseOwner: null, leaseUntil: null })
      .where(and(inArray(inbox.id, ids), eq(inbox.leaseOwner, owner)));
  });
}

/** Frees the events that `owner` holds; without `owner` all, which is right where the only process has died. */
export async function releaseLeases(db: Database, owner?: string): Promise<void> {
  const { inbox } = db.tables;
  const held = owner === undefined ? isNotNull(inbox.leaseOwner) : eq(inbox.leaseOwner, owner);
  await db.transaction({}, async (tx) => {
    await tx
      .update(inbox)
      .set({ leaseOwner: null, leaseUntil: null })
      .where(and(isPending(inbox), held));
  });
}

/** Whether time has made it. */
export function isTimer(event: StoredEvent): event is StoredEvent & { payload: DueTimer } {
  return event.payload.kind === 'timer';
}

/** Whether somebody has. */
export function isInbound(event: StoredEvent): event is StoredEvent & { payload: InboundEvent } {
  return event.payload.kind !== 'timer';
}
