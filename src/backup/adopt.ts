import { and, eq, sql } from 'drizzle-orm';
import { uncertainReason } from '../runtime/deliveries.ts';
import { isPending } from '../runtime/lanes.ts';
import type { Database, Transaction } from '../store/database.ts';

/** How many waiting rows of an old copy became dead letters. */
export interface Adopted {
  messages: number;
  events: number;
}

const RESTORED_AT = 'restored-at';

/**
 * Makes an old copy of the database the present one (rule F17). What waited in it may have been sent and answered
 * since, before the rest was lost: nobody but a person can know, so it stands among the dead letters, to be retried or
 * dropped. Timers stay: what they say is said of the present. `at`: UTC ms.
 */
export async function adoptOldCopy(db: Database, at: number): Promise<Adopted> {
  const { inbox, outbox, leases } = db.tables;
  const reason = `in a restored copy of the database; it may have been done since, retry it if it wasn't`;
  const free = { leaseOwner: null, leaseUntil: null };
  return db.transaction({}, async (tx) => {
    const messages = await tx
      .update(outbox)
      .set({ state: 'dead', error: uncertainReason(reason), ...free })
      .where(isPending(outbox))
      .returning({ id: outbox.id })
      .execute();
    const events = await tx
      .update(inbox)
      .set({ state: 'dead', result: reason, doneAt: at, ...free })
      .where(and(isPending(inbox), sql`${inbox.payload} ->> 'kind' <> 'timer'`))
      .returning({ id: inbox.id })
      .execute();
    await tx.delete(leases);
    await noteRestored(tx, db, at);
    return { messages: messages.length, events: events.length };
  });
}

/** When the database was last made of an old copy, UTC ms; undefined where it never was. */
export async function restoredAt({ read, tables: { counters } }: Database): Promise<number | undefined> {
  const [row] = await read.select().from(counters).where(eq(counters.name, RESTORED_AT));
  return row?.value;
}

async function noteRestored(tx: Transaction, { tables: { counters } }: Database, at: number): Promise<void> {
  const row = { name: RESTORED_AT, value: at };
  await tx.insert(counters).values(row).onConflictDoUpdate({ target: counters.name, set: row });
}
