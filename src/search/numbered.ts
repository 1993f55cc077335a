import type { Question } from './question.ts';
import { weightOf } from './terms.ts';
import type { Terms } from './terms.ts';
import { UNKNOWN } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Terms by the numbers they have in a collection; `UNKNOWN` where it hasn't got them. */
export interface NumberedTerms {
  terms: Terms;
  words: Int32Array;
  grams: Int32Array;
  /** What each counts for, before its rarity. */
  factors: Readonly<Record<'words' | 'grams', Float64Array>>;
}

/** A question as one collection understands it. */
export interface NumberedQuestion {
  question: Question;
  all: NumberedTerms;
  free: NumberedTerms;
  concepts: readonly { own: NumberedTerms; others: readonly NumberedTerms[] }[];
}

/** The table's phrases are the same objects for every question, and their numbers stay while the texts do. */
export type KeptNumbers = WeakMap<Terms, NumberedTerms>;

export function numberQuestion(
  question: Question,
  vocabulary: Vocabulary,
  kept?: KeptNumbers,
): NumberedQuestion {
  const other = (terms: Terms): NumberedTerms => {
    const known = kept?.get(terms);
    if (known) return known;
    const made = numberTerms(terms, vocabulary);
    kept?.set(terms, made);
    return made;
  };
  return {
    question,
    all: numberTerms(question.all, vocabulary),
    free: numberTerms(question.free, vocabulary),
    concepts: question.concepts.map(({ own, others }) => ({
      own: numberTerms(own, vocabulary),
      others: others.map(other),
    })),
  };
}

/** Every term that a question may be answered by. */
export function numbersOf({ all, free, concepts }: NumberedQuestion): Set<number> {
  const found = new Set<number>();
  for (const { words, grams } of [all, free, ...concepts.flatMap(({ own, others }) => [own, ...others])]) {
    for (const id of words) found.add(id);
    for (const id of grams) found.add(id);
  }
  found.delete(UNKNOWN);
  return found;
}

function numberTerms(terms: Terms, vocabulary: Vocabulary): NumberedTerms {
  return {
    terms,
    words: numbers(terms.words, vocabulary),
    grams: numbers(terms.grams, vocabulary),
    factors: { words: factorsOf(terms.words), grams: factorsOf(terms.grams) },
  };
}

function factorsOf(terms: ReadonlyMap<string, number>): Float64Array {
  const found = new Float64Array(terms.size);
  let i = 0;
  for (const term of terms.keys()) found[i++] = weightOf(term);
  return found;
}

function numbers(terms: ReadonlyMap<string, number>, vocabulary: Vocabulary): Int32Array {
  const found = new Int32Array(terms.size);
  let i = 0;
  for (const term of terms.keys()) found[i++] = vocabulary.find(term);
  return found;
}
