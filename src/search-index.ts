import type { Article } from './knowledge/article.ts';
import { createInterimSearch } from './knowledge/interim-search.ts';
import type { Database, Transaction } from './store/database.ts';

/** What is searched, and the list of what is to be indexed anew. */
export function createIndex({ tables }: Database) {
  let all: () => readonly Article[] = () => [];
  return {
    search: createInterimSearch(() => all()),
    enqueue: async (
      tx: Transaction,
      change: { collection: 'articles' | 'tickets'; key: string; at: number },
    ): Promise<void> => {
      await tx.insert(tables.searchPending).values(change);
    },
    over(articles: () => readonly Article[]) {
      all = articles;
    },
  };
}
