import { and, eq, gt, sql } from 'drizzle-orm';
import { newId } from '../runtime/id.ts';
import type { Transaction } from '../store/database.ts';
import { insertRows, prepared } from '../store/prepared.ts';
import type { ArticleRecords } from './article-records.ts';
import type { ArticleService, SignGiven } from './article-changes.ts';
import { validAfter } from './freshness.ts';
import type { KnowledgePolicy } from './policy.ts';

/** A person's sign about an article counts once in this time: nobody alone can end an article or keep it alive. */
const ONCE_IN_MS = 24 * 3_600_000;
/** Somebody else's sign at the same moment is read again and counted with. */
const MOST_TRIES = 5;

/** Feedback on articles, and what ties them to tickets. */
export function createArticleSigns(
  records: ArticleRecords,
  policy: KnowledgePolicy,
): Pick<ArticleService, 'sign' | 'link' | 'unlink' | 'decided'> {
  const { articleFeedback, articleLinks, knowledgeDecisions } = records.tables;

  async function wasGiven(tx: Transaction, given: SignGiven, at: number): Promise<boolean> {
    const query = prepared(records.tables, 'sign given before', () =>
      tx
        .select({ id: articleFeedback.id })
        .from(articleFeedback)
        .where(
          and(
            eq(articleFeedback.articleId, sql.placeholder('articleId')),
            gt(articleFeedback.at, sql.placeholder('since')),
            eq(articleFeedback.personId, sql.placeholder('personId')),
            eq(articleFeedback.sign, sql.placeholder('sign')),
          ),
        )
        .limit(1),
    );
    const { articleId, personId, sign } = given;
    return (await query.execute({ articleId, personId, sign, since: at - ONCE_IN_MS })).length > 0;
  }

  async function changeValidity(tx: Transaction, given: SignGiven, at: number): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const seen = await records.byId(tx, given.articleId);
      if (!seen || seen.validUntil === null || seen.state !== 'published') return;
      const validUntil = validAfter({ validUntil: seen.validUntil, sign: given.sign, now: at }, policy);
      if (validUntil === seen.validUntil) return;
      const isFarAgain = validUntil - policy.remindBefore > at;
      const set = { validUntil, ...(isFarAgain ? { remindedAt: null } : {}) };
      if (await records.change(tx, seen, set)) {
        records.noteChanged(tx, seen.id);
        return;
      }
    }
    throw new Error(`The validity of ${given.articleId} is being changed by too many at once`);
  }

  return {
    async sign(tx, given, at) {
      const article = await records.byId(tx, given.articleId);
      if (!article || (await wasGiven(tx, given, at))) return { counted: false };
      const row = { ...given, id: newId(at), version: article.version ?? 0, at };
      await insertRows(tx, { tables: records.tables, into: 'articleFeedback' }, [row]);
      if (given.sign !== 'shown') await changeValidity(tx, given, at);
      return { counted: true };
    },

    async link(tx, link, at) {
      await tx
        .insert(articleLinks)
        .values({ ...link, at })
        .onConflictDoNothing();
    },

    async unlink(tx, { ticketId, articleId, kind }) {
      await tx
        .delete(articleLinks)
        .where(
          and(
            eq(articleLinks.ticketId, ticketId),
            eq(articleLinks.articleId, articleId),
            eq(articleLinks.kind, kind),
          ),
        );
    },

    async decided(tx, { ticketId, articleId, reason, ...rest }, at) {
      const set = { ...rest, articleId: articleId ?? null, reason: reason ?? null, at };
      await tx
        .insert(knowledgeDecisions)
        .values({ ticketId, ...set })
        .onConflictDoUpdate({ target: knowledgeDecisions.ticketId, set });
    },
  };
}
