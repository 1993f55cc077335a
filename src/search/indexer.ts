import { createHash } from 'node:crypto';
import { and, asc, eq, gt, inArray, lte, ne } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import { createCounter } from './counter.ts';
import type { Counter } from './counter.ts';
import { ANALYSIS_VERSION, readStored, storedTextOf } from './indexed-text.ts';
import type { StoredText } from './indexed-text.ts';
import { cardOf } from './memory-search.ts';
import type { Collection, SearchDocument } from './search-types.ts';
import { createFrequencyChanges, lookupTerms } from './stored-terms.ts';
import type { FrequencyChanges } from './stored-terms.ts';
import { wholeNames } from './text.ts';
import type { SearchWords } from './content.ts';
import { createVocabulary } from './vocabulary.ts';

/** Where the texts of a collection come from. */
export interface SearchSource {
  /** All translations or examples of one thing; none when it is gone or nobody may find it any more. */
  load: (key: string) => Promise<readonly SearchDocument[]>;
}

/** Something that changed and is to be indexed anew. */
export interface Change {
  collection: Collection;
  key: string;
  at: number;
}

export interface Indexer {
  /** Works on all that has changed; how many things that were. Harmless beside another replica's. */
  drain: () => Promise<number>;
  /** Asks for what was analysed in an older way to be indexed anew; how many things that are. Call it at the start. */
  catchUp: (now: number) => Promise<number>;
}

export interface IndexerOptions {
  db: Database;
  sources: Readonly<Record<Collection, SearchSource>>;
  words: SearchWords;
  productNames?: readonly string[] | undefined;
  log: { warn: (fields: object, message: string) => void };
  /** How many things one transaction takes: others wait for it that long. */
  batchSize?: number | undefined;
}

const USUAL_BATCH = 250;
/** Terms that the indexer keeps between batches. */
const MOST_TERMS = 100_000;

/** Notes that something changed, in the transaction that changes it. */
export async function enqueueChanges(
  db: Pick<Database, 'tables'>,
  tx: Transaction,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length > 0) await tx.insert(db.tables.searchPending).values([...changes]);
}

