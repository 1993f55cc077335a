import type { Locale } from '../language/tokens.ts';
import type { AskerContext } from '../search/search-types.ts';
import { translations, type Article } from './article.ts';
import type { StarterArticle } from './articles.ts';
import { createSearch } from './search.ts';

export type { Article } from './article.ts';
export type { AskerContext } from '../search/search-types.ts';

export interface ArticleHit {
  article: Article;
  /** 0 to 1: how well the article covers what was asked. */
  score: number;
  /** The words that decided, the most telling first. */
  why: readonly string[];
}

export interface ArticleSearchOptions {
  locale: Locale;
  limit: number;
  context?: AskerContext | undefined;
  /** Only this issue type. */
  type?: string | undefined;
}

/** The articles that may be given out now, and the search in them. */
export interface KnowledgeBase {
  all(): readonly Article[];
  /** The article in `locale`, in the other language where it isn't translated. */
  byId(id: string, locale: Locale): Article | undefined;
  /** What is tried first for problems of a type, before a human is troubled (requirement 2.3). */
  firstChecks(type: string, locale: Locale): Article | undefined;
  /** Best first, each article once, in the asked language where there is one. */
  search(query: string, options: ArticleSearchOptions): Promise<ArticleHit[]>;
}

/** Of the content's articles alone, until they are read from the database. */
export function createKnowledgeBase(starter: readonly StarterArticle[]): KnowledgeBase {
  const articles = starter.flatMap(({ id, owner, review, body }) =>
    translations(body, { id, owner, version: 1, state: 'published', validUntil: review }),
  );
  const key = (id: string, locale: Locale) => `${locale} ${id}`;
  const byKey = new Map(articles.map((article) => [key(article.id, article.locale), article]));
  const search = createSearch(
    articles.map(({ symptom, scene, steps, ...rest }) => ({
      ...rest,
      text: [symptom, scene, ...steps].join('\n'),
    })),
  );
  return {
    all: () => articles,
    byId: (id, locale) => byKey.get(key(id, locale)),
    async search(query, { locale, limit, type }) {
      const best = new Map<string, ArticleHit>();
      for (const { id, score } of search.search(query, { limit: limit * 4, type })) {
        const article = byKey.get(key(id, locale));
        if (article && !best.has(id)) best.set(id, { article, score, why: [] });
      }
      return [...best.values()].slice(0, limit);
    },
    firstChecks: (type, locale) =>
      articles.find((article) => article.firstCheck && article.type === type && article.locale === locale),
  };
}
