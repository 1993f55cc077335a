import type { ArticleEvent, ArticleRow, ArticleVersion } from '../../knowledge/article.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { Reader } from '../../store/database.ts';

/** What ends a question about an article's age. */
export const ANSWERS: ReadonlySet<string> = new Set(['verified', 'retired', 'published', 'restored']);

/** What is read of articles, published or not. */
export interface ArticleArchive {
  article(id: string, from?: Reader): Promise<ArticleRow | undefined>;
  versions(id: string, from?: Reader): Promise<ArticleVersion[]>;
  /** The oldest first. */
  events(id: string, from?: Reader): Promise<ArticleEvent[]>;
}

interface Titled {
  article: ArticleRow;
  locale: Locale;
  from?: Reader | undefined;
}

/** What an article is called, published or not; its id where it has no title yet. */
export async function titleOf(
  archive: Pick<ArticleArchive, 'versions'>,
  { article, locale, from }: Titled,
): Promise<string> {
  const versions = await archive.versions(article.id, from);
  const latest = versions.toSorted((a, b) => b.n - a.n);
  const shown = latest.find(({ n }) => n === article.version) ?? latest[0];
  const texts = shown?.body.texts ?? {};
  return texts[locale]?.title || Object.values(texts)[0]?.title || article.id;
}
