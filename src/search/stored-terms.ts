import type { Counted } from './counter.ts';
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
export function lookupTerms(
  collection: Collection,
  { grams }: IndexedText,
  { card, termAt }: { card: DocumentCard; termAt: (id: number) => string },
): string[] {
  const terms: string[] = [];
  for (const id of grams.ids) {
    const gram = termAt(id);
    if (isLookedUp(gram)) terms.push(lookupTerm(collection, gram));
  }
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

/** What documents add to the frequencies of a collection, or take away. */
export interface FrequencyChanges {
  /** With −1 the text is taken away. */
  count: (text: IndexedText, sign: 1 | -1) => void;
  set: (figure: keyof typeof FIGURES, value: number) => void;
  byTerm: () => Map<string, number>;
}

export function createFrequencyChanges(termAt: (id: number) => string): FrequencyChanges {
  const kinds: Record<Kind, Int32Array> = {
    words: new Int32Array(0),
    grams: new Int32Array(0),
    phrases: new Int32Array(0),
  };
  const figures = new Map<string, number>();
  const addAll = (kind: Kind, { ids }: Counted, sign: number) => {
    let counts = kinds[kind];
    for (const id of ids) {
      if (id >= counts.length) counts = kinds[kind] = grown(counts, id + 1);
      counts[id] = (counts[id] as number) + sign;
    }
  };
  const add = (figure: keyof typeof FIGURES, count: number) =>
    figures.set(FIGURES[figure], (figures.get(FIGURES[figure]) ?? 0) + count);
  return {
    count(text, sign) {
      addAll('words', text.words, sign);
      addAll('grams', text.grams, sign);
      for (const phrase of text.phrases) {
        addAll('phrases', phrase, sign);
        add('phraseGrams', sign * phrase.size);
      }
      add('phrases', sign * text.phrases.length);
      add('words', sign * text.wordCount);
      add('grams', sign * text.gramCount);
      add('documents', sign);
    },
    set: (figure, value) => void figures.set(FIGURES[figure], value),
    byTerm() {
      const found = new Map(figures);
      for (const kind of ['words', 'grams', 'phrases'] as const) {
        kinds[kind].forEach((count, id) => {
          if (count !== 0) found.set(frequencyTerm(kind, termAt(id)), count);
        });
      }
      return found;
    },
  };
}

function grown(counts: Int32Array, least: number): Int32Array {
  const more = new Int32Array(Math.max(least, 2 * counts.length));
  more.set(counts);
  return more;
}

const PLAIN = /^[a-z0-9\u4e00-\u9fff]*$/;

// No tokenizer of a database may take a term apart or fold it further.
function encoded(term: string): string {
  if (PLAIN.test(term)) return term;
  return Array.from(term.toLowerCase(), (character) =>
    PLAIN.test(character) ? character : `_${character.codePointAt(0)?.toString(16) ?? ''}_`,
  ).join('');
}
