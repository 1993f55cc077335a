import type { Locale } from '../language/tokens.ts';
import type { AskerContext, SearchHit, SearchOptions } from '../search/search-types.ts';
import type { Article } from './article.ts';
import type { Library } from './library.ts';

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
  /** By words alone: no model gets to see the query. */
  wordsOnly?: boolean | undefined;
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

export interface SearchPort {
  search(text: string, options: SearchOptions): Promise<readonly SearchHit[]>;
}

/** So many more are looked for: some that the index has still may not be given out any more. */
const SPARE = 5;

/** What the library may give out now, found by the search: the index may lag behind, what is retired never shows. */
export function createKnowledgeBase(library: Library, search: SearchPort): KnowledgeBase {
  return {
    all: () => library.all(),
    byId: (id, locale) => library.byId(id, locale),
    firstChecks: (type, locale) => library.firstChecks(type, locale),

    async search(query, { locale, limit, context, type, wordsOnly }) {
      const hits = await search.search(query, {
        collection: 'articles',
        locale,
        limit: limit + SPARE,
        context,
        type,
        wordsOnly,
      });
      return hits
        .flatMap(({ key, score, why }) => {
          const article = library.byId(key, locale);
          return article ? [{ article, score, why }] : [];
        })
        .slice(0, limit);
    },
  };
}
