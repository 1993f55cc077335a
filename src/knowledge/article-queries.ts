import { and, asc, count, desc, eq, gte, inArray, lt, max, sql, sum, type SQL } from 'drizzle-orm';
import type { Database, Reader } from '../store/database.ts';
import type { ArticleSign, ArticleState, Tables } from '../store/schema.ts';
import type { ArticleEvent, ArticleRow, ArticleVersion } from './article.ts';

export type ArticleLink = Tables['articleLinks']['$inferSelect'];
export type KeywordProposalRow = Tables['keywordProposals']['$inferSelect'];
export type PointsRow = Tables['points']['$inferSelect'];
export type DecisionRow = Tables['knowledgeDecisions']['$inferSelect'];

export interface ArticleFilter {
  states?: readonly ArticleState[] | undefined;
  type?: string | undefined;
  owner?: string | undefined;
  /** Only those whose validity ends before (UTC ms). */
  validUntil?: number | undefined;
  limit: number;
  offset: number;
}

/** An article and its newest version, or the one in review. */
export interface ListedArticle {
  article: ArticleRow;
  version: ArticleVersion;
}

/** How often an article was shown, and what came of it. */
export interface ArticleStats {
  shown: number;
  solved: number;
  notSolved: number;
  thumbsUp: number;
  thumbsDown: number;
  reopened: number;
}

export interface PointsOf {
  personId: string;
  points: number;
  entries: number;
  lastAt: number;
}

const MOST_ROWS = 500;

