import { and, eq, gt } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import { createCounter } from './counter.ts';
import type { Counter } from './counter.ts';
import type { ExamplesOf } from './entries.ts';
import type { DocumentCard } from './hits.ts';
import { readStored } from './indexed-text.ts';
import type { IndexedText, StoredText } from './indexed-text.ts';
import { countExamples } from './memory-search.ts';
import { indexPostings } from './postings.ts';
import type { Resident as ResidentTexts } from './postings.ts';
import type { Collection, SearchHit } from './search-types.ts';
import type { Sizes } from './statistics.ts';
import { FIGURES } from './stored-terms.ts';
import { createUnderstanding } from './understood.ts';
import { createVocabulary } from './vocabulary.ts';

/** The figures of a collection that scoring needs. */
export interface Figures {
  changes: number;
  documents: number;
  keys: number;
  phrases: number;
  size: Sizes;
}

/** A collection small enough to be kept in memory as a whole. */
export interface Resident {
  ids: readonly number[];
  cards: readonly DocumentCard[];
  texts: ResidentTexts;
  examplesOf: ExamplesOf | undefined;
  understand: ReturnType<typeof createUnderstanding>;
}

export interface CollectionState {
  figures: Figures;
  resident: Resident | undefined;
}

export interface StatesOptions {
  db: Database;
  stop: ReadonlySet<string>;
  now: () => number;
  /** Up to how many documents a collection is kept in memory. */
  residentUpTo: number;
}

interface Document {
  card: DocumentCard;
  text: IndexedText;
}

/** Documents and the counter by whose numbers they are read. */
interface Documents {
  byId: Map<number, Document>;
  counter: Counter;
}

/** Several Desklines of one process, as in a replay or in tests, mostly have the same articles: they are read once. */
const latest = new Map<Collection, { signature: string; resident: Resident; documents: Documents }>();

/** For how long a change by another replica may go unnoticed. */
const FRESH_MS = 1000;
/** Others are served between two pages. */
const PAGE = 50;

/** What is known about each collection, looked at anew every second and read anew only when it changed. */
export function createStates({ db, stop, now, residentUpTo }: StatesOptions) {
  const stopped = [...stop].join(' ');
  const states = new Map<Collection, { state: CollectionState; at: number }>();
  const loading = new Map<Collection, Promise<CollectionState>>();
  const kept = new Map<Collection, Documents>();

  async function load(collection: Collection): Promise<CollectionState> {
    const figures = await readFigures(db, collection);
    const known = states.get(collection)?.state;
    if (known && known.figures.changes === figures.changes) return known;
    if (figures.documents > residentUpTo) {
      kept.delete(collection);
      return { figures, resident: undefined };
    }
    return { figures, resident: await loadResident(collection, figures.keys) };
  }

  async function loadResident(collection: Collection, keys: number): Promise<Resident> {
    const { searchDocuments: d } = db.tables;
    const rows = await db.read
      .select({ id: d.id, hash: d.hash })
      .from(d)
      .where(eq(d.collection, collection))
      .orderBy(d.id);
    const signature = [keys, stopped, ...rows.map(({ id, hash }) => `${id} ${hash}`)].join('\n');
    const same = latest.get(collection);
    if (same?.signature === signature) {
      kept.set(collection, copyOf(same.documents));
      return same.resident;
    }
    const documents = kept.get(collection) ?? noDocuments(stop);
    kept.set(collection, documents);
    const { byId, counter } = documents;
    const ids = rows.map(({ id }) => id);
    const present = new Set(ids);
    for (const id of byId.keys()) if (!present.has(id)) byId.delete(id);
    for (let after = Math.max(0, ...byId.keys()); ;) {
      const page = await db.read
        .select()
        .from(d)
        .where(and(eq(d.collection, collection), gt(d.id, after)))
        .orderBy(d.id)
        .limit(PAGE);
      for (const row of page) byId.set(row.id, indexedOf(row, counter));
      if (page.length < PAGE) break;
      after = page.at(-1)?.id ?? after;
    }
    const all = [...byId.values()];
    const cards = all.map(({ card }) => card);
    const texts = indexPostings(
      all.map(({ text }) => text),
      { keys, vocabulary: counter.vocabulary },
    );
    const resident = {
      ids: [...byId.keys()],
      cards,
      texts,
      examplesOf: countExamples(cards),
      understand: createUnderstanding(texts),
    };
    latest.set(collection, { signature, resident, documents: copyOf(documents) });
    return resident;
  }

  return {
    async of(collection: Collection): Promise<CollectionState> {
      const known = states.get(collection);
      if (known && now() - known.at < FRESH_MS) return known.state;
      const running = loading.get(collection);
      if (running) return running;
      const started = load(collection)
        .then((state) => {
          states.set(collection, { state, at: now() });
          return state;
        })
        .finally(() => loading.delete(collection));
      loading.set(collection, started);
      return started;
    },
  };
}

function noDocuments(stop: ReadonlySet<string>): Documents {
  return { byId: new Map(), counter: createCounter(createVocabulary(), stop) };
}

function copyOf({ byId, counter }: Documents): Documents {
  return { byId: new Map(byId), counter };
}

export type States = ReturnType<typeof createStates>;

interface Row {
  key: string;
  locale: string;
  entry: string;
  type: string | null;
  facets: Record<string, string>;
  terms: unknown;
}

export function indexedOf(row: Row, counter: Counter): { card: DocumentCard; text: IndexedText } {
  return {
    card: {
      key: row.key,
      locale: row.locale as SearchHit['locale'],
      entry: row.entry,
      type: row.type ?? undefined,
      facets: row.facets,
    },
    // Written by the indexer alone.
    text: readStored(row.terms as StoredText, counter),
  };
}

async function readFigures(db: Database, collection: Collection): Promise<Figures> {
  const found = await db.fullText.frequencies(collection, Object.values(FIGURES));
  const of = (name: keyof typeof FIGURES) => found.get(FIGURES[name]) ?? 0;
  const documents = of('documents');
  const mean = (sum: number, count: number) => (count > 0 ? sum / count : 1);
  return {
    changes: of('changes'),
    documents,
    keys: of('keys'),
    phrases: of('phrases'),
    size: {
      words: mean(of('words'), documents),
      grams: mean(of('grams'), documents),
      phrases: mean(of('phraseGrams'), of('phrases')),
    },
  };
}
