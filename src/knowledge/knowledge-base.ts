import type { Locale } from '../platforms/platform.ts';
import type { Article } from './articles.ts';
import { createSearch } from './search.ts';

export interface ArticleHit {
  article: Article;
  /** 0 to 1: how well the article covers what was asked. */
  score: number;
}

/** The published articles and the search in them. */
export interface KnowledgeBase {
  all(): readonly Article[];
  /** The article in `locale`; every article exists in every language. */
  byId(id: string, locale: Locale): Article | undefined;
  /** Best first, each article once, in the asked language. */
  search(query: string, options: { locale: Locale; limit: number }): ArticleHit[];
  /** What is tried first for problems of a type, before a human is troubled (requirement 2.3). */
  firstChecks(type: string, locale: Locale): Article | undefined;
}

export function createKnowledgeBase(articles: readonly Article[]): KnowledgeBase {
  const byKey = new Map(articles.map((article) => [key(article.id, article.locale), article]));
  const search = createSearch(
    articles.map(({ id, locale, title, type, keywords, synonyms, symptom, scene, steps }) => ({
      id,
      locale,
      title,
      type,
      keywords,
      synonyms,
      text: [symptom, scene, ...steps].join('\n'),
    })),
  );
  const byId = (id: string, locale: Locale) => byKey.get(key(id, locale));

  return {
    all: () => articles,
    byId,
    search(query, { locale, limit }) {
      const best = new Map<string, ArticleHit>();
      // Both languages are searched: "outlook 一直转圈圈" may match the English half better.
      for (const { id, score } of search.search(query, { limit: limit * 4 })) {
        const article = byId(id, locale);
        if (article && !best.has(id)) best.set(id, { article, score });
      }
      return [...best.values()].slice(0, limit);
    },
    firstChecks: (type, locale) =>
      articles.find((article) => article.firstCheck && article.type === type && article.locale === locale),
  };
}

function key(id: string, locale: Locale): string {
  return `${locale} ${id}`;
}
