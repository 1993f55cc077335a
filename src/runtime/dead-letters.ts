import { and, desc, eq, gt, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import { uncertainReason, type OutboxRow } from './deliveries.ts';
import { newId } from './id.ts';
import { isPending } from './lanes.ts';
import { letterId, type LetterName } from './letter-name.ts';

export type LetterAct = Tables['letterActs']['$inferSelect'];
export type LetterActKind = LetterAct['act'];

/**
 * What came of an order. `settled`: it is no dead letter any more, `last` says who has seen to it; `in-hand`: it, or
 * another of its lane, is being worked on at this moment; `waiting`: it is tried by itself; `elsewhere`: the same
 * message has gone another way since.
 */
export type LetterOutcome =
  | { did: LetterActKind; letter: string }
  | { refused: 'settled' | 'in-hand' | 'waiting' | 'elsewhere'; letter: string; last: LetterAct | undefined };

export interface LetterOrder {
  /** Who decides: a person's id, or `command:` and the account on the machine. */
  actor: string;
  /** UTC ms. */
  now: number;
}

export interface DropOrder extends LetterOrder {
  reason: string;
  /** For a message that still waited, within the same transaction: its writer expects it to arrive. */
  onDropped?: ((tx: Transaction, row: OutboxRow) => Promise<void>) | undefined;
}

/** Has what was given up tried anew, from its first attempt on; it is the next of its lane. */
export async function retryLetter(
  db: Database,
  name: LetterName,
  { actor, now }: LetterOrder,
): Promise<LetterOutcome> {
  const { tables } = db;
  const letter = letterId(name);
  return db.transaction({}, async (tx) => {
    const found = await findIn(tx, tables, name);
    const last = await lastAct(tx, tables, letter);
    if (found?.state === 'pending' && last?.act !== 'retry') return { refused: 'waiting', letter, last };
    if (!found || !isGivenUp(found)) return { refused: 'settled', letter, last };
    if (found.ref && (await wentElsewhere(tx, tables, found.ref, found.id))) {
      return { refused: 'elsewhere', letter, last };
    }
    // Its turn would come beside the one that is in hand, not before or after it.
    if (await isLaneInHand(tx, tables, { ...name, lane: found.lane, now })) {
      return { refused: 'in-hand', letter, last };
    }
    const fresh = {
      state: 'pending' as const,
      attempts: 0,
      notBefore: now,
      leaseOwner: null,
      leaseUntil: null,
      retriedAt: now,
    };
    const changed =
      name.of === 'outbox'
        ? await tx
            .update(tables.outbox)
            // The next try must know that it may be the second.
            .set(found.state === 'unknown' ? { ...fresh, error: uncertainReason(found.why ?? '?') } : fresh)
            .where(isStill(tables.outbox, found))
            .returning({ id: tables.outbox.id })
        : await tx
            .update(tables.inbox)
            .set({ ...fresh, doneAt: null })
            .where(isStill(tables.inbox, found))
            .returning({ id: tables.inbox.id });
    if (changed.length === 0) {
      return { refused: 'settled', letter, last: await lastAct(tx, tables, letter) };
    }
    await record(tx, tables, { letter, act: 'retry', actor, reason: null, at: now });
    return { did: 'retry', letter };
  });
}

/** Lets it go for good, with the reason kept; what waits behind it goes on. */
export async function dropLetter(
  db: Database,
  name: LetterName,
  { actor, now, reason, onDropped }: DropOrder,
): Promise<LetterOutcome> {
  const { tables } = db;
  const letter = letterId(name);
  return db.transaction({}, async (tx) => {
    const found = await findIn(tx, tables, name);
    const isOpen = found && (found.state === 'pending' || isGivenUp(found));
    if (!isOpen) return { refused: 'settled', letter, last: await lastAct(tx, tables, letter) };
    const queue = tables[name.of];
    const isFree = or(isNull(queue.leaseUntil), lte(queue.leaseUntil, now));
    const dropped = { state: 'dropped' as const, leaseOwner: null, leaseUntil: null };
    const where = and(isStill(queue, found), isFree);
    const changed =
      name.of === 'outbox'
        ? await tx.update(tables.outbox).set(dropped).where(where).returning()
        : await tx
            .update(tables.inbox)
            .set({ ...dropped, doneAt: now })
            .where(where)
            .returning();
    const [row] = changed;
    if (!row) {
      const refused = found.state === 'pending' ? 'in-hand' : 'settled';
      return { refused, letter, last: await lastAct(tx, tables, letter) };
    }
    await record(tx, tables, { letter, act: 'drop', actor, reason, at: now });
    if ('op' in row && found.state === 'pending') await onDropped?.(tx, row);
    return { did: 'drop', letter };
  });
}

/** What people last decided, the newest first. */
export function lettersActed(db: Database, limit: number): Promise<LetterAct[]> {
  const { letterActs } = db.tables;
  return db.read.select().from(letterActs).orderBy(desc(letterActs.id)).limit(limit);
}

/** What was last decided about a letter such as `m12`. */
export async function lastAct(
  tx: Pick<Transaction, 'select'>,
  { letterActs }: Tables,
  letter: string,
): Promise<LetterAct | undefined> {
  const [act] = await tx
    .select()
    .from(letterActs)
    .where(eq(letterActs.letter, letter))
    .orderBy(desc(letterActs.id))
    .limit(1);
  return act;
}

interface Found {
  id: number;
  lane: string;
  state: OutboxRow['state'] | 'done';
  why: string | null;
  sentAt?: number | null;
  ref?: string | null;
}

async function findIn(
  tx: Transaction,
  { outbox, inbox }: Tables,
  { of, id }: LetterName,
): Promise<Found | undefined> {
  if (of === 'outbox') {
    const { lane, state, error: why, sentAt, ref } = outbox;
    const columns = { id: outbox.id, lane, state, why, sentAt, ref };
    return (await tx.select(columns).from(outbox).where(eq(outbox.id, id)))[0];
  }
  const { lane, state, result: why } = inbox;
  return (await tx.select({ id: inbox.id, lane, state, why }).from(inbox).where(eq(inbox.id, id)))[0];
}

/** Whether a younger message of the same name has taken the place of row `id`. */
async function wentElsewhere(tx: Transaction, { outbox }: Tables, ref: string, id: number): Promise<boolean> {
  const others = await tx
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.ref, ref),
        gt(outbox.id, id),
        inArray(outbox.op, ['send', 'private']),
        inArray(outbox.state, ['pending', 'sent', 'unknown']),
      ),
    )
    .limit(1);
  return others.length > 0;
}

/** What is unknown and was sent has arrived, perhaps twice: there is nothing to do about it. */
function isGivenUp({ state, sentAt = null }: Found): boolean {
  return state === 'dead' || (state === 'unknown' && sentAt === null);
}

function isStill(queue: Tables['inbox'] | Tables['outbox'], { id, state }: Found) {
  return and(eq(queue.id, id), sql`${queue.state} = ${state}`);
}

async function isLaneInHand(
  tx: Transaction,
  tables: Tables,
  { of, id, lane, now }: LetterName & { lane: string; now: number },
): Promise<boolean> {
  const queue = tables[of];
  const held = await tx
    .select({ id: queue.id })
    .from(queue)
    .where(and(isPending(queue), eq(queue.lane, lane), ne(queue.id, id), gt(queue.leaseUntil, now)))
    .limit(1);
  return held.length > 0;
}

async function record(tx: Transaction, { letterActs }: Tables, act: Omit<LetterAct, 'id'>): Promise<void> {
  await tx.insert(letterActs).values({ ...act, id: newId(act.at) });
}
