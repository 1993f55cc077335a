/** The terms of a collection by number: numbers are compared and kept far more cheaply than strings. */
export interface Vocabulary {
  readonly size: number;
  /** The number of a term, given it now if need be. */
  idOf: (term: string) => number;
  /** The number of a term, or `UNKNOWN`. */
  find: (term: string) => number;
  termAt: (id: number) => string;
}

export const UNKNOWN = -1;

export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const terms: string[] = [];
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
    find: (term) => ids.get(term) ?? UNKNOWN,
    termAt: (id) => terms[id] ?? '',
  };
}
