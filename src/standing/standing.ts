import type { Logger } from 'pino';
import type { Freshness } from '../knowledge/freshness-run.ts';
import type { Database, Transaction } from '../store/database.ts';
import type { DeskPolicy } from '../tickets/desk-policy.ts';
import type { SlaWatch } from '../tickets/sla/watch.ts';
import { createClockUpkeep } from './clock-upkeep.ts';
import { createDeadLetterWatch } from './dead-letters.ts';
import { createFreshnessJob } from './freshness.ts';
import { createStandingJobs } from './jobs.ts';
import { createRetention } from './retention.ts';

export interface StandingOptions {
  db: Database;
  policy: DeskPolicy;
  freshness: Freshness;
  watch: SlaWatch;
  /** That so many wait for longer than they should. */
  tellOfWaiting: (tx: Transaction, many: number) => Promise<void>;
  log: Logger;
  now: () => number;
}

/** All that is done again and again. */
export function createStanding({ db, policy, freshness, watch, tellOfWaiting, log, now }: StandingOptions) {
  const jobs = [
    createFreshnessJob({ freshness, log }),
    createClockUpkeep({ db, policy, watch, log }),
    createDeadLetterWatch({ tables: db.tables, tell: tellOfWaiting }),
    createRetention({ tables: db.tables, policy: policy.retention, log }),
  ];
  return createStandingJobs({ tables: db.tables, jobs, now });
}
