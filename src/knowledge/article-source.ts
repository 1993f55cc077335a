import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { SearchDocument } from '../search/search-types.ts';
import type { Database } from '../store/database.ts';
import type { ArticleBody } from '../store/schema.ts';

const ROWS_AT_ONCE = 500;

/** Where the index of articles gets its texts: only what is published, or due (rule L-6). */
export function articleSource(db: Database) {
  const { articles, articleVersions } = db.tables;
  const isGiven = inArray(articles.state, ['published', 'due']);

  return {
    async load(key: string): Promise<SearchDocument[]> {
      const [row] = await db.read
        .select({ body: articleVersions.body })
        .from(articles)
        .innerJoin(
          articleVersions,
          and(eq(articleVersions.articleId, articles.id), eq(articleVersions.n, articles.version)),
        )
        .where(and(eq(articles.id, key), isGiven));
      return row ? documentsOf(key, row.body) : [];
    },

    async *keys(): AsyncGenerator<string> {
      for (let last = ''; ;) {
        const rows = await db.read
          .select({ id: articles.id })
          .from(articles)
          .where(and(gt(articles.id, last), isGiven))
          .orderBy(asc(articles.id))
          .limit(ROWS_AT_ONCE);
        for (const { id } of rows) yield id;
        if (rows.length < ROWS_AT_ONCE) return;
        last = rows.at(-1)?.id ?? last;
      }
    },
  };
}

/** An article as it is searched, a document a language. */
export function documentsOf(key: string, { type, cause, texts }: ArticleBody): SearchDocument[] {
  return (['zh-CN', 'en'] as const).flatMap((locale) => {
    const text = texts[locale];
    if (!text) return [];
    const { title, keywords, synonyms, symptom, scene, steps } = text;
    const body = [scene, ...steps, ...(cause ? [cause] : [])].join('\n');
    return [{ key, locale, title, keywords, synonyms, symptom, body, type }];
  });
}
