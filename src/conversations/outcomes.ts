import { and, gte, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { TalkOutcome } from '../store/schema.ts';

export interface OutcomeCount {
  type: string | null;
  outcome: TalkOutcome;
  talks: number;
}

/** The honest ledger (requirement Y7): how the talks that ended since `since` (UTC ms) came out, by issue type. */
export async function outcomesSince(db: Database, since: number): Promise<OutcomeCount[]> {
  const { dialogues } = db.tables;
  const rows = await db.read
    .select({ type: dialogues.type, outcome: dialogues.outcome, talks: sql`count(*)`.mapWith(Number) })
    .from(dialogues)
    .where(and(isNotNull(dialogues.outcome), gte(dialogues.updatedAt, since)))
    .groupBy(dialogues.type, dialogues.outcome);
  return rows.flatMap(({ outcome, ...row }) => (outcome === null ? [] : [{ ...row, outcome }]));
}
