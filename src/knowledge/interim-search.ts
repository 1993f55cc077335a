import type { Article } from './article.ts';
import type { SearchPort } from './knowledge-base.ts';
import { createSearch, type Search } from './search.ts';

/** The search in memory, until the one in the database takes over. */
export function createInterimSearch(all: () => readonly Article[]): SearchPort {
  let built: { of: string; search: Search } | undefined;

  function present(): Search {
    const articles = all();
    const of = articles.map(({ id, locale, version }) => `${locale} ${id} ${version}`).join();
    if (built?.of !== of) {
      const documents = articles.map(({ symptom, scene, steps, ...rest }) => ({
        ...rest,
        text: [symptom, scene, ...steps].join('\n'),
      }));
      built = { of, search: createSearch(documents) };
    }
    return built.search;
  }

  return {
    async search(text, { collection, limit, type }) {
      if (collection !== 'articles') return [];
      const seen = new Set<string>();
      return present()
        .search(text, { limit: (limit ?? 5) * 4, type })
        .filter(({ id }) => !seen.has(id) && seen.add(id))
        .map(({ id, ...match }) => ({ ...match, key: id, entry: id, why: [] }));
    },
  };
}
