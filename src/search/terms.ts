import { RUN_MARK, isHan, termsOf } from './text.ts';

/** Terms of a text by how often they occur; the two kinds are scored apart. */
export interface Terms {
  words: Map<string, number>;
  grams: Map<string, number>;
}

export function countTerms(atoms: string, stop: ReadonlySet<string>): Terms {
  const words = new Map<string, number>();
  const grams = new Map<string, number>();
  termsOf(atoms, stop, {
    word: (term) => words.set(term, (words.get(term) ?? 0) + 1),
    gram: (term) => grams.set(term, (grams.get(term) ?? 0) + 1),
  });
  return { words, grams };
}

export function sizeOf(terms: ReadonlyMap<string, number>): number {
  let size = 0;
  for (const count of terms.values()) size += count;
  return size;
}

const SINGLE_CHARACTER = 1.2;

/** What a term of a question counts for, before its rarity. */
export function weightOf(term: string): number {
  return term.length === 1 && isHan(term) ? SINGLE_CHARACTER : 1;
}

/** Whether the database's full text holds the term: what tells enough to find candidates by. */
export function isLookedUp(gram: string): boolean {
  return gram.length > 1 && !gram.startsWith(RUN_MARK);
}