export function createIndexer({
  db,
  sources,
  words,
  productNames = [],
  log,
  batchSize = USUAL_BATCH,
}: IndexerOptions): Indexer {
  const { searchPending, searchDocuments } = db.tables;
  const names = wholeNames(productNames);
  const stop = new Set(words.stop.en);
  const analysis = `${ANALYSIS_VERSION}.${hashOf(productNames.toSorted()).slice(0, 12)}`;
  let draining: Promise<number> | undefined;
  let counted: Counter | undefined;

  async function drainAll(): Promise<number> {
    let done = 0;
    // What can't be read now stays for the next time and holds nobody up.
    for (let after = 0; ;) {
      const batch = await nextBatch(after);
      const last = batch.at(-1)?.seq;
      if (last === undefined) return done;
      for (const one of bySource(batch)) done += await index(one);
      after = last;
    }
  }

  async function nextBatch(after: number) {
    return db.read
      .select()
      .from(searchPending)
      .where(gt(searchPending.seq, after))
      .orderBy(asc(searchPending.seq))
      .limit(batchSize);
  }

  /** One transaction for what changed of one collection. */
  async function index({ collection, keys, last }: Batch): Promise<number> {
    const loaded = new Map<string, Prepared[]>();
    for (const key of keys) {
      const documents = await load(collection, key);
      if (documents)
        loaded.set(
          key,
          documents.map((document) => prepare(document)),
        );
    }
    if (loaded.size === 0) return 0;
    return db.transaction({ lock: [`search:${collection}`] }, async (tx) => {
      // Whoever takes the row away does the work: another replica may have been faster, and have seen newer texts.
      const mine = await tx
        .delete(searchPending)
        .where(
          and(
            eq(searchPending.collection, collection),
            inArray(searchPending.key, [...loaded.keys()]),
            lte(searchPending.seq, last),
          ),
        )
        .returning({ key: searchPending.key });
      const taken = [...new Set(mine.map(({ key }) => key))];
      if (taken.length > 0) await replace(tx, collection, { keys: taken, loaded });
      return taken.length;
    });
  }

  async function load(collection: Collection, key: string): Promise<readonly SearchDocument[] | undefined> {
    try {
      return await sources[collection].load(key);
    } catch (error) {
      log.warn({ collection, key, err: error }, 'What changed could not be read for the search');
      return undefined;
    }
  }

  /** What was worked out for one batch's words serves the next too, until it becomes too much to keep. */
  function counterForBatch(): Counter {
    if (!counted || counted.vocabulary.size > MOST_TERMS) counted = createCounter(createVocabulary(), stop);
    return counted;
  }

  function prepare(document: SearchDocument): Prepared {
    const stored = storedTextOf(document, names);
    const card = cardOf(document);
    return { document, stored, card, hash: hashOf([analysis, stored, card]) };
  }

  async function replace(
    tx: Transaction,
    collection: Collection,
    { keys, loaded }: { keys: string[]; loaded: ReadonlyMap<string, Prepared[]> },
  ): Promise<void> {
    const old = await tx
      .select()
      .from(searchDocuments)
      .where(and(eq(searchDocuments.collection, collection), inArray(searchDocuments.key, keys)));
    const wanted = keys.flatMap((key) => loaded.get(key) ?? []);
    const same = new Set(
      old.map(({ hash }) => hash).filter((hash) => wanted.some((one) => one.hash === hash)),
    );
    const gone = old.filter(({ hash }) => !same.has(hash));
    const added = wanted.filter(({ hash }) => !same.has(hash));
    if (gone.length === 0 && added.length === 0) return;

    const counter = counterForBatch();
    const changes = createFrequencyChanges(counter.vocabulary.termAt);
    changes.set('changes', 1);
    if (gone.length > 0) {
      const ids = gone.map(({ id }) => id);
      await tx.delete(searchDocuments).where(inArray(searchDocuments.id, ids));
      await tx.delete(db.tables.searchVectors).where(inArray(db.tables.searchVectors.documentId, ids));
      await db.fullText.remove(tx, ids);
      for (const { terms } of gone) changes.count(readStored(terms as StoredText, counter), -1);
    }
    if (added.length > 0) await insert(tx, collection, { added, changes, counter });
    const before = new Set(old.map(({ key }) => key)).size;
    const after = keys.filter((key) => (loaded.get(key) ?? []).length > 0).length;
    changes.set('keys', after - before);
    await db.fullText.addFrequencies(tx, collection, changes.byTerm());
  }

  async function insert(
    tx: Transaction,
    collection: Collection,
    { added, changes, counter }: Insertion,
  ): Promise<void> {
    const rows = await tx
      .insert(searchDocuments)
      .values(
        added.map(({ card, stored, hash }) => ({
          collection,
          key: card.key,
          locale: card.locale,
          entry: card.entry,
          hash,
          analysis,
          type: card.type ?? null,
          facets: { ...card.facets },
          terms: stored,
        })),
      )
      .returning({ id: searchDocuments.id, key: searchDocuments.key, locale: searchDocuments.locale });
    const ids = new Map(rows.map(({ id, key, locale }) => [`${locale} ${key}`, id]));
    const texts: { id: number; terms: string[] }[] = [];
    const { termAt } = counter.vocabulary;
    for (const { card, stored } of added) {
      const text = readStored(stored, counter);
      changes.count(text, 1);
      const id = ids.get(`${card.locale} ${card.key}`);
      if (id !== undefined) texts.push({ id, terms: lookupTerms(collection, text, { card, termAt }) });
    }
    await db.fullText.put(tx, texts);
  }

  return {
    drain() {
      draining ??= drainAll().finally(() => (draining = undefined));
      return draining;
    },

    async catchUp(now) {
      const rows = await db.read
        .selectDistinct({ collection: searchDocuments.collection, key: searchDocuments.key })
        .from(searchDocuments)
        .where(ne(searchDocuments.analysis, analysis));
      for (let from = 0; from < rows.length; from += 500) {
        await db.transaction({}, (tx) =>
          enqueueChanges(
            db,
            tx,
            rows.slice(from, from + 500).map(({ collection, key }) => ({
              collection: collection as Collection,
              key,
              at: now,
            })),
          ),
        );
      }
      return rows.length;
    },
  };
}

interface Prepared {
  document: SearchDocument;
  stored: StoredText;
  card: ReturnType<typeof cardOf>;
  hash: string;
}

interface Insertion {
  added: readonly Prepared[];
  changes: FrequencyChanges;
  counter: Counter;
}

interface Batch {
  collection: Collection;
  keys: string[];
  last: number;
}

function bySource(rows: readonly { collection: string; key: string; seq: number }[]): Batch[] {
  const last = Math.max(...rows.map(({ seq }) => seq));
  return [...new Set(rows.map(({ collection }) => collection))].map((collection) => ({
    collection: collection as Collection,
    keys: [...new Set(rows.filter((row) => row.collection === collection).map(({ key }) => key))],
    last,
  }));
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}
