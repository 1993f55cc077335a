import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { max } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../store/database.ts';

const mark = z.object({ events: z.int().nonnegative() });

/**
 * How many events a SQLite file has seen, kept in a file beside it. Whoever puts an old copy of the database back by hand
 * leaves the mark where it is: the copy has seen fewer.
 */
export interface HighWater {
  /** Whether the database has seen fewer events than it had already. */
  isOldCopy(): Promise<boolean>;
  /** Keeps how many it has seen by now. */
  note(): Promise<void>;
}

export function createHighWater(db: Database, databaseFile: string): HighWater {
  const file = `${databaseFile}.mark`;
  const { inbox } = db.tables;
  let noted = -1;

  async function seen(): Promise<number> {
    const [row] = await db.read.select({ events: max(inbox.id) }).from(inbox);
    return row?.events ?? 0;
  }

  return {
    async isOldCopy() {
      return existsSync(file) && (await seen()) < markIn(file);
    },
    async note() {
      const events = await seen();
      if (events === noted) return;
      writeFileSync(`${file}.new`, JSON.stringify({ events }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      noted = events;
    },
  };
}

/** A mark that can't be read says nothing. */
function markIn(file: string): number {
  try {
    return mark.parse(JSON.parse(readFileSync(file, 'utf8'))).events;
  } catch {
    return 0;
  }
}
