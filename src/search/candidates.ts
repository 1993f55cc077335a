import { inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { SoughtTerm } from '../store/full-text.ts';
import { storedOf } from './collection-state.ts';
import type { Figures } from './collection-state.ts';
import type { DocumentCard } from './hits.ts';
import { readStored } from './indexed-text.ts';
import type { IndexedText, StoredText, Wanted } from './indexed-text.ts';
import type { Question } from './question.ts';
import type { Collection, SearchOptions } from './search-types.ts';
import { rarity } from './statistics.ts';
import type { Statistics } from './statistics.ts';
import { facetTerm, frequencyTerm, lookupTerm } from './stored-terms.ts';
import { isLookedUp } from './terms.ts';

/** How many documents the database hands over to be scored. */
const CANDIDATES = 50;
/** How many entries of the database's lists a question may cost. */
const BUDGET = 6000;
const OTHER_WORD = 0.6;
const KEPT_FREQUENCIES = 50_000;
const FREQUENCIES_MS = 60_000;
const KEPT_TEXTS = 3000;

export interface Candidate {
  id: number;
  card: DocumentCard;
  text: IndexedText;
}

interface Stored {
  id: number;
  card: DocumentCard;
  stored: StoredText;
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
  const texts = new Map<number, Stored>();

  /** The collection's statistics, as far as a question asks for them. */
  async function statisticsFor(
    question: Question,
    collection: Collection,
    figures: Figures,
  ): Promise<Statistics> {
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
    return {
      ...figures,
      frequency: (kind, term) => frequencies.get(name(frequencyTerm(kind, term))) ?? 0,
    };
  }

  async function find(
    question: Question,
    statistics: Statistics,
    { collection, type, where = {} }: SearchOptions,
  ): Promise<Candidate[]> {
    const filters = type === undefined ? where : { ...where, type: [type] };
    const found = await db.fullText.find({
      terms: soughtTerms(question, statistics, collection),
      required: Object.entries(filters).map(([facet, values]) =>
        values.map((value) => facetTerm(collection, facet, value)),
      ),
      most: CANDIDATES,
    });
    return read(
      found.map(({ id }) => id),
      question,
    );
  }

  async function read(ids: readonly number[], question: Question): Promise<Candidate[]> {
    const missing = ids.filter((id) => !texts.has(id));
    if (missing.length > 0) {
      const { searchDocuments: d } = db.tables;
      for (const row of await db.read.select().from(d).where(inArray(d.id, missing)))
        texts.set(row.id, { id: row.id, ...storedOf(row) });
    }
    const found = ids.flatMap((id) => {
      const text = texts.get(id);
      if (!text) return [];
      // Who was read last is forgotten last.
      texts.delete(id);
      texts.set(id, text);
      return [text];
    });
    for (const id of texts.keys()) {
      if (texts.size <= KEPT_TEXTS) break;
      texts.delete(id);
    }
    const wanted = wantedBy(question);
    return found.map(({ id, card, stored }) => ({ id, card, text: readStored(stored, stop, wanted) }));
  }

  return { statisticsFor, find, read };
}

function wantedBy({ all, free, concepts }: Question): Wanted {
  const terms = [all, free, ...concepts.flatMap(({ own, others }) => [own, ...others])];
  const wanted = {
    words: new Set(terms.flatMap(({ words }) => [...words.keys()])),
    grams: new Set(terms.flatMap(({ grams }) => [...grams.keys()])),
  };
  return { has: (kind, term) => wanted[kind].has(term) };
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

/** The terms by which the database looks for candidates: the most telling ones that are affordable. */
function soughtTerms(question: Question, statistics: Statistics, collection: Collection): SoughtTerm[] {
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
    frequency: statistics.frequency('grams', gram),
  }))
    .filter(({ frequency }) => frequency > 0)
    .sort((a, b) => a.frequency / a.factor - b.frequency / b.factor || (a.gram < b.gram ? -1 : 1));
  const sought: SoughtTerm[] = [];
  let left = BUDGET;
  for (const { gram, factor, frequency } of priced) {
    if (frequency > left && sought.length > 0) break;
    const weight = factor * rarity(frequency, statistics.documents);
    const term = lookupTerm(collection, gram);
    sought.push(frequency > left ? { term, weight, most: BUDGET } : { term, weight });
    left -= frequency;
  }
  return sought;
}
