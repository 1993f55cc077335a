import { countLate } from '../runtime/letter-list.ts';
import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { StandingJob } from './jobs.ts';

const QUARTER = 15 * 60_000;

/** Looks every quarter of an hour whether something has waited for so long that somebody should know (rule G10). */
export function createDeadLetterWatch({
  tables,
  tell,
}: {
  tables: Tables;
  tell: (tx: Transaction, many: number) => Promise<void>;
}): StandingJob {
  return {
    name: 'dead-letters',
    firstAfter: QUARTER,
    async run(tx, at) {
      const many = await countLate(tx, tables, at);
      if (many > 0) await tell(tx, many);
      return QUARTER;
    },
  };
}
