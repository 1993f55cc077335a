import { and, asc, inArray, isNotNull, lte } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import type { ArticleRecords } from './article-records.ts';
import type { ArticleRow } from './article.ts';
import { freshnessDue } from './freshness.ts';
import type { KnowledgePolicy } from './policy.ts';

export interface FreshnessCounts {
  reminded: number;
  due: number;
  retired: number;
}

const MOST_AT_ONCE = 500;

/**
 * Does what the articles' age asks for: reminds owners, makes due, retires (requirements 8.3 to 8.5). Each step is
 * told once: repeating it, or doing it in two processes, does nothing more.
 */
export function createFreshness({
  db,
  records,
  policy,
}: {
  db: Database;
  records: ArticleRecords;
  policy: KnowledgePolicy;
}) {
  const { articles } = db.tables;

  async function step(
    tx: Transaction,
    seen: ArticleRow,
    at: number,
  ): Promise<keyof FreshnessCounts | undefined> {
    const asked = freshnessDue(seen, at, policy);
    if (!asked) return undefined;
    const version = await records.version(tx, seen.id, seen.version);
    const done = async (kind: 'reminded' | 'due' | 'retired', set: Partial<ArticleRow>, reason?: string) => {
      const article = await records.change(tx, seen, set);
      if (!article) return undefined;
      await records.tell(tx, { kind, article, version, actor: 'bot', at, ...(reason ? { reason } : {}) });
      return kind;
    };
    switch (asked) {
      case 'remind':
        return done('reminded', { remindedAt: at });
      case 'due':
        return done('due', { state: 'due', updatedAt: at });
      case 'retire':
        return done('retired', { state: 'retired', updatedAt: at }, 'not validated in time');
    }
  }

  return {
    /** Within the caller's transaction; what is left over for the next run is what nobody will miss for an hour. */
    async run(tx: Transaction, at: number): Promise<FreshnessCounts> {
      const counts: FreshnessCounts = { reminded: 0, due: 0, retired: 0 };
      const old = await tx
        .select()
        .from(articles)
        .where(
          and(
            inArray(articles.state, ['published', 'due']),
            isNotNull(articles.validUntil),
            lte(articles.validUntil, at + policy.remindBefore),
          ),
        )
        .orderBy(asc(articles.validUntil))
        .limit(MOST_AT_ONCE);
      for (const seen of old) {
        const done = await step(tx, seen, at);
        if (done) counts[done]++;
      }
      return counts;
    },
  };
}

export type Freshness = ReturnType<typeof createFreshness>;
