import type { Transaction } from '../store/database.ts';

const causes = new WeakMap<Transaction, number>();

/** Says that what the transaction does comes of this inbox row; rows posted in it carry its id. */
export function causedBy(tx: Transaction, eventId: number): void {
  causes.set(tx, eventId);
}

/** The inbox row that the transaction comes of. */
export function causeOf(tx: Transaction): number | null {
  return causes.get(tx) ?? null;
}
