import { and, inArray, lt, ne, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Logger } from 'pino';
import { firstIdOf } from '../runtime/id.ts';
import type { StandingJob } from './jobs.ts';
import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { RetentionPolicy } from '../tickets/retention-policy.ts';

export interface RetentionOptions {
  tables: Tables;
  policy: RetentionPolicy;
  log: Pick<Logger, 'info'>;
}

/** Rows that may go. */
interface Ageing {
  table: PgTable;
  key: PgColumn;
  old: SQL | undefined;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Others wait for a transaction's end. */
const MOST_AT_ONCE = 500;
const GO_ON_AFTER_MS = 1_000;

/** Deletes, once a day, what was kept beside tickets for long enough (`retention:` of desk.yaml). */
export function createRetention({ tables, policy, log }: RetentionOptions): StandingJob {
  const { questions, gaps, typeLessons, keywordProposals, articleFeedback, modelCalls, incidentReports } =
    tables;
  const { resetChallenges } = tables;

  const ageingAt = (at: number): Record<string, Ageing> => {
    const lessonsBefore = at - policy.lessons;
    const questionsBefore = at - policy.questions;
    return {
      questions: { table: questions, key: questions.id, old: lt(questions.at, questionsBefore) },
      // What somebody writes an article for stays until that is done.
      gaps: {
        table: gaps,
        key: gaps.id,
        old: and(lt(gaps.lastAt, questionsBefore), ne(gaps.state, 'writing')),
      },
      // Longer than the weeks that ordinary days are told from.
      reports: {
        table: incidentReports,
        key: incidentReports.id,
        old: lt(incidentReports.at, questionsBefore),
      },
      lessons: { table: typeLessons, key: typeLessons.ticketId, old: lt(typeLessons.at, lessonsBefore) },
      proposals: {
        table: keywordProposals,
        key: keywordProposals.id,
        old: lt(keywordProposals.at, lessonsBefore),
      },
      // By the key, which begins with the time: there is no index by time alone.
      signs: {
        table: articleFeedback,
        key: articleFeedback.id,
        old: lt(articleFeedback.id, firstIdOf(at - policy.signs)),
      },
      // What was asked of whom; the requests and the security log stay.
      challenges: {
        table: resetChallenges,
        key: resetChallenges.id,
        old: lt(resetChallenges.id, firstIdOf(at - policy.modelCalls)),
      },
      modelCalls: { table: modelCalls, key: modelCalls.id, old: lt(modelCalls.at, at - policy.modelCalls) },
    };
  };

  return {
    name: 'retention',
    firstAfter: HOUR,
    async run(tx, at) {
      const counts: Record<string, number> = {};
      for (const [name, ageing] of Object.entries(ageingAt(at))) counts[name] = await deleteSome(tx, ageing);
      const most = Math.max(...Object.values(counts));
      if (most > 0) log.info(counts, 'what was kept for long enough was deleted');
      return most === MOST_AT_ONCE ? GO_ON_AFTER_MS : DAY;
    },
  };
}

async function deleteSome(tx: Transaction, { table, key, old }: Ageing): Promise<number> {
  const some = tx.select({ key }).from(table).where(old).limit(MOST_AT_ONCE);
  const gone = await tx.delete(table).where(inArray(key, some)).returning({ key });
  return gone.length;
}
