import type { DocumentCard } from './hits.ts';
import type { IndexedText } from './indexed-text.ts';
import type { Collection } from './search-types.ts';
import type { Kind } from './statistics.ts';
import { isLookedUp } from './terms.ts';

const PREFIX: Readonly<Record<Collection, string>> = { articles: 'a', tickets: 't' };

/** A gram as the database's full text has it: one index holds all collections. */
export function lookupTerm(collection: Collection, gram: string): string {
  return `${PREFIX[collection]}${encoded(gram)}`;
}

/** A facet as the full text has it: what is filtered by is filtered before anything is ranked. */
export function facetTerm(collection: Collection, facet: string, value: string): string {
  return `${PREFIX[collection]}_f_${encoded(facet)}_${encoded(value)}`;
}

/** The full-text terms of a document. */
export function lookupTerms(collection: Collection, text: IndexedText, card: DocumentCard): string[] {
  const terms: string[] = [];
  for (const gram of text.grams.keys()) if (isLookedUp(gram)) terms.push(lookupTerm(collection, gram));
  for (const [facet, value] of Object.entries(facetsOf(card)))
    terms.push(facetTerm(collection, facet, value));
  return terms;
}

export function facetsOf({ facets, type }: Pick<DocumentCard, 'facets' | 'type'>): Record<string, string> {
  return type === undefined ? { ...facets } : { ...facets, type };
}

/** The name under which a term's frequency is stored. */
export function frequencyTerm(kind: Kind, term: string): string {
  return `${kind[0] ?? ''}${term}`;
}

/** Figures of a whole collection, kept among its frequencies. */
export const FIGURES = {
  documents: '#documents',
  keys: '#keys',
  phrases: '#phrases',
  words: '#words',
  grams: '#grams',
  phraseGrams: '#phrase-grams',
  /** Counts changes: whoever keeps something of the collection reads again when it has risen. */
  changes: '#changes',
} as const;

/** What a document adds to the frequencies; with −1, what it takes away. */
export function countFrequencies(into: Map<string, number>, text: IndexedText, sign: 1 | -1): void {
  const add = (term: string, count: number) => into.set(term, (into.get(term) ?? 0) + sign * count);
  for (const word of text.words.keys()) add(frequencyTerm('words', word), 1);
  for (const gram of text.grams.keys()) add(frequencyTerm('grams', gram), 1);
  for (const { grams, size } of text.phrases) {
    for (const gram of grams.keys()) add(frequencyTerm('phrases', gram), 1);
    add(FIGURES.phraseGrams, size);
  }
  add(FIGURES.phrases, text.phrases.length);
  add(FIGURES.words, text.wordCount);
  add(FIGURES.grams, text.gramCount);
  add(FIGURES.documents, 1);
}

const PLAIN = /^[a-z0-9\u4e00-\u9fff]*$/;

// No tokenizer of a database may take a term apart or fold it further.
function encoded(term: string): string {
  if (PLAIN.test(term)) return term;
  return Array.from(term.toLowerCase(), (character) =>
    PLAIN.test(character) ? character : `_${character.codePointAt(0)?.toString(16) ?? ''}_`,
  ).join('');
}
