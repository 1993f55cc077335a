import { newId } from '../runtime/id.ts';
import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';

export const pointReasons = ['accepted', 'updated', 'verified'] as const;
export type PointReason = (typeof pointReasons)[number];

export interface Award {
  personId: string;
  points: number;
  reason: PointReason;
  /** What it is for: points are given once for a reason and a subject. */
  subject: string;
}

/** Writes points into the ledger; nothing where they were given before, or where there are none. */
export async function award(
  tx: Transaction,
  { points }: Tables,
  { points: amount, ...award }: Award,
  at: number,
): Promise<void> {
  if (amount === 0) return;
  await tx
    .insert(points)
    .values({ ...award, points: amount, id: newId(at), at })
    .onConflictDoNothing();
}
