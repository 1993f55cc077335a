import { and, eq, isNull, sql } from 'drizzle-orm';
import type { OutboundMessage, Place } from '../platforms/platform.ts';
import type { Transaction } from '../store/database.ts';
import { insertRows, prepared } from '../store/prepared.ts';
import type { outboxOps, Tables } from '../store/schema.ts';
import { newId } from './id.ts';
import { isPending } from './lanes.ts';
import { wellFormed } from './well-formed.ts';

/** One thing that is to be sent, edited, recalled or reacted to. */
export interface Posting {
  /** What it must keep its order in, as a rule one lane a destination. */
  lane: string;
  place: Place;
  /** `send` where it isn't said. */
  op?: (typeof outboxOps)[number] | undefined;
  message?: OutboundMessage | undefined;
  /** A name of our own for the message, by which later postings find it. */
  ref?: string | undefined;
  /** What is edited, recalled or reacted to: the `ref` of an earlier posting, or `messageTarget(…)`. */
  target?: string | undefined;
  /** The `ref` of the message in whose thread this one is written. */
  threadRef?: string | undefined;
  /** The only user who shall see it (`private`). */
  privateTo?: string | undefined;
  reaction?: string | undefined;
  ticketId?: string | undefined;
}

/** A target that isn't one of our own postings: the platform's id of a message that somebody wrote. */
export function messageTarget(messageId: string): string {
  return `message:${messageId}`;
}

/** The platform's id in a target made by `messageTarget`. */
export function targetedMessage(target: string): string | undefined {
  return target.startsWith('message:') ? target.slice('message:'.length) : undefined;
}

/**
 * Puts messages into the outbox, to be sent once the caller's transaction is committed. An edit replaces an
 * edit of the same message that still waits: only the latest content is worth sending.
 */
export async function post(
  tx: Transaction,
  tables: Tables,
  postings: readonly Posting[],
  now: number,
): Promise<void> {
  const fresh: Posting[] = [];
  for (const posting of latestEdits(postings)) {
    if (!(await replacesWaitingEdit(tx, tables, posting))) fresh.push(posting);
  }
  if (fresh.length === 0) return;
  const rows = fresh.map(({ op = 'send', message, ...rest }) => ({
    ...rest,
    key: newId(now),
    op,
    body: message && wellFormed(message),
    notBefore: now,
    createdAt: now,
  }));
  await insertRows(tx, { tables, into: 'outbox' }, rows);
}

function latestEdits(postings: readonly Posting[]): readonly Posting[] {
  if (!postings.some(({ op }) => op === 'edit')) return postings;
  const isLater = (a: Posting, b: Posting) => b.op === 'edit' && b.target === a.target && b.lane === a.lane;
  return postings.filter(
    (posting, index) =>
      posting.op !== 'edit' || !postings.slice(index + 1).some((later) => isLater(posting, later)),
  );
}

async function replacesWaitingEdit(
  tx: Transaction,
  tables: Tables,
  { lane, op, target, message }: Posting,
): Promise<boolean> {
  if (op !== 'edit' || target === undefined || !message) return false;
  const { outbox } = tables;
  const query = prepared(tables, 'replace waiting edit', () =>
    tx
      .update(outbox)
      .set({ body: sql`${sql.param(sql.placeholder('body'), outbox.body)}` })
      .where(
        and(
          isPending(outbox),
          eq(outbox.lane, sql.placeholder('lane')),
          sql`${outbox.op} = 'edit'`,
          eq(outbox.target, sql.placeholder('target')),
          eq(outbox.attempts, 0),
          isNull(outbox.leaseOwner),
        ),
      )
      .returning({ id: outbox.id }),
  );
  const replaced = await query.execute({ lane, target, body: wellFormed(message) });
  return replaced.length > 0;
}
