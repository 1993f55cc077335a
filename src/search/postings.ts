import type { Counted } from './counter.ts';
import type { IndexedPhrase, IndexedText } from './indexed-text.ts';
import type { NumberedTerms } from './numbered.ts';
import { rarity, saturation } from './statistics.ts';
import type { Kind, Sizes, Statistics } from './statistics.ts';
import { UNKNOWN } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Which documents (or phrases) have each term, and its share of them: row `r` from `starts[r]` to `starts[r + 1]`. */
export interface Lists {
  /** A term's row, or `UNKNOWN`. */
  rowOf: (id: number) => number;
  starts: Int32Array;
  at: Int32Array;
  shares: Float32Array;
}

/** The texts that are compared with a question, by number. */
export interface Comparable {
  texts: readonly IndexedText[];
  vocabulary: Vocabulary;
  /** Whose phrase it is. */
  owners: Int32Array;
  /** The number of each text's first phrase. */
  firstPhrases: Int32Array;
  lists: Readonly<Record<Kind, Lists>>;
  /** What all the terms of another word come to together, made once where the texts stay. */
  merged: (kind: Kind, terms: NumberedTerms, make: () => Merged) => Merged;
}

export interface Posting {
  at: readonly number[];
  shares: readonly number[];
}

export interface Merged {
  posting: Posting;
  /** The weight of all its terms. */
  mass: number;
}

export type Resident = Comparable & { statistics: Statistics };

/** Every term of the texts, ready to be looked up: for a collection that stays in memory. */
export function indexPostings(
  texts: readonly IndexedText[],
  { keys, vocabulary }: { keys: number; vocabulary: Vocabulary },
): Resident {
  const phrases = texts.flatMap((text) => text.phrases);
  const size = {
    words: mean(texts.map(({ wordCount }) => wordCount)),
    grams: mean(texts.map(({ gramCount }) => gramCount)),
    phrases: mean(phrases.map((phrase) => phrase.size)),
  };
  const rows = vocabulary.size;
  // What became known since is in none of the texts.
  const rowOf = (id: number) => (id < rows ? id : UNKNOWN);
  const comparable = compare(texts, { vocabulary, size, rows, rowOf });
  const frequency = (kind: Kind, id: number) => {
    if (id === UNKNOWN || id >= rows) return 0;
    const { starts } = comparable.lists[kind];
    return (starts[id + 1] as number) - (starts[id] as number);
  };
  const known = { words: unknownOf(rows), grams: unknownOf(rows), phrases: unknownOf(rows) };
  return {
    ...comparable,
    statistics: {
      documents: texts.length,
      keys,
      phrases: phrases.length,
      size,
      frequency,
      rarity(kind, id) {
        const found = known[kind][id];
        if (found !== undefined && found >= 0) return found;
        const made = rarity(frequency(kind, id), kind === 'phrases' ? phrases.length : texts.length);
        if (id >= 0 && id < rows) known[kind][id] = made;
        return made;
      },
    },
  };
}

function unknownOf(rows: number): Float64Array {
  return new Float64Array(rows).fill(-1);
}

/** The same for a few texts and the terms of one question. */
export function comparePostings(
  texts: readonly IndexedText[],
  { size, vocabulary, terms }: { size: Sizes; vocabulary: Vocabulary; terms: Iterable<number> },
): Comparable {
  const rows = new Map<number, number>();
  for (const id of terms) if (id !== UNKNOWN && !rows.has(id)) rows.set(id, rows.size);
  if (marks.length < vocabulary.size) marks = new Uint8Array(2 * vocabulary.size);
  for (const id of rows.keys()) marks[id] = 1;
  const wanted = marks;
  const rowOf = (id: number) => rows.get(id) ?? UNKNOWN;
  const made = compare(texts, { vocabulary, size, rows: rows.size, rowOf, wanted });
  for (const id of rows.keys()) wanted[id] = 0;
  return made;
}

