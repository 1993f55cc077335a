import { deadLetters } from '../../src/runtime/letter-list.ts';
import type { Database } from '../../src/store/database.ts';

/** Names of what can't be delivered or worked on, or waits for long at `now` (UTC ms). */
export async function deadLettersIn(db: Database, now: number): Promise<string[]> {
  const { letters } = await deadLetters(db, {}, { now, limit: 100 });
  return letters.map(({ id }) => id);
}
