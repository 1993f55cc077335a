import { inArray } from 'drizzle-orm';
import type { StoredEvent } from '../runtime/inbox.ts';
import { setTimer } from '../runtime/timers.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';

/** Something that is done again and again as long as Deskline runs. */
export interface StandingJob {
  /** Also its timer's. */
  name: string;
  /** After the first start, ms. */
  firstAfter: number;
  /** Asked at a start: whether it is to be done at all; it is where nothing is said. */
  isWanted?: ((tx: Transaction, at: number) => Promise<boolean>) | undefined;
  /** Within the caller's transaction, at `at` (UTC ms); resolves to after how many ms it is to be done again, if at all. */
  run: (tx: Transaction, at: number) => Promise<number | undefined>;
}

export interface StandingJobsOptions {
  tables: Tables;
  jobs: readonly StandingJob[];
  now: () => number;
}

/** Does each job in one replica: the timer that comes due is one, whoever works on it. */
export function createStandingJobs({ tables, jobs, now }: StandingJobsOptions) {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const set = (tx: Transaction, name: string, dueAt: number) =>
    setTimer(tx, tables, { key: name, name, subject: 'standing', lane: name, dueAt });

  return {
    /** The first of all; what is overdue at a start comes by itself. */
    async begin(tx: Transaction): Promise<void> {
      const names = [...byName.keys()];
      const rows = await tx.select().from(tables.timers).where(inArray(tables.timers.key, names));
      const present = new Set(rows.map(({ key }) => key));
      for (const { name, firstAfter, isWanted } of jobs) {
        if (present.has(name) || (isWanted && !(await isWanted(tx, now())))) continue;
        await set(tx, name, now() + firstAfter);
      }
    },

    /** What is to be done about an event; undefined where it is no job's. */
    planFor({ payload }: StoredEvent): Plan | undefined {
      const job = payload.kind === 'timer' ? byName.get(payload.name) : undefined;
      if (!job) return undefined;
      return {
        result: job.name,
        lock: [job.name],
        async apply(tx) {
          const at = now();
          const again = await job.run(tx, at);
          if (again !== undefined) await set(tx, job.name, at + again);
        },
      };
    },
  };
}
