import type { IndexedText } from './indexed-text.ts';
import type { Question } from './question.ts';
import { saturation } from './statistics.ts';
import type { Kind, Statistics } from './statistics.ts';

/** Which documents (or phrases) have a term, and its share of each. */
export interface Posting {
  at: readonly number[];
  shares: readonly number[];
}

/** The texts that are compared with a question, by number. */
export interface Comparable {
  texts: readonly IndexedText[];
  /** Whose phrase it is. */
  owners: readonly number[];
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

interface Growing {
  at: number[];
  shares: number[];
}

type Postings = Kinds<Map<string, Growing>>;

/** Every term of the texts, ready to be looked up: for a collection that stays in memory. */
export function indexPostings(
  texts: readonly IndexedText[],
  keys: number,
): Comparable & { statistics: Statistics } {
  const phrases = texts.flatMap((text) => text.phrases);
  const size = {
    words: mean(texts.map(({ wordCount }) => wordCount)),
    grams: mean(texts.map(({ gramCount }) => gramCount)),
    phrases: mean(phrases.map((phrase) => phrase.size)),
  };
  const postings: Postings = { words: new Map(), grams: new Map(), phrases: new Map() };
  const comparable = fill(postings, texts, { size, postingFor: postingOrNew });
  return {
    ...comparable,
    statistics: {
      documents: texts.length,
      keys,
      phrases: phrases.length,
      frequency: (kind, term) => postings[kind].get(term)?.at.length ?? 0,
      size,
    },
  };
}

/** The same for a few texts and the terms of one question. */
export function comparePostings(
  texts: readonly IndexedText[],
  { statistics: { size }, question }: { statistics: Statistics; question: Question },
): Comparable {
  const wanted: Postings = {
    words: wantedTerms(question, 'words'),
    grams: wantedTerms(question, 'grams'),
    phrases: wantedTerms(question, 'grams'),
  };
  return fill(wanted, texts, { size, postingFor: (postings, term) => postings.get(term) });
}

type PostingFor = (postings: Map<string, Growing>, term: string) => Growing | undefined;

function fill(
  postings: Postings,
  texts: readonly IndexedText[],
  { size, postingFor }: { size: Statistics['size']; postingFor: PostingFor },
): Comparable {
  const owners: number[] = [];
  const filler = (kind: Kind) => {
    const shareOf = saturation(kind, size[kind]);
    const into = postings[kind];
    return (at: number, terms: ReadonlyMap<string, number>, total: number) => {
      for (const [term, count] of terms) {
        const posting = postingFor(into, term);
        if (!posting) continue;
        posting.at.push(at);
        posting.shares.push(shareOf(count, total));
      }
    };
  };
  const [words, grams, phrases] = [filler('words'), filler('grams'), filler('phrases')];
  for (const [at, text] of texts.entries()) {
    words(at, text.words, text.wordCount);
    grams(at, text.grams, text.gramCount);
    for (const phrase of text.phrases) {
      phrases(owners.length, phrase.grams, phrase.size);
      owners.push(at);
    }
  }
  return { texts, owners, posting: (kind, term) => postings[kind].get(term), merged: keepMerged() };
}

function postingOrNew(postings: Map<string, Growing>, term: string): Growing {
  let posting = postings.get(term);
  if (!posting) postings.set(term, (posting = { at: [], shares: [] }));
  return posting;
}

function wantedTerms({ free, concepts }: Question, of: 'words' | 'grams'): Map<string, Growing> {
  const wanted = new Map<string, Growing>();
  for (const terms of [free, ...concepts.flatMap(({ own, others }) => [own, ...others])])
    for (const term of terms[of].keys()) postingOrNew(wanted, term);
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
