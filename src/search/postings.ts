import type { IndexedText } from './indexed-text.ts';
import type { Question } from './question.ts';
import { saturated } from './statistics.ts';
import type { Kind, Statistics } from './statistics.ts';

/** Which documents (or phrases) have a term, and its share of each. */
export interface Posting {
  at: ArrayLike<number>;
  shares: ArrayLike<number>;
}

/** The texts that are compared with a question, by number. */
export interface Comparable {
  texts: readonly IndexedText[];
  /** Whose phrase it is. */
  owners: ArrayLike<number>;
  posting: (kind: Kind, term: string) => Posting | undefined;
  /** What all the terms of another word come to together, made once where the texts stay. */
  merged: (kind: Kind, terms: ReadonlyMap<string, number>, make: () => Merged) => Merged;
}

export interface Merged {
  posting: Posting;
  /** The weight of all its terms. */
  mass: number;
}

type Kinds<T> = Record<Kind, T>;

/** Every term of the texts, ready to be looked up: for a collection that stays in memory. */
export function indexPostings(
  texts: readonly IndexedText[],
  keys: number,
): Comparable & { statistics: Statistics } {
  const owners: number[] = [];
  const counts: Kinds<Map<string, number[]>> = { words: new Map(), grams: new Map(), phrases: new Map() };
  const add = (kind: Kind, at: number, terms: ReadonlyMap<string, number>) => {
    for (const [term, count] of terms) {
      const list = counts[kind].get(term);
      if (list) list.push(at, count);
      else counts[kind].set(term, [at, count]);
    }
  };
  for (const [at, text] of texts.entries()) {
    add('words', at, text.words);
    add('grams', at, text.grams);
    for (const phrase of text.phrases) {
      add('phrases', owners.length, phrase.grams);
      owners.push(at);
    }
  }
  const sizes: Kinds<number[]> = {
    words: texts.map(({ wordCount }) => wordCount),
    grams: texts.map(({ gramCount }) => gramCount),
    phrases: texts.flatMap(({ phrases }) => phrases.map(({ size }) => size)),
  };
  const size = { words: mean(sizes.words), grams: mean(sizes.grams), phrases: mean(sizes.phrases) };
  const kinds = Object.keys(counts) as Kind[];
  const postings = Object.fromEntries(
    kinds.map((kind) => [kind, finished(kind, counts[kind], sizes[kind])]),
  ) as Kinds<Map<string, Posting>>;
  return {
    texts,
    owners: Int32Array.from(owners),
    posting: (kind, term) => postings[kind].get(term),
    merged: keepMerged(),
    statistics: {
      documents: texts.length,
      keys,
      phrases: owners.length,
      frequency: (kind, term) => postings[kind].get(term)?.at.length ?? 0,
      size,
    },
  };
}

function finished(
  kind: Kind,
  counts: ReadonlyMap<string, number[]>,
  sizes: readonly number[],
): Map<string, Posting> {
  const meanSize = mean(sizes);
  const postings = new Map<string, Posting>();
  for (const [term, list] of counts) {
    const length = list.length / 2;
    const at = new Int32Array(length);
    const shares = new Float32Array(length);
    for (let i = 0; i < length; i++) {
      const document = list[2 * i] ?? 0;
      at[i] = document;
      shares[i] = saturated(kind, list[2 * i + 1] ?? 0, { size: sizes[document] ?? 0, mean: meanSize });
    }
    postings.set(term, { at, shares });
  }
  return postings;
}

/** The same for a few texts and the terms of one question. */
export function comparePostings(
  texts: readonly IndexedText[],
  { statistics: { size }, question }: { statistics: Statistics; question: Question },
): Comparable {
  const owners: number[] = [];
  const found: Kinds<Map<string, { at: number[]; shares: number[] }>> = {
    words: wantedTerms(question, 'words'),
    grams: wantedTerms(question, 'grams'),
    phrases: wantedTerms(question, 'grams'),
  };
  const add = (
    kind: Kind,
    at: number,
    { terms, total }: { terms: ReadonlyMap<string, number>; total: number },
  ) => {
    for (const [term, count] of terms) {
      const posting = found[kind].get(term);
      if (!posting) continue;
      posting.at.push(at);
      posting.shares.push(saturated(kind, count, { size: total, mean: size[kind] }));
    }
  };
  for (const [at, text] of texts.entries()) {
    add('words', at, { terms: text.words, total: text.wordCount });
    add('grams', at, { terms: text.grams, total: text.gramCount });
    for (const phrase of text.phrases) {
      add('phrases', owners.length, { terms: phrase.grams, total: phrase.size });
      owners.push(at);
    }
  }
  return { texts, owners, posting: (kind, term) => found[kind].get(term), merged: keepMerged() };
}

function wantedTerms(
  { free, concepts }: Question,
  of: 'words' | 'grams',
): Map<string, { at: number[]; shares: number[] }> {
  const wanted = new Map<string, { at: number[]; shares: number[] }>();
  for (const terms of [free, ...concepts.flatMap(({ own, others }) => [own, ...others])])
    for (const term of terms[of].keys()) wanted.set(term, { at: [], shares: [] });
  return wanted;
}

function keepMerged(): Comparable['merged'] {
  const kept: Kinds<WeakMap<ReadonlyMap<string, number>, Merged>> = {
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
