import { desc, eq } from 'drizzle-orm';
import type { Transaction } from '../../store/database.ts';
import type { Tables } from '../../store/schema.ts';

/** That somebody can't be reached is said so often for each ticket, ms. */
const AGAIN_AFTER_MS = 60 * 60_000;

/** Whether the notice with this name was sent so lately that it needn't be said again. */
export async function toldLately(
  tx: Transaction,
  { outbox }: Tables,
  { ref, now }: { ref: string; now: number },
): Promise<boolean> {
  const [told] = await tx
    .select({ at: outbox.createdAt })
    .from(outbox)
    .where(eq(outbox.ref, ref))
    .orderBy(desc(outbox.id))
    .limit(1);
  return told !== undefined && told.at + AGAIN_AFTER_MS > now;
}
