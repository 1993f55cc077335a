import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndexer, createSearch, loadSearchWords } from '../src/search/index.ts';
import type { Collection, Search, SearchDocument } from '../src/search/index.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open.ts';
import { findBinaries, startPostgres } from '../tests/support/postgres-server.ts';
import { productQueries, starterArticles } from '../tests/search/starter-articles.ts';
import { percentile, type Figure } from './measure.ts';

const ARTICLES = Number(process.env['BENCH_ARTICLES'] ?? 10_000);
const TICKETS = Number(process.env['BENCH_TICKETS'] ?? 100_000);
const BATCH = 1000;
/** A language. */
const QUERIES = 300;
const BUDGET_MS = 30;
const MIGRATIONS = join(import.meta.dirname, '../migrations');
const words = loadSearchWords(join(import.meta.dirname, '../prompts'));

/** Search in many articles and past tickets, on both databases. */
export async function search(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-search-'));
  const figures = await measure('SQLite', `file:${join(folder, 'search.db')}`);
  rmSync(folder, { recursive: true });
  const binaries = findBinaries();
  if (!binaries) {
    process.stdout.write("PostgreSQL isn't measured: there are no binaries of it\n");
    return figures;
  }
  const server = await startPostgres(binaries);
  try {
    return [...figures, ...(await measure('PostgreSQL', server.url))];
  } finally {
    server.stop();
  }
}

async function measure(name: string, url: string): Promise<Figure[]> {
  const db = openDatabase({ url, migrationsFolder: MIGRATIONS, onPoolError: () => {} });
  await db.migrate();
  const searching = createSearch({ db, words, now: () => performance.now() });
  const figures: Figure[] = [];
  for (const [collection, count] of [
    ['articles', ARTICLES],
    ['tickets', TICKETS],
  ] as const) {
    const started = performance.now();
    await fill(db, searching, { collection, count });
    const seconds = (performance.now() - started) / 1000;
    figures.push({
      bench: 'search',
      what: `${name}: index ${count} ${collection}`,
      value: seconds,
      unit: 's',
    });
    figures.push(
      ...(await ask(searching, { collection, what: `${name}: search in ${count} ${collection}` })),
    );
  }
  await db.close();
  return figures;
}

async function fill(
  db: Database,
  searching: Search,
  { collection, count }: { collection: Collection; count: number },
): Promise<void> {
  const load = async (key: string) => [made(Number(key))];
  const indexer = createIndexer({
    db,
    words,
    sources: { articles: { load }, tickets: { load } },
    log: console,
    batchSize: BATCH,
  });
  for (let from = 0; from < count; from += BATCH) {
    const keys = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => String(from + i));
    await db.transaction({}, (tx) =>
      searching.enqueue(
        tx,
        keys.map((key) => ({ collection, key, at: 0 })),
      ),
    );
    await indexer.drain();
  }
}

async function ask(
  searching: Search,
  { collection, what }: { collection: Collection; what: string },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [language, isOfIt] of LANGUAGES) {
    const queries = productQueries.queries.map(({ query }) => query).filter(isOfIt);
    for (const query of queries.slice(0, 10)) await searching.search(query, { collection });
    const times: number[] = [];
    for (let i = 0; i < QUERIES; i++) {
      // Never the same question twice: what is cached is measured as it would be with many askers.
      const text = `${queries[i % queries.length] ?? ''} ${place(i)}`;
      const started = performance.now();
      await searching.search(text, { collection });
      times.push(performance.now() - started);
    }
    figures.push(
      { bench: 'search', what: `${what}, ${language}, p50`, value: percentile(times, 50), unit: 'ms' },
      {
        bench: 'search',
        what: `${what}, ${language}, p99`,
        value: percentile(times, 99),
        unit: 'ms',
        budget: { most: BUDGET_MS },
      },
    );
  }
  return figures;
}

const HAN = /\p{Script=Han}/u;
const LANGUAGES = [
  ['Chinese', (text: string) => HAN.test(text)],
  ['English', (text: string) => !HAN.test(text)],
] as const;

/** Text number `n`: sentences of the starter articles put together anew, with names and codes of its own. */
function made(n: number): SearchDocument {
  const pick = randomOf(n + 1);
  const one = pick(starterArticles);
  const same = articlesIn[one.locale];
  const chosen = Array.from({ length: 6 }, () => pick(sentencesOf(pick(same))));
  return {
    key: String(n),
    locale: one.locale,
    title: `${pick([one.title, ...one.synonyms])} ${place(n)}`,
    keywords: [],
    synonyms: [],
    symptom: pick(same).symptom,
    body: [...chosen, `${place(n * 7)} ERR-${n % 9973}`].join('\n'),
    type: one.type,
  };
}

const articlesIn = {
  'zh-CN': starterArticles.filter(({ locale }) => locale === 'zh-CN'),
  en: starterArticles.filter(({ locale }) => locale === 'en'),
};
const sentences = new Map(starterArticles.map((article) => [article, article.body.split(/[\n。;；]/)]));

function sentencesOf(article: SearchDocument): readonly string[] {
  return sentences.get(article) ?? [];
}

function place(n: number): string {
  return `${['上海', '北京', 'Berlin', '深圳', 'London', '成都'][n % 6] ?? ''} ${String.fromCharCode(97 + (n % 26))}${n % 97}`;
}

function randomOf(seed: number) {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return <T>(list: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[Math.floor((state / 2 ** 32) * list.length)] as T;
  };
}