/** Marks the few terms of one question: most terms of a text are none of them, and this tells it fastest. */
let marks = new Uint8Array(0);

/** The first place in a row, from its beginning on, where a number is at least `at`. */
export function placeIn({ starts, at: numbers }: Lists, row: number, at: number): number {
  let low = starts[row] as number;
  let high = starts[row + 1] as number;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a text (or phrase) has a term. */
export function hasTerm(list: Lists, id: number, at: number): boolean {
  const row = id === UNKNOWN ? UNKNOWN : list.rowOf(id);
  if (row === UNKNOWN) return false;
  const place = placeIn(list, row, at);
  return place < (list.starts[row + 1] as number) && list.at[place] === at;
}

interface Comparing {
  vocabulary: Vocabulary;
  size: Sizes;
  rows: number;
  rowOf: (id: number) => number;
  /** Only terms that are marked here. */
  wanted?: Uint8Array | undefined;
}

function compare(
  texts: readonly IndexedText[],
  { vocabulary, size, rows, rowOf, wanted }: Comparing,
): Comparable {
  const phrases: IndexedPhrase[] = [];
  const owners: number[] = [];
  const firstPhrases = new Int32Array(texts.length);
  for (const [at, text] of texts.entries()) {
    firstPhrases[at] = owners.length;
    for (const phrase of text.phrases) {
      phrases.push(phrase);
      owners.push(at);
    }
  }
  const list = (kind: Kind, counted: readonly Counted[], sizes: readonly number[]) =>
    listsOf(counted, { rows, rowOf, wanted, sizes, shareOf: saturation(kind, size[kind]) });
  return {
    texts,
    vocabulary,
    owners: Int32Array.from(owners),
    firstPhrases,
    lists: {
      words: list(
        'words',
        texts.map(({ words }) => words),
        texts.map(({ wordCount }) => wordCount),
      ),
      grams: list(
        'grams',
        texts.map(({ grams }) => grams),
        texts.map(({ gramCount }) => gramCount),
      ),
      phrases: list(
        'phrases',
        phrases,
        phrases.map((phrase) => phrase.size),
      ),
    },
    merged: keepMerged(),
  };
}

interface Listing {
  rows: number;
  rowOf: (id: number) => number;
  wanted: Uint8Array | undefined;
  sizes: readonly number[];
  shareOf: (count: number, size: number) => number;
}

function listsOf(counted: readonly Counted[], { rows, rowOf, wanted, sizes, shareOf }: Listing): Lists {
  const starts = new Int32Array(rows + 1);
  for (const { ids } of counted) {
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      if (wanted && wanted[id] === 0) continue;
      const row = rowOf(id);
      if (row !== UNKNOWN) starts[row + 1] = (starts[row + 1] as number) + 1;
    }
  }
  for (let row = 0; row < rows; row++)
    starts[row + 1] = (starts[row + 1] as number) + (starts[row] as number);
  const next = starts.slice();
  const at = new Int32Array(starts[rows] as number);
  const shares = new Float32Array(at.length);
  for (let number = 0; number < counted.length; number++) {
    const { ids, counts } = counted[number] as Counted;
    const size = sizes[number] as number;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      if (wanted && wanted[id] === 0) continue;
      const row = rowOf(id);
      if (row === UNKNOWN) continue;
      const place = next[row] as number;
      next[row] = place + 1;
      at[place] = number;
      shares[place] = shareOf(counts[i] as number, size);
    }
  }
  return { rowOf, starts, at, shares };
}

function keepMerged(): Comparable['merged'] {
  const kept: Record<Kind, WeakMap<NumberedTerms, Merged>> = {
    words: new WeakMap(),
    grams: new WeakMap(),
    phrases: new WeakMap(),
  };
  return (kind, terms, make) => {
    const known = kept[kind].get(terms);
    if (known) return known;
    const made = make();
    kept[kind].set(terms, made);
    return made;
  };
}

function mean(sizes: readonly number[]): number {
  return sizes.length === 0 ? 1 : sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}
