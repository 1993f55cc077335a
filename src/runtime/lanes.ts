import {
  and,
  eq,
  inArray,
  isNull,
  lte,
  min,
  notInArray,
  or,
  sql,
  type Placeholder,
  type SQL,
} from 'drizzle-orm';
import type { Transaction } from '../store/database.ts';
import { prepared } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';

type Queue = Tables['inbox'] | Tables['outbox'];

/** Written out, not as a parameter: SQLite uses a partial index only where the text says so. */
export function isPending(queue: Queue): SQL {
  return sql`${queue.state} = 'pending'`;
}

/** The fence: true only while `owner` has the row. */
export function isHeld(
  queue: Queue,
  { id, owner }: { id: number | Placeholder; owner: string | Placeholder },
): SQL | undefined {
  return and(eq(queue.id, id), eq(queue.leaseOwner, owner), isPending(queue));
}

/**
 * The oldest pending row of each lane, where its time has come (`now`, a placeholder) and nobody holds it. A
 * younger row of a lane is never taken, whatever the oldest waits for.
 */
export function takeable(tx: Transaction, queue: Queue, busyLanes: readonly string[] = []): SQL | undefined {
  const now = sql.placeholder('now');
  const heads = tx
    .select({ id: min(queue.id) })
    .from(queue)
    .where(isPending(queue))
    .groupBy(queue.lane);
  return and(
    inArray(queue.id, heads),
    // Said again for PostgreSQL, which checks a row anew when it has changed since the snapshot.
    isPending(queue),
    lte(queue.notBefore, now),
    or(isNull(queue.leaseUntil), lte(queue.leaseUntil, now)),
    busyLanes.length > 0 ? notInArray(queue.lane, [...busyLanes]) : undefined,
  );
}

/** Leases rows that were just found free in the same transaction. */
export async function lease(
  tx: Transaction,
  { tables, of }: { tables: Tables; of: 'inbox' | 'outbox' },
  { ids, owner, leaseUntil }: { ids: number[]; owner: string; leaseUntil: number },
): Promise<void> {
  if (ids.length === 0) return;
  const queue = tables[of];
  const query = prepared(tables, `lease ${of} ${ids.length}`, () =>
    tx
      .update(queue)
      .set({
        leaseOwner: sql`${sql.placeholder('owner')}`,
        leaseUntil: sql`${sql.placeholder('leaseUntil')}`,
      })
      .where(
        inArray(
          queue.id,
          ids.map((_, n) => sql.placeholder(`id${n}`)),
        ),
      ),
  );
  const slots = Object.fromEntries(ids.map((id, n) => [`id${n}`, id]));
  await query.execute({ owner, leaseUntil, ...slots });
}
