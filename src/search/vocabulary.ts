/** The terms of a collection by number: numbers are compared and kept far more cheaply than strings. */
export interface Vocabulary {
  readonly size: number;
  /** The number of a term, given it now if need be. */
  idOf: (term: string) => number;
  /** The number of two neighbouring words, by theirs. */
  idOfPair: (first: number, second: number) => number;
  /** The number of a term, or `UNKNOWN`. */
  find: (term: string) => number;
  termAt: (id: number) => string;
  /** Whether a number stands for two neighbouring words. */
  isPair: (id: number) => boolean;
}

export const UNKNOWN = -1;

const PAIR = 2 ** 26;

export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const pairs = new Map<number, number>();
  /** A pair stands here by its key: hardly any is ever asked for, and their texts would be most of all that is kept. */
  const terms: (string | number)[] = [];
  const keyOf = (first: number, second: number) => first * PAIR + second;
  const find = (term: string) => ids.get(term) ?? UNKNOWN;
  const termAt = (id: number): string => {
    const term = terms[id] ?? '';
    if (typeof term === 'string') return term;
    return `${termAt(Math.floor(term / PAIR))} ${termAt(term % PAIR)}`;
  };
  return {
    get size() {
      return terms.length;
    },
    idOf(term) {
      let id = ids.get(term);
      if (id === undefined) {
        id = terms.length;
        ids.set(term, id);
        terms.push(term);
      }
      return id;
    },
    idOfPair(first, second) {
      const key = keyOf(first, second);
      let id = pairs.get(key);
      if (id === undefined) {
        id = terms.length;
        pairs.set(key, id);
        terms.push(key);
      }
      return id;
    },
    find(term) {
      const blank = term.indexOf(' ');
      if (blank < 0) return find(term);
      const [first, second] = [find(term.slice(0, blank)), find(term.slice(blank + 1))];
      if (first === UNKNOWN || second === UNKNOWN) return UNKNOWN;
      return pairs.get(keyOf(first, second)) ?? UNKNOWN;
    },
    termAt,
    isPair: (id) => typeof terms[id] === 'number',
  };
}
