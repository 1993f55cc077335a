import { and, eq, gt, sql } from 'drizzle-orm';
import { newId } from '../runtime/id.ts';
import type { Transaction } from '../store/database.ts';
import { insertRows, prepared } from '../store/prepared.ts';
import type { ArticleSign } from '../store/schema.ts';
import type { ArticleRecords } from './article-records.ts';
import type { ArticleService, SignGiven } from './article-changes.ts';
import { validAfter } from './freshness.ts';
import type { KnowledgePolicy } from './policy.ts';

/** A person's sign about an article counts once in this time: nobody alone can end an article or keep it alive. */
const ONCE_IN_MS = 24 * 3_600_000;
/** Somebody else's sign at the same moment is read again and counted with. */
const MOST_TRIES = 5;

interface GivenBefore {
  id: string;
  sign: ArticleSign;
}

/** Who presses the other thumb has changed his mind. */
const opposites = new Map<ArticleSign, ArticleSign>([
  ['thumbs-up', 'thumbs-down'],
  ['thumbs-down', 'thumbs-up'],
]);
/** Nobody says these of an answer: it was given, and its ticket came back. */
const HAPPENED: ReadonlySet<ArticleSign> = new Set(['shown', 'reopened']);

/** Whatever somebody says of an article in a day, only the first of it counts for how long the article is valid. */
function changesValidity(sign: ArticleSign, before: readonly GivenBefore[]): boolean {
  if (HAPPENED.has(sign)) return sign === 'reopened';
  return before.every((one) => HAPPENED.has(one.sign));
}

/** Feedback on articles, and what ties them to tickets. */
export function createArticleSigns(
  records: ArticleRecords,
  policy: KnowledgePolicy,
): Pick<ArticleService, 'sign' | 'link' | 'unlink' | 'decided'> {
  const { articleFeedback, articleLinks, knowledgeDecisions } = records.tables;

  /** What the person has said of the article in the last day. */
  async function givenLately(tx: Transaction, given: SignGiven, at: number): Promise<GivenBefore[]> {
    const query = prepared(records.tables, 'signs given before', () =>
      tx
        .select({ id: articleFeedback.id, sign: articleFeedback.sign })
        .from(articleFeedback)
        .where(
          and(
            eq(articleFeedback.articleId, sql.placeholder('articleId')),
            gt(articleFeedback.at, sql.placeholder('since')),
            eq(articleFeedback.personId, sql.placeholder('personId')),
          ),
        ),
    );
    const { articleId, personId } = given;
    return query.execute({ articleId, personId, since: at - ONCE_IN_MS });
  }

  /** What he thought of the article on earlier days. */
  async function takeBack(tx: Transaction, { articleId, personId }: SignGiven, sign: ArticleSign) {
    await tx
      .delete(articleFeedback)
      .where(
        and(
          eq(articleFeedback.articleId, articleId),
          eq(articleFeedback.personId, personId),
          eq(articleFeedback.sign, sign),
        ),
      );
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
      if (!article) return { counted: false };
      const before = await givenLately(tx, given, at);
      if (before.some(({ sign }) => sign === given.sign)) return { counted: false };
      const opposite = opposites.get(given.sign);
      const other = before.find(({ sign }) => sign === opposite);
      if (other) {
        // The day's thumb is turned and not given anew: what it has changed once it doesn't change again.
        await tx.update(articleFeedback).set({ sign: given.sign }).where(eq(articleFeedback.id, other.id));
        return { counted: false };
      }
      if (opposite) await takeBack(tx, given, opposite);
      const row = { ...given, id: newId(at), version: article.version ?? 0, at };
      await insertRows(tx, { tables: records.tables, into: 'articleFeedback' }, [row]);
      if (changesValidity(given.sign, before)) await changeValidity(tx, given, at);
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
