/** Words, their grams, and the grams of titles and other phrases are scored apart. */
export type Kind = 'words' | 'grams' | 'phrases';

export type Sizes = Readonly<Record<Kind, number>>;

/** What is known about a collection as a whole. */
export interface Statistics {
  documents: number;
  /** How many there are when translations count once. */
  keys: number;
  phrases: number;
  /** In how many documents, or phrases, a term stands, by its number. */
  frequency: (kind: Kind, id: number) => number;
  /** How much a term tells there. */
  rarity: (kind: Kind, id: number) => number;
  /** Mean sizes. */
  size: Sizes;
}

const STEEPNESS = 1.15;

/** How much a term tells that stands in `frequency` of so many documents. */
export function rarity(frequency: number, documents: number): number {
  return Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5)) ** STEEPNESS;
}

const SATURATION: Readonly<Record<Kind, number>> = { words: 0.9, grams: 0.9, phrases: 1.2 };
const LENGTH: Readonly<Record<Kind, number>> = { words: 0.6, grams: 0.6, phrases: 1 };

/** BM25's share of a term that occurs `count` times in a text of some size, where the texts' mean size is known. */
export function saturation(kind: Kind, mean: number): (count: number, size: number) => number {
  const k = SATURATION[kind];
  const fixed = k * (1 - LENGTH[kind]);
  const bySize = (k * LENGTH[kind]) / Math.max(1, mean);
  return (count, size) => (count * (k + 1)) / (count + fixed + bySize * size);
}
