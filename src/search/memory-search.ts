import { trainClassifier } from '../language/classifier/classifier.ts';
import type { SearchWords } from './content.ts';
import { createCounter } from './counter.ts';
import type { ExamplesOf } from './entries.ts';
import { findHits } from './hits.ts';
import type { DocumentCard } from './hits.ts';
import { readStored, storedTextOf } from './indexed-text.ts';
import { createLexicon } from './lexicon.ts';
import { indexPostings } from './postings.ts';
import { keepQuestions } from './question.ts';
import type { SearchDocument, SearchHit, SearchOptions } from './search-types.ts';
import { createUnderstanding } from './understood.ts';
import { createVocabulary } from './vocabulary.ts';

export interface MemorySearchOptions {
  words: SearchWords;
  synonyms?: readonly (readonly string[])[] | undefined;
  productNames?: readonly string[] | undefined;
  documents: readonly SearchDocument[];
  /** Learns entries from their examples, where they have several. It takes about a second for 2,500 examples. */
  learn?: boolean | undefined;
}

export interface MemorySearch {
  search: (text: string, options?: Omit<SearchOptions, 'collection'>) => SearchHit[];
}

/** The search over documents that are all in memory: the same ranking as with a database. */
export function createMemorySearch(options: MemorySearchOptions): MemorySearch {
  const { words, synonyms, productNames, documents, learn = false } = options;
  const lexicon = createLexicon({ words, added: synonyms, productNames });
  const counter = createCounter(createVocabulary(), lexicon.stop);
  const { vocabulary } = counter;
  const texts = indexPostings(
    documents.map((document) => readStored(storedTextOf(document, lexicon.names), counter)),
    { keys: new Set(documents.map(({ key }) => key)).size, vocabulary },
  );
  const cards = documents.map(cardOf);
  const guess = learn ? learnEntries(documents) : undefined;
  const { statistics } = texts;
  const searched = { cards, texts, statistics, weak: lexicon.weak, examplesOf: countExamples(cards) };
  const read = keepQuestions(lexicon);
  const understand = createUnderstanding(texts);
  return {
    search: (text, asking = {}) =>
      findHits(understand(read(text), read), searched, { ...asking, guesses: guess?.(text) }),
  };
}

export function cardOf({ key, locale, entry = key, type, facets = {} }: SearchDocument): DocumentCard {
  return { key, locale, entry, type, facets };
}

/** How many documents are examples of each entry; translations of one count once. Undefined where none has several. */
export function countExamples(cards: readonly DocumentCard[]): ExamplesOf | undefined {
  const keys = new Map<string, Set<string>>();
  let most = 1;
  for (const { entry, key } of cards) {
    const known = keys.get(entry);
    if (known) most = Math.max(most, known.add(key).size);
    else keys.set(entry, new Set([key]));
  }
  return most === 1 ? undefined : (entry) => keys.get(entry)?.size ?? 1;
}

const FEW_EXAMPLES = 3;

/** What a classifier says that was trained on the titles of each entry's documents; nothing where there are too few. */
export function learnEntries(
  documents: readonly SearchDocument[],
): ((text: string) => ReadonlyMap<string, number>) | undefined {
  const entries = new Set(documents.map(({ key, entry = key }) => entry));
  if (entries.size < 2 || documents.length < FEW_EXAMPLES * entries.size) return undefined;
  const classifier = trainClassifier(
    documents.map(({ key, entry = key, title }) => ({ text: title, label: entry })),
    { parts: 0 },
  );
  return (text) => new Map(classifier.classify(text).map(({ label, confidence }) => [label, confidence]));
}
