import { eq } from 'drizzle-orm';
import type { Database, Reader, Transaction } from '../../store/database.ts';

const NAME = 'password-reset-off';

/** The kill switch: read from the database at every step, so that it holds on all replicas at once (rule PR-28). */
export function createResetSwitch(db: Database) {
  const { counters } = db.tables;
  return {
    async read(from: Reader = db.read): Promise<boolean> {
      const [row] = await from.select().from(counters).where(eq(counters.name, NAME));
      return (row?.value ?? 0) === 0;
    },

    async set(tx: Transaction, on: boolean): Promise<void> {
      const row = { name: NAME, value: on ? 0 : 1 };
      await tx.insert(counters).values(row).onConflictDoUpdate({ target: counters.name, set: row });
    },
  };
}
