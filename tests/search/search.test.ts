import { afterEach, beforeEach, expect, it } from 'vitest';
import { createIndexer, createMemorySearch, createSearch, loadSearchWords } from '../../src/search/index.ts';
import type { Indexer, Search, SearchDocument } from '../../src/search/index.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { productQueries, starterArticles } from './starter-articles.ts';

const words = loadSearchWords('prompts');
const asked = productQueries.queries.filter((_, i) => i % 3 === 0);

onEachDatabase('the search', (create) => {
  let test: TestDatabase;
  let articles: SearchDocument[];
  let failing: Set<string>;
  let indexer: Indexer;
  let clock: number;
  const warnings: object[] = [];

  beforeEach(async () => {
    test = await create();
    articles = [...starterArticles];
    failing = new Set();
    clock = 0;
    warnings.length = 0;
    indexer = newIndexer();
  });
  afterEach(() => test.drop());

  const newIndexer = (productNames: string[] = []) =>
    createIndexer({
      db: test.db,
      words,
      productNames,
      sources: {
        articles: {
          load: async (key) => {
            if (failing.has(key)) throw new Error('unreadable');
            return articles.filter((article) => article.key === key);
          },
        },
        tickets: { load: async () => [] },
      },
      log: { warn: (fields) => warnings.push(fields) },
    });
  const newSearch = (residentUpTo: number): Search =>
    createSearch({ db: test.db, words, now: () => clock, residentUpTo });
  const change = (search: Search, ...keys: string[]) =>
    test.db.transaction({}, (tx) =>
      search.enqueue(
        tx,
        keys.map((key) => ({ collection: 'articles' as const, key, at: clock })),
      ),
    );
  const everything = () => [...new Set(starterArticles.map(({ key }) => key))];
  const some = () => everything().filter((key) => /^(?:network|printer)/.test(key));
  const first = async (search: Search, text: string) =>
    (await search.search(text, { collection: 'articles' }))[0];

  it('finds by the full text of the database what the search in memory finds', async () => {
    const [large, small] = [newSearch(0), newSearch(1000)];
    await change(large, ...everything());
    expect(await indexer.drain()).toBe(everything().length);
    const memory = createMemorySearch({ words, documents: starterArticles });
    let same = 0;
    let inTen = 0;
    for (const { query } of asked) {
      const expected = memory.search(query, { limit: 10 }).map(({ key }) => key);
      const resident = await small.search(query, { collection: 'articles', limit: 10 });
      expect(resident.map(({ key }) => key)).toEqual(expected);
      const found = (await large.search(query, { collection: 'articles', limit: 10 })).map(({ key }) => key);
      if (found[0] === expected[0]) same++;
      inTen +=
        expected.slice(0, 3).filter((key) => found.includes(key)).length / Math.min(3, expected.length);
    }
    expect(same / asked.length).toBeGreaterThanOrEqual(0.97);
    expect(inTen / asked.length).toBeGreaterThanOrEqual(0.95);
  });

  it('forgets what is gone and finds what is new', async () => {
    const searches = [newSearch(0), newSearch(1000)];
    await change(searches[0]!, ...some());
    await indexer.drain();
    for (const search of searches) expect((await first(search, 'VPN 809'))?.key).toBe('network-vpn-809');

    articles = articles.filter(({ key }) => key !== 'network-vpn-809');
    const added = { ...starterArticles[0]!, key: 'coffee', title: '咖啡机漏水', synonyms: [], keywords: [] };
    articles.push(added);
    await change(searches[0]!, 'network-vpn-809', 'coffee');
    expect(await indexer.drain()).toBe(2);
    clock += 1001;
    for (const search of searches) {
      const keys = (await search.search('VPN 809', { collection: 'articles', limit: 50 })).map(
        ({ key }) => key,
      );
      expect(keys.length).toBeGreaterThan(0);
      expect(keys).not.toContain('network-vpn-809');
      expect((await first(search, '咖啡机漏水了'))?.key).toBe('coffee');
    }
  });

  it('keeps its figures right through changes', async () => {
    const search = newSearch(0);
    await change(search, ...some());
    await indexer.drain();
    const before = await frequencies();
    const original = articles;
    articles = articles.map((article) => ({ ...article, title: `${article.title} 新的`, synonyms: [] }));
    await change(search, ...some());
    await indexer.drain();
    expect(await frequencies()).not.toEqual(before);
    articles = original;
    await change(search, ...some());
    await indexer.drain();
    expect(await frequencies()).toEqual(before);
  });

  async function frequencies() {
    const rows = await test.db.read.select().from(test.db.tables.searchTerms);
    return new Map(
      rows
        .filter((row) => row.documents !== 0 && row.term !== '#changes')
        .map((row) => [row.term, row.documents]),
    );
  }

  it('has nothing to do for what did not change', async () => {
    const search = newSearch(0);
    await change(search, 'network-vpn-809', 'network-vpn-809');
    expect(await indexer.drain()).toBe(1);
    const documents = await test.db.read.select().from(test.db.tables.searchDocuments);
    await change(search, 'network-vpn-809');
    expect(await indexer.drain()).toBe(1);
    expect(await test.db.read.select().from(test.db.tables.searchDocuments)).toEqual(documents);
    expect(await indexer.catchUp(clock)).toBe(0);
    expect(await newIndexer(['飞书']).catchUp(clock)).toBe(1);
  });

  it('leaves what cannot be read for the next time, and goes on', async () => {
    const search = newSearch(0);
    failing.add('network-vpn-809');
    await change(search, 'network-vpn-809', 'printer-offline');
    expect(await indexer.drain()).toBe(1);
    expect(warnings).toMatchObject([{ collection: 'articles', key: 'network-vpn-809' }]);
    failing.clear();
    expect(await indexer.drain()).toBe(1);
    expect((await first(search, 'VPN 809'))?.key).toBe('network-vpn-809');
  });

  it('lets two replicas index side by side without doubling anything', async () => {
    const search = newSearch(0);
    await change(search, ...some());
    const done = await Promise.all([indexer.drain(), newIndexer().drain()]);
    expect(done[0]! + done[1]!).toBe(some().length);
    expect(await search.size('articles')).toBe(2 * some().length);
  });

  it.each([0, 1000])('shows only what the asker may see (kept in memory up to %i)', async (residentUpTo) => {
    articles = articles.map((article) => ({
      ...article,
      facets: { audience: article.key.startsWith('network') ? 'it' : 'all' },
    }));
    const search = newSearch(residentUpTo);
    await change(search, ...some());
    await indexer.drain();
    const asAnybody = { collection: 'articles' as const, limit: 50, where: { audience: ['all'] } };
    for (const query of ['vpn 连不上', 'wifi is slow', 'network']) {
      const keys = (await search.search(query, asAnybody)).map(({ key }) => key);
      expect(keys.filter((key) => key.startsWith('network'))).toEqual([]);
    }
    const both = { ...asAnybody, where: { audience: ['all', 'it'] } };
    expect((await search.search('vpn 连不上', both))[0]?.key).toBe('network-vpn-cannot-connect');
    expect(
      (await search.search('vpn 连不上', { ...both, type: 'printer' })).map(({ key }) => key),
    ).not.toContain('network-vpn-cannot-connect');
  });

  it.each([0, 1000])(
    'understands words added while it runs (kept in memory up to %i)',
    async (residentUpTo) => {
      let synonyms: string[][] = [];
      const search = createSearch({
        db: test.db,
        words,
        now: () => clock,
        residentUpTo,
        synonyms: () => synonyms,
      });
      await change(search, ...some());
      await indexer.drain();
      expect((await first(search, 'zarquon'))?.key ?? '').not.toMatch(/vpn/);
      synonyms = [['zarquon', 'VPN']];
      expect((await first(search, 'zarquon'))?.key).toMatch(/vpn/);
    },
  );
});
