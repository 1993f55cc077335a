import { inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { SoughtTerm } from '../store/full-text.ts';
import { indexedOf } from './collection-state.ts';
import type { Figures } from './collection-state.ts';
import { createCounter } from './counter.ts';
import type { Counter } from './counter.ts';
import type { DocumentCard } from './hits.ts';
import type { IndexedText } from './indexed-text.ts';
import type { Question } from './question.ts';
import type { Collection, SearchOptions } from './search-types.ts';
import { rarity } from './statistics.ts';
import type { Kind, Statistics } from './statistics.ts';
import { facetTerm, frequencyTerm, lookupTerm } from './stored-terms.ts';
import { isLookedUp } from './terms.ts';
import { UNKNOWN, createVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How many documents the database hands over to be scored: reading a past ticket's terms is most of the work. */
const CANDIDATES: Readonly<Record<Collection, number>> = { articles: 64, tickets: 32 };
/** How many entries of the database's lists a question may cost. */
const BUDGET = 2000;
const OTHER_WORD = 0.6;
const KEPT_FREQUENCIES = 50_000;
const FREQUENCIES_MS = 60_000;
const KEPT_TEXTS = 3000;
/** Terms of the texts that are kept. */
const KEPT_TERMS = 300_000;

export interface Candidate {
  id: number;
  card: DocumentCard;
  text: IndexedText;
}

export interface CandidatesOptions {
  db: Database;
  stop: ReadonlySet<string>;
  now: () => number;
}

/** Finds what is worth scoring in a collection too large for memory. */
export function createCandidates({ db, stop, now }: CandidatesOptions) {
  const frequencies = new Map<string, number>();
  let since = 0;
  let texts = createRead(stop);

  /** How often what a question asks for occurs in a collection. */
  async function frequenciesFor(question: Question, collection: Collection): Promise<Frequencies> {
    if (now() - since > FREQUENCIES_MS || frequencies.size > KEPT_FREQUENCIES) {
      frequencies.clear();
      since = now();
    }
    const name = (term: string) => `${collection} ${term}`;
    const asked = frequencyTermsOf(question).filter((term) => !frequencies.has(name(term)));
    if (asked.length > 0) {
      const found = await db.fullText.frequencies(collection, asked);
      for (const term of asked) frequencies.set(name(term), Math.max(0, found.get(term) ?? 0));
    }
    return (kind, term) => frequencies.get(name(frequencyTerm(kind, term))) ?? 0;
  }

  async function find(
    question: Question,
    { collection, type, where = {} }: SearchOptions,
    { frequency, documents }: { frequency: Frequencies; documents: number },
  ): Promise<number[]> {
    const filters = type === undefined ? where : { ...where, type: [type] };
    const found = await db.fullText.find({
      terms: soughtTerms(question, { collection, frequency, documents }),
      required: Object.entries(filters).map(([facet, values]) =>
        values.map((value) => facetTerm(collection, facet, value)),
      ),
      most: CANDIDATES[collection],
    });
    return found.map(({ id }) => id);
  }

  /** The documents that still are there, with the vocabulary that their numbers are of. */
  async function read(ids: readonly number[]): Promise<{ found: Candidate[]; vocabulary: Vocabulary }> {
    if (texts.counter.vocabulary.size > KEPT_TERMS) texts = createRead(stop);
    const { byId, counter } = texts;
    const missing = ids.filter((id) => !byId.has(id));
    if (missing.length > 0) {
      const { searchDocuments: d } = db.tables;
      for (const row of await db.read.select().from(d).where(inArray(d.id, missing)))
        byId.set(row.id, { id: row.id, ...indexedOf(row, counter) });
    }
    const found = ids.flatMap((id) => {
      const text = byId.get(id);
      if (!text) return [];
      // Who was read last is forgotten last.
      byId.delete(id);
      byId.set(id, text);
      return [text];
    });
    for (const id of byId.keys()) {
      if (byId.size <= KEPT_TEXTS) break;
      byId.delete(id);
    }
    return { found, vocabulary: counter.vocabulary };
  }

  return { frequenciesFor, find, read };
}

/** How often a term occurs in a collection. */
export type Frequencies = (kind: Kind, term: string) => number;

interface Read {
  byId: Map<number, Candidate>;
  counter: Counter;
}

function createRead(stop: ReadonlySet<string>): Read {
  return { byId: new Map(), counter: createCounter(createVocabulary(), stop) };
}

/** The statistics of a collection of which only the figures and some terms' frequencies are known. */
export function statisticsOf(
  figures: Figures,
  { frequency, vocabulary }: { frequency: Frequencies; vocabulary: Vocabulary },
): Statistics {
  const known: Record<Kind, Map<number, number>> = { words: new Map(), grams: new Map(), phrases: new Map() };
  const frequencyOf = (kind: Kind, id: number) =>
    id === UNKNOWN ? 0 : frequency(kind, vocabulary.termAt(id));
  return {
    ...figures,
    frequency: frequencyOf,
    rarity(kind, id) {
      const found = known[kind].get(id);
      if (found !== undefined) return found;
      const made = rarity(frequencyOf(kind, id), kind === 'phrases' ? figures.phrases : figures.documents);
      known[kind].set(id, made);
      return made;
    },
  };
}

/** Every term whose rarity is needed to score a question. */
export function frequencyTermsOf(question: Question): string[] {
  const found = new Set<string>();
  const { all, free, concepts } = question;
  for (const terms of [all, free, ...concepts.flatMap(({ own, others }) => [own, ...others])]) {
    for (const word of terms.words.keys()) found.add(frequencyTerm('words', word));
    for (const gram of terms.grams.keys()) {
      found.add(frequencyTerm('grams', gram));
      found.add(frequencyTerm('phrases', gram));
    }
  }
  return [...found];
}

interface Seeking {
  collection: Collection;
  frequency: Frequencies;
  documents: number;
}

/** The terms by which the database looks for candidates: the most telling ones that are affordable. */
function soughtTerms(
  question: Question,
  { collection, frequency: frequencyOf, documents }: Seeking,
): SoughtTerm[] {
  const weights = new Map<string, number>();
  const add = (grams: ReadonlyMap<string, number>, factor: number) => {
    for (const gram of grams.keys())
      if (isLookedUp(gram)) weights.set(gram, Math.max(factor, weights.get(gram) ?? 0));
  };
  add(question.all.grams, 1);
  for (const { others } of question.concepts) for (const { grams } of others) add(grams, OTHER_WORD);
  const priced = Array.from(weights, ([gram, factor]) => ({
    gram,
    factor,
    frequency: frequencyOf('grams', gram),
  }))
    .filter(({ frequency }) => frequency > 0)
    .sort((a, b) => a.frequency / a.factor - b.frequency / b.factor || (a.gram < b.gram ? -1 : 1));
  const sought: SoughtTerm[] = [];
  let left = BUDGET;
  for (const { gram, factor, frequency } of priced) {
    if (frequency > left && sought.length > 0) break;
    const weight = factor * rarity(frequency, documents);
    const term = lookupTerm(collection, gram);
    sought.push(frequency > left ? { term, weight, most: BUDGET } : { term, weight });
    left -= frequency;
  }
  return sought;
}
