import { isDeepStrictEqual } from 'node:util';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Place } from '../platforms/platform.ts';
import type { Transaction } from '../store/database.ts';
import { prepared } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';
import { isPending } from './lanes.ts';
import type { Posting } from './posting.ts';
import { wellFormed } from './well-formed.ts';

const LONGEST_JOINED = 3_000;

type OutboxRow = Tables['outbox']['$inferSelect'];
type Joinable = { [K in keyof Posting]?: Posting[K] | null } & { place: Place };

/** Two notices as one, the earlier first; undefined where one of them is more than a remark or they don't fit. */
export function joined(earlier: Posting, later: Posting): Posting | undefined {
  if (earlier.lane !== later.lane) return undefined;
  const text = joinedText(earlier, later);
  return text === undefined ? undefined : { ...earlier, message: { text } };
}

/**
 * Joins a notice to the last message that waits in its lane, where that one is a notice to the same place which
 * nobody has begun to send: where little may be sent remarks grow longer, and none is lost. False: it was not joined.
 */
export async function joinsWaitingNotice(
  tx: Transaction,
  tables: Tables,
  posting: Posting,
): Promise<boolean> {
  if (!isRemark(posting)) return false;
  const last = await lastWaiting(tx, tables, posting.lane);
  if (!last || last.attempts > 0 || last.leaseOwner !== null || !last.body) return false;
  const text = joinedText({ ...last, message: last.body }, posting);
  if (text === undefined) return false;
  const { outbox } = tables;
  const replaced = await tx
    .update(outbox)
    .set({ body: wellFormed({ text }) })
    .where(
      and(
        eq(outbox.id, last.id),
        isPending(outbox),
        eq(outbox.attempts, 0),
        isNull(outbox.leaseOwner),
        // Another transaction may have joined its notice meanwhile.
        eq(outbox.body, last.body),
      ),
    )
    .returning({ id: outbox.id });
  return replaced.length > 0;
}

async function lastWaiting(tx: Transaction, tables: Tables, lane: string): Promise<OutboxRow | undefined> {
  const { outbox } = tables;
  const query = prepared(tables, 'last waiting of a lane', () =>
    tx
      .select()
      .from(outbox)
      .where(and(isPending(outbox), eq(outbox.lane, sql.placeholder('lane'))))
      .orderBy(desc(outbox.id))
      .limit(1),
  );
  const [row] = await query.execute({ lane });
  return row;
}

function joinedText(earlier: Joinable, later: Joinable): string | undefined {
  if (!isRemark(earlier) || !isRemark(later)) return undefined;
  if ((earlier.threadRef ?? null) !== (later.threadRef ?? null)) return undefined;
  if (!isDeepStrictEqual(samePlace(earlier.place), samePlace(later.place))) return undefined;
  const text = `${earlier.message?.text}\n\n${later.message?.text}`;
  return text.length <= LONGEST_JOINED ? text : undefined;
}

function isRemark({ notice, op, message, ref, carries, target, privateTo }: Joinable): boolean {
  if (notice !== true || !message || (op ?? 'send') !== 'send') return false;
  if (ref || carries || target || privateTo) return false;
  return !message.card && !message.buttons?.length && !message.files?.length;
}

function samePlace({ platform, tenant, channel, thread }: Place): (string | null)[] {
  return [platform, tenant, channel, thread ?? null];
}
