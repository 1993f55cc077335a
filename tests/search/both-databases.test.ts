import { expect, it } from 'vitest';
import { createIndexer, createSearch, loadSearchWords } from '../../src/search/index.ts';
import { createSqlite, onDatabase, type TestDatabase } from '../support/databases.ts';
import { productQueries, starterArticles } from './starter-articles.ts';

const words = loadSearchWords('prompts');
const articles = starterArticles.filter(({ key }) => /^(?:network|printer|email)/.test(key));
const asked = productQueries.queries
  .filter(({ id }) => /^(?:network|printer|email)/.test(id))
  .map(({ query }) => query);

/** Ids are given in another order, and equal weights are cut elsewhere: a place or two at the end may differ. */
const MAY_DIFFER = 1;

onDatabase('postgres', 'the full text', (createPostgres) => {
  it('finds the same first ten as that of SQLite', async () => {
    const [sqlite, postgres] = await Promise.all([createSqlite(), createPostgres()]);
    try {
      const [one, other] = [await searchOf(sqlite), await searchOf(postgres)];
      for (const text of asked) {
        const options = { collection: 'articles' as const, limit: 10 };
        const expected = await one.search(text, options);
        const found = await other.search(text, options);
        expect(found[0]).toEqual(expected[0]);
        const keys = new Set(found.map(({ key }) => key));
        expect(expected.filter(({ key }) => !keys.has(key)).length).toBeLessThanOrEqual(MAY_DIFFER);
      }
    } finally {
      await Promise.all([sqlite.drop(), postgres.drop()]);
    }
  });
});

async function searchOf({ db }: TestDatabase) {
  const load = async (key: string) => articles.filter((article) => article.key === key);
  const indexer = createIndexer({
    db,
    words,
    sources: { articles: { load }, tickets: { load: async () => [] } },
    log: { warn: () => {} },
  });
  // None is kept in memory.
  const search = createSearch({ db, words, now: () => 0, residentUpTo: 0 });
  const keys = [...new Set(articles.map(({ key }) => key))];
  await db.transaction({}, (tx) =>
    search.enqueue(
      tx,
      keys.map((key) => ({ collection: 'articles' as const, key, at: 0 })),
    ),
  );
  await indexer.drain();
  return search;
}
