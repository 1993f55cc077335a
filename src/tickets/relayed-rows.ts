import { and, eq, inArray, isNull, not, or, like } from 'drizzle-orm';
import type { Capabilities } from '../platforms/platform.ts';
import { uncertainReason, type OutboxRow } from '../runtime/deliveries.ts';
import { post, type Posting } from '../runtime/outbox.ts';
import type { Database, Transaction } from '../store/database.ts';

/** The name of what carries a ticket's message to the other side. */
export function relayRef(messageId: string): string {
  return RELAY + messageId;
}

export function isRelayRef(ref: string): boolean {
  return ref.startsWith(RELAY);
}

/** The ticket's message in a name made by `relayRef`. */
export function messageOfRelay(ref: string): string | undefined {
  return isRelayRef(ref) ? ref.slice(RELAY.length) : undefined;
}

/** What marks a posting as carrying an agent's message, so that he is told what becomes of it. */
export function relaying(messageId: string): { ref: string; carries: string } {
  return { ref: relayRef(messageId), carries: messageId };
}

/** The name of what tells the requester of a change of his ticket. */
export function newsRef(ticketId: string, id: string): string {
  return `${NEWS}${ticketId}:${id}`;
}

/** The ticket in a name made by `newsRef`. */
export function ticketOfNews(ref: string): string | undefined {
  return ref.startsWith(NEWS) ? ref.slice(NEWS.length).split(':')[0] : undefined;
}

const RELAY = 'relay:';
const NEWS = 'news:';

interface Change {
  messageId: string;
  /** What the other side was told, perhaps with something before and after it. */
  before: string;
  /** What it reads instead from now on; undefined: it was taken back. */
  after: string | undefined;
}

export interface Changed {
  /** Where it went, if it has not failed for good. */
  row: OutboxRow | undefined;
  /** False: it stands there unchanged, so that a correction must be said. */
  isDone: boolean;
}

export interface RelayedRowsOptions {
  db: Database;
  capabilitiesOf: (platform: string) => Capabilities | undefined;
  now: () => number;
}

/** Carries a change of a relayed message over to where the message went. */
export function createRelayedRows({ db, capabilitiesOf, now }: RelayedRowsOptions) {
  const { outbox } = db.tables;

  return {
    /**
     * What still waits is changed before it goes; what has gone is edited or recalled where the platform can.
     */
    async change(tx: Transaction, change: Change): Promise<Changed> {
      const ref = relayRef(change.messageId);
      const rows = await tx
        .select()
        .from(outbox)
        .where(and(eq(outbox.ref, ref), inArray(outbox.op, ['send', 'private'])))
        .orderBy(outbox.id);
      const row = rows.findLast(({ state }) => state !== 'dead' && state !== 'dropped');
      if (!row) return { row, isDone: false };
      if (await changedInTime(tx, row, change)) return { row, isDone: true };
      const remedy = remedyFor(row, change);
      if (!remedy) return { row, isDone: false };
      const { lane, place, ticketId } = row;
      const posting = { ...remedy, lane, place, ...(ticketId === null ? {} : { ticketId }) };
      await post(tx, db.tables, [posting], now());
      return { row, isDone: true };
    },
  };

  /** A row that nobody is sending, and that hasn't perhaps been sent, is changed in the outbox. */
  async function changedInTime(tx: Transaction, row: OutboxRow, change: Change): Promise<boolean> {
    if (row.state !== 'pending' || !row.body) return false;
    const isWaiting = and(
      eq(outbox.id, row.id),
      eq(outbox.state, 'pending'),
      isNull(outbox.leaseOwner),
      or(isNull(outbox.error), not(like(outbox.error, uncertainReason('%')))),
    );
    const id = { id: outbox.id };
    const changed =
      change.after === undefined
        ? await tx.delete(outbox).where(isWaiting).returning(id)
        : await tx
            .update(outbox)
            .set({ body: { ...row.body, text: changedText(row, change.after, change.before) } })
            .where(isWaiting)
            .returning(id);
    return changed.length > 0;
  }

  function remedyFor(
    row: OutboxRow,
    { messageId, before, after }: Change,
  ): Pick<Posting, 'op' | 'target' | 'message'> | undefined {
    const text = after === undefined ? undefined : changedText(row, after, before);
    const can = capabilitiesOf(row.place.platform);
    // Only the last part of a text that was split is known by its id.
    const isWhole = can !== undefined && fits(row.body?.text ?? '', can) && fits(text ?? '', can);
    const isKnown = row.state === 'pending' || row.messageId !== null;
    if (!isWhole || !isKnown) return undefined;
    const target = relayRef(messageId);
    if (text !== undefined) return can.edit ? { op: 'edit', target, message: { text } } : undefined;
    return can.recall ? { op: 'recall', target } : undefined;
  }
}

export type RelayedRows = ReturnType<typeof createRelayedRows>;

function changedText({ body }: OutboxRow, after: string, before: string): string {
  const present = body?.text ?? '';
  return present.includes(before) ? present.replace(before, () => after) : after;
}

function fits(text: string, { maxTextBytes }: Capabilities): boolean {
  return Buffer.byteLength(text) <= maxTextBytes;
}
