import { and, eq, lte } from 'drizzle-orm';
import type { Database } from '../store/database.ts';

export interface Lease {
  name: string;
  owner: string;
}

/** Takes a lease that nobody has, or that has run out; false where somebody else has it. Times in UTC ms. */
export async function takeLease(
  db: Database,
  { name, owner }: Lease,
  { now, until }: { now: number; until: number },
): Promise<boolean> {
  const { leases } = db.tables;
  const taken = await db.transaction({}, (tx) =>
    tx
      .insert(leases)
      .values({ name, owner, until })
      .onConflictDoUpdate({ target: leases.name, set: { owner, until }, setWhere: lte(leases.until, now) })
      .returning({ name: leases.name })
      .execute(),
  );
  return taken.length > 0;
}

/** Makes a lease longer; false where somebody else has it by now. */
export async function renewLease(
  db: Database,
  { name, owner }: Lease,
  { until }: { until: number },
): Promise<boolean> {
  const { leases } = db.tables;
  const renewed = await db.transaction({}, (tx) =>
    tx
      .update(leases)
      .set({ until })
      .where(and(eq(leases.name, name), eq(leases.owner, owner)))
      .returning({ name: leases.name })
      .execute(),
  );
  return renewed.length > 0;
}

/** Gives a lease back; harmless where somebody else has it by now. */
export async function freeLease(db: Database, { name, owner }: Lease): Promise<void> {
  const { leases } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx.delete(leases).where(and(eq(leases.name, name), eq(leases.owner, owner)));
  });
}

/** Ends every hold at once: right where the only process has died. */
export async function freeHolds(db: Database): Promise<void> {
  await db.transaction({}, async (tx) => {
    await tx.delete(db.tables.leases);
  });
}
