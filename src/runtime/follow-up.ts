import type { StoredEvent } from './inbox.ts';
import type { Plan } from './worker.ts';
import type { Transaction } from '../store/database.ts';
import { insertRows } from '../store/prepared.ts';
import type { DueTimer, Tables } from '../store/schema.ts';

/** Something that takes longer than a transaction may, and is done right after it. */
export interface FollowUp {
  name: string;
  /** What it is about, e.g. a ticket's id. */
  subject: string;
  /** What must keep its order with it. */
  lane: string;
  at: number;
}

export type FollowUpEvent = StoredEvent & { payload: DueTimer };

/** By the name of a follow-up, who thinks about it. */
export type FollowUps = Readonly<Record<string, (event: FollowUpEvent) => Promise<Plan>>>;

/** Puts it into the inbox: it is done once the caller's transaction is committed, and not forgotten in a crash. */
export async function followUp(
  tx: Transaction,
  tables: Tables,
  { name, subject, lane, at }: FollowUp,
): Promise<void> {
  const payload: DueTimer = { kind: 'timer', key: `${name}:${subject}`, name, subject, dueAt: at };
  await insertRows(tx, { tables, into: 'inbox' }, [{ lane, payload, notBefore: at, receivedAt: at }]);
}