/** What is asked about articles. Each takes the door to read through: committed data, or a transaction's own. */
export function createArticleQueries(db: Database) {
  const { articles, articleVersions, articleEvents, articleFeedback, articleLinks } = db.tables;
  const { keywordProposals, knowledgeDecisions, people, points } = db.tables;
  const first = async <T>(rows: PromiseLike<T[]>): Promise<T | undefined> => (await rows)[0];

  /** The newest version of each, which is what its editors see. */
  async function withNewest(rows: readonly ArticleRow[], from: Reader): Promise<ListedArticle[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const newest = await from
      .select({ articleId: articleVersions.articleId, n: max(articleVersions.n) })
      .from(articleVersions)
      .where(inArray(articleVersions.articleId, ids))
      .groupBy(articleVersions.articleId);
    const numbers = new Map(newest.map(({ articleId, n }) => [articleId, n]));
    const versions = await from
      .select()
      .from(articleVersions)
      .where(
        and(
          inArray(articleVersions.articleId, ids),
          inArray(articleVersions.n, [...new Set(newest.flatMap(({ n }) => n ?? []))]),
        ),
      );
    const byId = new Map(
      versions.filter(({ articleId, n }) => numbers.get(articleId) === n).map((one) => [one.articleId, one]),
    );
    return rows.flatMap((article) => {
      const version = byId.get(article.id);
      return version ? [{ article, version }] : [];
    });
  }

  function matching({ states, type, owner, validUntil }: ArticleFilter): SQL | undefined {
    return and(
      states ? inArray(articles.state, [...states]) : undefined,
      type === undefined ? undefined : eq(articles.type, type),
      owner === undefined ? undefined : eq(articles.owner, owner),
      validUntil === undefined ? undefined : lt(articles.validUntil, validUntil),
    );
  }

  return {
    article: (id: string, from: Reader = db.read): Promise<ArticleRow | undefined> =>
      first(from.select().from(articles).where(eq(articles.id, id)).execute()),

    /** The newest first. */
    versions: (id: string, from: Reader = db.read): Promise<ArticleVersion[]> =>
      from
        .select()
        .from(articleVersions)
        .where(eq(articleVersions.articleId, id))
        .orderBy(desc(articleVersions.n))
        .limit(MOST_ROWS)
        .execute(),

    version: (id: string, n: number, from: Reader = db.read): Promise<ArticleVersion | undefined> =>
      first(
        from
          .select()
          .from(articleVersions)
          .where(and(eq(articleVersions.articleId, id), eq(articleVersions.n, n)))
          .execute(),
      ),

    /** In their order. */
    events: (id: string, from: Reader = db.read): Promise<ArticleEvent[]> =>
      from
        .select()
        .from(articleEvents)
        .where(eq(articleEvents.articleId, id))
        .orderBy(asc(articleEvents.seq))
        .execute(),

    async list(
      filter: ArticleFilter,
      from: Reader = db.read,
    ): Promise<{ rows: ListedArticle[]; total: number }> {
      const where = matching(filter);
      const rows = await from
        .select()
        .from(articles)
        .where(where)
        .orderBy(desc(articles.updatedAt), asc(articles.id))
        .limit(filter.limit)
        .offset(filter.offset);
      return { rows: await withNewest(rows, from), total: await from.$count(articles, where) };
    },

    async countByState(): Promise<Map<ArticleState, number>> {
      const rows = await db.read
        .select({ state: articles.state, many: count() })
        .from(articles)
        .groupBy(articles.state);
      return new Map(rows.map(({ state, many }) => [state, many]));
    },

    async owners(): Promise<string[]> {
      const rows = await db.read
        .selectDistinct({ owner: articles.owner })
        .from(articles)
        .orderBy(asc(articles.owner));
      return rows.map(({ owner }) => owner);
    },

    /** Those that wait for a review, the longest waiting first. */
    inReview: (limit: number, from: Reader = db.read): Promise<ListedArticle[]> =>
      from
        .select({ article: articles, version: articleVersions })
        .from(articleVersions)
        .innerJoin(articles, eq(articles.id, articleVersions.articleId))
        .where(eq(articleVersions.state, 'in-review'))
        .orderBy(asc(articleVersions.submittedAt))
        .limit(limit)
        .execute(),

    /** Those whose validity ends before `until`, or has ended, the first to end first. */
    async dueSoon(until: number, limit: number, from: Reader = db.read): Promise<ListedArticle[]> {
      const rows = await from
        .select()
        .from(articles)
        .where(and(inArray(articles.state, ['published', 'due']), lt(articles.validUntil, until)))
        .orderBy(asc(articles.validUntil))
        .limit(limit);
      return withNewest(rows, from);
    },

    linksOfTicket: (ticketId: string, from: Reader = db.read): Promise<ArticleLink[]> =>
      from
        .select()
        .from(articleLinks)
        .where(eq(articleLinks.ticketId, ticketId))
        .orderBy(asc(articleLinks.at))
        .execute(),

    linksOfArticle: (articleId: string, limit = MOST_ROWS): Promise<ArticleLink[]> =>
      db.read
        .select()
        .from(articleLinks)
        .where(eq(articleLinks.articleId, articleId))
        .orderBy(desc(articleLinks.at))
        .limit(limit)
        .execute(),

    async statsOf(ids: readonly string[], since: number): Promise<Map<string, ArticleStats>> {
      if (ids.length === 0) return new Map();
      const rows = await db.read
        .select({ articleId: articleFeedback.articleId, sign: articleFeedback.sign, many: count() })
        .from(articleFeedback)
        .where(and(inArray(articleFeedback.articleId, [...ids]), gte(articleFeedback.at, since)))
        .groupBy(articleFeedback.articleId, articleFeedback.sign);
      const stats = new Map(ids.map((id) => [id, noStats()]));
      for (const { articleId, sign, many } of rows) {
        const entry = stats.get(articleId);
        if (entry) entry[statOf[sign]] = many;
      }
      return stats;
    },

    /** The newest first. */
    async pointsOf(personId: string, limit = MOST_ROWS, from: Reader = db.read): Promise<PointsRow[]> {
      const before = await from.select({ id: people.id }).from(people).where(eq(people.mergedInto, personId));
      return from
        .select()
        .from(points)
        .where(inArray(points.personId, [personId, ...before.map(({ id }) => id)]))
        .orderBy(desc(points.at))
        .limit(limit);
    },

    /** Who earned most since then (UTC ms), the most first. */
    async pointsTable(since: number): Promise<PointsOf[]> {
      // Who was found to be the same as another has earned for that one.
      const personId = sql<string>`coalesce(${people.mergedInto}, ${points.personId})`;
      const rows = await db.read
        .select({
          personId,
          points: sum(points.points).mapWith(Number),
          entries: count(),
          lastAt: max(points.at),
        })
        .from(points)
        .leftJoin(people, eq(people.id, points.personId))
        .where(gte(points.at, since))
        .groupBy(personId);
      return rows
        .map((row) => ({ ...row, lastAt: Number(row.lastAt) }))
        .toSorted((a, b) => b.points - a.points || (a.personId < b.personId ? -1 : 1));
    },

    keywordProposals: (
      state: KeywordProposalRow['state'],
      limit = MOST_ROWS,
    ): Promise<KeywordProposalRow[]> =>
      db.read
        .select()
        .from(keywordProposals)
        .where(eq(keywordProposals.state, state))
        .orderBy(asc(keywordProposals.at))
        .limit(limit)
        .execute(),

    decisionOf: (ticketId: string, from: Reader = db.read): Promise<DecisionRow | undefined> =>
      first(
        from.select().from(knowledgeDecisions).where(eq(knowledgeDecisions.ticketId, ticketId)).execute(),
      ),
  };
}

export type ArticleQueries = ReturnType<typeof createArticleQueries>;

const statOf = {
  shown: 'shown',
  solved: 'solved',
  'not-solved': 'notSolved',
  reopened: 'reopened',
  'thumbs-up': 'thumbsUp',
  'thumbs-down': 'thumbsDown',
} as const satisfies Record<ArticleSign, keyof ArticleStats>;

function noStats(): ArticleStats {
  return { shown: 0, solved: 0, notSolved: 0, thumbsUp: 0, thumbsDown: 0, reopened: 0 };
}
