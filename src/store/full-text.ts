import type { Transaction } from './transaction.ts';

/** A term to find documents by. Terms consist of small letters, digits, `_` and Chinese characters only. */
export interface SoughtTerm {
  term: string;
  weight: number;
  /** Only so many documents, the newest. */
  most?: number | undefined;
}

export interface FullTextQuery {
  terms: readonly SoughtTerm[];
  /** Of each list the document must have one. */
  required: readonly (readonly string[])[];
  most: number;
}

export interface Found {
  id: number;
  /** The sum of its terms' weights. */
  weight: number;
}

/** The full-text index of the database, over terms that were made beforehand: no parser of the server's is used. */
export interface FullText {
  /** The documents that have most of the terms. */
  find(query: FullTextQuery): Promise<Found[]>;
  /** How often terms of a collection occur; a term that doesn't is absent. */
  frequencies(collection: string, terms: readonly string[]): Promise<Map<string, number>>;
  put(tx: Transaction, documents: readonly { id: number; terms: readonly string[] }[]): Promise<void>;
  remove(tx: Transaction, ids: readonly number[]): Promise<void>;
  addFrequencies(tx: Transaction, collection: string, changes: ReadonlyMap<string, number>): Promise<void>;
}

/** The heaviest, the newest first where they weigh the same. */
export function heaviest(weights: ReadonlyMap<number, number>, most: number): Found[] {
  return Array.from(weights, ([id, weight]) => ({ id, weight }))
    .sort((a, b) => b.weight - a.weight || b.id - a.id)
    .slice(0, most);
}
