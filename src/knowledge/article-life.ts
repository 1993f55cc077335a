import { and, eq, isNull, ne } from 'drizzle-orm';
import { newId } from '../runtime/id.ts';
import type { Transaction } from '../store/database.ts';
import { missingIn } from './article-body.ts';
import { cleanedOf, type ArticleRecords } from './article-records.ts';
import type { ArticleService, Draft, Outcome } from './article-changes.ts';
import type { ArticleRow, ArticleVersion } from './article.ts';
import { freshUntil } from './freshness.ts';
import type { KnowledgePolicy } from './policy.ts';
import { award } from './points.ts';
import { isReservedId } from './reserved-ids.ts';
import { slugOf } from './slug.ts';

type Life = Pick<
  ArticleService,
  'draft' | 'revise' | 'submit' | 'publish' | 'giveBack' | 'verify' | 'retire' | 'restore'
>;

const stale: Outcome = { refused: 'stale' };

/** The life cycle of articles: draft → in review → published → due → retired (requirements 8.2 to 8.7). */
export function createArticleLife(records: ArticleRecords, policy: KnowledgePolicy): Life {
  const { tables } = records;

  async function draft(tx: Transaction, given: Draft, at: number): Promise<Outcome> {
    const { body, owner, author, origin, ticketId, gapId } = given;
    const id = given.id ?? (await freeId(tx, given, at));
    if (isReservedId(id)) return { refused: 'id-reserved' };
    if (given.id && (await records.byId(tx, given.id))) return { refused: 'id-taken' };
    const [article] = await tx
      .insert(tables.articles)
      .values({
        id,
        state: 'draft',
        type: body.type,
        owner,
        authorId: author,
        origin,
        ...(ticketId ? { ticketId } : {}),
        createdAt: at,
        updatedAt: at,
      })
      .returning();
    const version = await records.addVersion(tx, {
      articleId: id,
      n: 1,
      state: 'draft',
      body,
      authorId: author,
      at,
      ...(ticketId ? { ticketId } : {}),
    });
    if (!article || !version) throw new Error('The database returned no row for a new article');
    // Who writes for a gap that somebody writes for already doesn't take it from him.
    if (gapId) {
      const { gaps } = tables;
      await tx
        .update(gaps)
        .set({ state: 'writing', articleId: id, ownerId: author })
        .where(and(eq(gaps.id, gapId), ne(gaps.state, 'closed'), isNull(gaps.articleId)));
    }
    await records.tell(tx, { kind: 'drafted', article, version, actor: author, at });
    return { ok: true, article, version };
  }

  const revise: Life['revise'] = async (tx, change, at) => {
    const { articleId, body, author, reason, owner, revision, ticketId } = change;
    const seen = await records.byId(tx, articleId);
    if (!seen) return { refused: 'no-article' };
    if (revision !== undefined && revision !== seen.revision) return stale;
    const open = await records.openVersion(tx, articleId);
    const article = await records.change(tx, seen, {
      updatedAt: at,
      ...(owner ? { owner } : {}),
      // What is being reviewed is not what was submitted any more.
      ...(seen.state === 'in-review' ? { state: 'draft' } : {}),
      ...(seen.version === null ? { type: body.type } : {}),
    });
    if (!article) return stale;
    const fresh = {
      state: 'draft' as const,
      authorId: author,
      at,
      reason: reason ?? null,
      ...(ticketId ? { ticketId } : {}),
    };
    const version = open
      ? await records.changeVersion(tx, open, {
          ...fresh,
          ...cleanedOf(body),
          submittedAt: null,
          reviewerId: null,
          reviewedAt: null,
        })
      : await records.addVersion(tx, {
          ...fresh,
          articleId,
          n: (await records.lastNumber(tx, articleId)) + 1,
          body,
        });
    await records.tell(tx, { kind: 'drafted', article, version, actor: author, at, reason });
    return { ok: true, article, version };
  };

  const submit: Life['submit'] = async (tx, { articleId, by }, at) => {
    const seen = await records.byId(tx, articleId);
    if (!seen) return { refused: 'no-article' };
    const open = await records.openVersion(tx, articleId);
    if (!open) return { refused: 'no-draft' };
    if (open.state === 'in-review') return { refused: 'wrong-state' };
    const missing = missingIn(open.body);
    if (missing.length > 0) return { refused: 'incomplete', missing };
    const article = await records.change(tx, seen, {
      updatedAt: at,
      ...(seen.state === 'draft' ? { state: 'in-review' } : {}),
    });
    if (!article) return stale;
    const version = await records.changeVersion(tx, open, { state: 'in-review', submittedAt: at });
    await records.tell(tx, { kind: 'submitted', article, version, actor: by, at });
    return { ok: true, article, version };
  };

  const publish: Life['publish'] = async (tx, { articleId, n, by }, at) => {
    const found = await inReview(tx, articleId, n);
    if ('refused' in found) return found;
    const missing = missingIn(found.open.body);
    if (missing.length > 0) return { refused: 'incomplete', missing };
    const isFirst = found.seen.version === null;
    const article = await replacePublished(tx, found.seen, found.open, at);
    if (!article) return stale;
    const version = await records.changeVersion(tx, found.open, {
      state: 'published',
      reviewerId: by,
      reviewedAt: at,
    });
    await closeGapsOf(tx, articleId);
    await records.tell(tx, { kind: 'published', article, version, actor: by, at });
    const { authorId } = found.open;
    // Who accepts his own text earns nothing by it.
    if (authorId !== by && authorId !== 'bot') {
      const reason = isFirst ? ('accepted' as const) : ('updated' as const);
      const subject = isFirst ? articleId : `${articleId}#${n}`;
      await award(tx, tables, { personId: authorId, reason, subject, points: policy.points[reason] }, at);
    }
    return { ok: true, article, version };
  };

  const giveBack: Life['giveBack'] = async (tx, { articleId, n, by, reason }, at) => {
    const found = await inReview(tx, articleId, n);
    if ('refused' in found) return found;
    const { seen, open } = found;
    const article = await records.change(tx, seen, {
      updatedAt: at,
      ...(seen.state === 'in-review' ? { state: 'draft' } : {}),
    });
    if (!article) return stale;
    const version = await records.changeVersion(tx, open, {
      state: 'returned',
      reviewerId: by,
      reviewedAt: at,
      reason,
    });
    await records.tell(tx, { kind: 'returned', article, version, actor: by, at, reason });
    return { ok: true, article, version };
  };

  const verify: Life['verify'] = async (tx, { articleId, by }, at) => {
    const seen = await records.byId(tx, articleId);
    if (!seen) return { refused: 'no-article' };
    const { state, validUntil } = seen;
    if ((state !== 'published' && state !== 'due') || validUntil === null) return { refused: 'wrong-state' };
    const article = await records.change(tx, seen, {
      state: 'published',
      validUntil: freshUntil(at, policy),
      remindedAt: null,
      updatedAt: at,
    });
    if (!article) return stale;
    const version = await records.version(tx, articleId, article.version);
    await records.tell(tx, { kind: 'verified', article, version, actor: by, at });
    // Only work that was asked for counts: nobody earns by verifying what is fresh.
    if (at >= validUntil - policy.remindBefore) {
      const subject = `${articleId}@${validUntil}`;
      const { verified: points } = policy.points;
      await award(tx, tables, { personId: by, reason: 'verified', subject, points }, at);
    }
    return { ok: true, article, version };
  };

  const retire: Life['retire'] = async (tx, { articleId, by, reason }, at) => {
    const seen = await records.byId(tx, articleId);
    if (!seen) return { refused: 'no-article' };
    if (seen.state === 'retired') return { refused: 'wrong-state' };
    const article = await records.change(tx, seen, { state: 'retired', updatedAt: at });
    if (!article) return stale;
    const version = await records.version(tx, articleId, article.version);
    await records.tell(tx, { kind: 'retired', article, version, actor: by, at, reason });
    return { ok: true, article, version };
  };

  const restore: Life['restore'] = async (tx, { articleId, n, by }, at) => {
    const seen = await records.byId(tx, articleId);
    if (!seen) return { refused: 'no-article' };
    const old = await records.version(tx, articleId, n);
    // Only what somebody had reviewed comes back without a review.
    if (!old || (old.state !== 'published' && old.state !== 'superseded')) return { refused: 'wrong-state' };
    const isPresent = n === seen.version;
    if (isPresent && seen.state !== 'retired') return { refused: 'wrong-state' };
    const next = isPresent ? n : (await records.lastNumber(tx, articleId)) + 1;
    const article = await replacePublished(tx, seen, { ...old, n: next }, at);
    if (!article) return stale;
    const version = isPresent
      ? await records.changeVersion(tx, old, { reviewerId: by, reviewedAt: at })
      : await records.addVersion(tx, {
          articleId,
          n: next,
          state: 'published',
          body: old.body,
          authorId: old.authorId,
          at,
          reviewerId: by,
          reviewedAt: at,
        });
    await records.tell(tx, { kind: 'restored', article, version, actor: by, at }, { from: n });
    return { ok: true, article, version };
  };

  return { draft, revise, submit, publish, giveBack, verify, retire, restore };

  /** The version that was looked at, still in review. */
  async function inReview(
    tx: Transaction,
    articleId: string,
    n: number,
  ): Promise<{ seen: ArticleRow; open: ArticleVersion } | { refused: 'no-article' | 'not-in-review' }> {
    const seen = await records.byId(tx, articleId);
    if (!seen) return { refused: 'no-article' };
    const open = await records.version(tx, articleId, n);
    return open?.state === 'in-review' ? { seen, open } : { refused: 'not-in-review' };
  }

  /** Makes `version` the published one, valid from now; undefined where somebody else was faster. */
  async function replacePublished(
    tx: Transaction,
    seen: ArticleRow,
    { n, body }: Pick<ArticleVersion, 'n' | 'body'>,
    at: number,
  ): Promise<ArticleRow | undefined> {
    const article = await records.change(tx, seen, {
      state: 'published',
      version: n,
      type: body.type,
      validUntil: freshUntil(at, policy),
      remindedAt: null,
      publishedAt: at,
      updatedAt: at,
    });
    if (!article) return undefined;
    const before = seen.version === n ? undefined : await records.version(tx, seen.id, seen.version);
    if (before) await records.changeVersion(tx, before, { state: 'superseded' });
    return article;
  }

  async function closeGapsOf(tx: Transaction, articleId: string): Promise<void> {
    const { gaps } = tables;
    await tx.update(gaps).set({ state: 'closed' }).where(eq(gaps.articleId, articleId));
  }

  async function freeId(tx: Transaction, { body }: Draft, at: number): Promise<string> {
    const slug = slugOf(body);
    if (slug && !isReservedId(slug) && !(await records.byId(tx, slug))) return slug;
    return `${slug ?? body.type}-${newId(at).slice(-6).toLowerCase()}`;
  }
}
