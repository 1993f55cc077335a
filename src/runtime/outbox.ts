import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Transaction } from '../store/database.ts';
import { insertRows, prepared } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';
import { causeOf } from './cause.ts';
import { newId } from './id.ts';
import { isPending } from './lanes.ts';
import { joined, joinsWaitingNotice } from './notices.ts';
import type { Posting } from './posting.ts';
import { wellFormed } from './well-formed.ts';

export type { Posting } from './posting.ts';

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
 * edit of the same message that still waits: only the latest content is worth sending. A notice is joined to one that
 * is the last to wait in its lane.
 */
export async function post(
  tx: Transaction,
  tables: Tables,
  postings: readonly Posting[],
  now: number,
): Promise<void> {
  const fresh: Posting[] = [];
  for (const posting of latestEdits(postings)) {
    if (posting.notice && (await isJoined(tx, tables, { posting, fresh }))) continue;
    if (!(await replacesWaitingEdit(tx, tables, posting))) fresh.push(posting);
  }
  if (fresh.length === 0) return;
  const rows = fresh.map(({ op = 'send', message, ...rest }) => ({
    ...rest,
    eventId: causeOf(tx),
    key: newId(now),
    op,
    body: message && wellFormed(message),
    notBefore: now,
    createdAt: now,
  }));
  await insertRows(tx, { tables, into: 'outbox' }, rows);
}

/** Joins a notice to the last of its lane: among those about to be written (`fresh`), else among those that wait. */
async function isJoined(
  tx: Transaction,
  tables: Tables,
  { posting, fresh }: { posting: Posting; fresh: Posting[] },
): Promise<boolean> {
  const last = fresh.findLastIndex(({ lane }) => lane === posting.lane);
  if (last === -1) return joinsWaitingNotice(tx, tables, posting);
  const both = joined(fresh[last]!, posting);
  if (both) fresh[last] = both;
  return both !== undefined;
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
      .set({
        body: sql`${sql.param(sql.placeholder('body'), outbox.body)}`,
        eventId: sql`${sql.placeholder('eventId')}`,
      })
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
  const replaced = await query.execute({
    lane,
    target,
    body: wellFormed(message),
    eventId: causeOf(tx),
  });
  return replaced.length > 0;
}
