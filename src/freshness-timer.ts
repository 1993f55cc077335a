import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Freshness } from './knowledge/freshness-run.ts';
import type { StoredEvent } from './runtime/inbox.ts';
import { setTimer } from './runtime/timers.ts';
import type { Plan } from './runtime/worker.ts';
import type { Transaction } from './store/database.ts';
import type { Tables } from './store/schema.ts';

export interface FreshnessTimerOptions {
  tables: Tables;
  freshness: Freshness;
  now: () => number;
  log: Pick<Logger, 'info'>;
}

const NAME = 'knowledge-freshness';
const EVERY_MS = 3_600_000;

/** Looks at the articles' age every hour, in one replica: the timer that comes due is one, whoever works on it. */
export function createFreshnessTimer({ tables, freshness, now, log }: FreshnessTimerOptions) {
  const set = (tx: Transaction, dueAt: number) =>
    setTimer(tx, tables, { key: NAME, name: NAME, subject: 'articles', lane: NAME, dueAt });

  return {
    takes: ({ payload }: StoredEvent): boolean => payload.kind === 'timer' && payload.name === NAME,

    /** The first of all; what is overdue at a start comes by itself. */
    async begin(tx: Transaction): Promise<void> {
      const [present] = await tx.select().from(tables.timers).where(eq(tables.timers.key, NAME));
      if (!present) await set(tx, now() + EVERY_MS);
    },

    async handle(): Promise<Plan> {
      return {
        result: 'freshness',
        lock: [NAME],
        async apply(tx) {
          const counts = await freshness.run(tx, now());
          const isAny = Object.values(counts).some((many) => many > 0);
          if (isAny) log.info(counts, 'the age of articles was looked at');
          await set(tx, now() + EVERY_MS);
        },
      };
    },
  };
}
