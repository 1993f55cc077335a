import { afterEach, beforeEach, expect, it } from 'vitest';
import { createIndexer, createSearch, createVectors, loadSearchWords } from '../../src/search/index.ts';
import type { Embedder, SearchDocument } from '../../src/search/index.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { starterArticles } from './starter-articles.ts';

const words = loadSearchWords('prompts');
const articles: readonly SearchDocument[] = starterArticles.filter(({ key }) =>
  /^(?:network|mobile)/.test(key),
);
const keys = [...new Set(articles.map(({ key }) => key))];

/** Knows two things: being abroad is like VPN, and all the rest is alike. */
function embedderOf(model: string, dimensions = 3): Embedder {
  return {
    model,
    embed: async (texts) =>
      texts.map((text) => {
        const vector = new Float32Array(dimensions);
        vector[/^.*(?:vpn|ausland)/i.test(text) ? 0 : 1] = 2;
        return vector;
      }),
  };
}

onEachDatabase('vectors beside the text search', (create) => {
  let test: TestDatabase;
  let warnings: string[];
  let clock: number;

  beforeEach(async () => {
    test = await create();
    warnings = [];
    clock = 0;
    const indexer = createIndexer({
      db: test.db,
      words,
      log,
      sources: {
        articles: { load: async (key) => articles.filter((article) => article.key === key) },
        tickets: { load: async () => [] },
      },
    });
    await test.db.transaction({}, (tx) =>
      searchWith().enqueue(
        tx,
        keys.map((key) => ({ collection: 'articles' as const, key, at: 0 })),
      ),
    );
    await indexer.drain();
  });
  afterEach(() => test.drop());

  const log = { warn: (_fields: object, message: string) => void warnings.push(message) };
  const vectorsOf = (embedder: Embedder, timeoutMs = 10_000) =>
    createVectors({ db: test.db, embedder, log, now: () => clock, timeoutMs });
  const searchWith = (embedder?: Embedder, residentUpTo = 1000) =>
    createSearch({
      db: test.db,
      words,
      now: () => clock,
      residentUpTo,
      vectors: embedder && vectorsOf(embedder, embedder.model === 'hanging' ? 20 : undefined),
    });
  const abroad = (embedder?: Embedder, residentUpTo?: number) =>
    searchWith(embedder, residentUpTo).search('Internetprobleme im Ausland', { collection: 'articles' });
  const stored = async () => {
    const rows = await test.db.read.select().from(test.db.tables.searchVectors);
    return rows.map(({ model, dimensions }) => `${model} ${dimensions}`);
  };

  it.each([0, 1000])(
    'bring up what the words alone do not (kept in memory up to %i)',
    async (residentUpTo) => {
      const embedder = embedderOf('one');
      expect(await vectorsOf(embedder).fill()).toBe(articles.length);
      expect(await vectorsOf(embedder).fill()).toBe(0);
      const [best] = await abroad(embedder, residentUpTo);
      expect(best?.key).toMatch(/vpn/);
      expect(best?.score).toBeGreaterThanOrEqual(0.3);
      expect(best?.score).toBeLessThan(0.6);
      expect((await abroad(undefined, residentUpTo))[0]?.key ?? '').not.toMatch(/vpn/);
    },
  );

  it('are not asked for where a text goes by words alone', async () => {
    await vectorsOf(embedderOf('one')).fill();
    const seen: string[] = [];
    const embedder: Embedder = {
      model: 'one',
      async embed(texts) {
        seen.push(...texts);
        return embedderOf('one').embed(texts);
      },
    };
    const query = 'Internetprobleme im Ausland';
    const byWords = await searchWith(embedder).search(query, { collection: 'articles', wordsOnly: true });
    expect(byWords).toEqual(await abroad());
    expect(seen).toEqual([]);
    await abroad(embedder);
    expect(seen).toEqual([query]);
  });

  it('are refused with other dimensions, and replaced when the model changes', async () => {
    await vectorsOf(embedderOf('one')).fill();
    expect(await abroad(embedderOf('one', 5))).toEqual(await abroad());
    expect(warnings).toEqual(['Vectors of wrong dimensions']);

    // Until the new model's are there, the text goes alone.
    expect(await abroad(embedderOf('two', 5))).toEqual(await abroad());
    expect(await vectorsOf(embedderOf('two', 5)).fill()).toBe(articles.length);
    expect(new Set(await stored())).toEqual(new Set(['two 5']));
    expect((await abroad(embedderOf('two', 5)))[0]?.key).toMatch(/vpn/);
  });

  it('change nothing while the model fails or hangs', async () => {
    await vectorsOf(embedderOf('one')).fill();
    const byText = await abroad();
    expect(await abroad({ model: 'one', embed: () => Promise.reject(new Error('503')) })).toEqual(byText);
    expect(warnings).toEqual(['No vectors: the search goes by the text alone']);
    await vectorsOf(embedderOf('hanging')).fill();
    expect(await abroad({ model: 'hanging', embed: () => new Promise(() => {}) })).toEqual(byText);
    expect(await vectorsOf({ model: 'two', embed: () => Promise.reject(new Error('503')) }).fill()).toBe(0);
    expect(new Set(await stored())).toEqual(new Set(['hanging 3']));
  });
});
