import type { Logger } from 'pino';
import type { Freshness } from '../knowledge/freshness-run.ts';
import type { StandingJob } from './jobs.ts';

const HOUR = 3_600_000;

/** Looks at the articles' age every hour. */
export function createFreshnessJob({
  freshness,
  log,
}: {
  freshness: Freshness;
  log: Pick<Logger, 'info'>;
}): StandingJob {
  return {
    name: 'knowledge-freshness',
    firstAfter: HOUR,
    async run(tx, at) {
      const counts = await freshness.run(tx, at);
      const isAny = Object.values(counts).some((many) => many > 0);
      if (isAny) log.info(counts, 'the age of articles was looked at');
      return HOUR;
    },
  };
}
