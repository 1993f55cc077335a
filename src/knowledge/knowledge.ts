import type { Logger } from 'pino';
import { failure } from '../runtime/failure.ts';
import type { Database, Transaction } from '../store/database.ts';
import { createArticleQueries } from './article-queries.ts';
import { createArticleRecords } from './article-records.ts';
import { createArticleService } from './article-service.ts';
import type { StarterArticle } from './articles.ts';
import { createFreshness } from './freshness-run.ts';
import { createGaps } from './gaps.ts';
import { createKnowledgeBase, type SearchPort } from './knowledge-base.ts';
import { createLibrary, type Library } from './library.ts';
import type { KnowledgePolicy } from './policy.ts';
import { createQuestions } from './questions.ts';
import { importStarters } from './starter-import.ts';
import type { Synonyms } from './synonyms.ts';

export interface KnowledgeOptions {
  db: Database;
  policy: KnowledgePolicy;
  /** What the content brings. */
  starter: readonly StarterArticle[];
  search: SearchPort;
  synonyms: Synonyms;
  /** Notes what is to be indexed anew, in the transaction that changes it. */
  enqueue: (tx: Transaction, keys: readonly string[], at: number) => Promise<void>;
  now: () => number;
  log: Logger;
}

const FOLLOW_EVERY_MS = 2_000;

/** The knowledge base as it is in the database, brought up to the content's articles. */
export async function createKnowledge(options: KnowledgeOptions) {
  const { db, policy, starter, search, synonyms, enqueue, now, log } = options;
  const records = createArticleRecords({
    db,
    enqueue: (tx, key, at) => enqueue(tx, [key], at),
    async changed(articleId) {
      try {
        await library?.refresh(articleId);
      } catch (error) {
        log.error(failure(error), 'reading a changed article failed');
      }
    },
  });
  // What is imported is committed before the first copy is read.
  let library: Library | undefined;
  await importStarters({ db, records, policy, starter, enqueueAll: enqueue, log }, now());
  const copy = (library = await createLibrary({ db, policy, now }));
  const articles = createArticleService(records, policy);
  const gaps = createGaps({ db, articles, policy });
  let following: NodeJS.Timeout | undefined;

  async function follow(): Promise<void> {
    try {
      await copy.follow();
      await synonyms.follow();
    } catch (error) {
      log.warn(failure(error), 'looking for changed articles failed');
    }
    if (following) following = setTimeout(() => void follow(), FOLLOW_EVERY_MS).unref();
  }

  return {
    base: createKnowledgeBase(copy, search),
    articles,
    queries: createArticleQueries(db),
    synonyms,
    gaps,
    questions: createQuestions({ db, gaps }),
    freshness: createFreshness({ db, records, policy }),

    /** Sees what other replicas change; SQLite has none. */
    start() {
      if (db.kind === 'sqlite' || following) return;
      following = setTimeout(() => void follow(), FOLLOW_EVERY_MS).unref();
    },

    stop() {
      clearTimeout(following);
      following = undefined;
    },
  };
}

export type Knowledge = Awaited<ReturnType<typeof createKnowledge>>;
