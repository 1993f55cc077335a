import type { LinearModel } from './linear.ts';
import { piecesOf, WORDS } from './pieces.ts';
import type { Vectors } from './vectors.ts';

/** A word that spoke for the best label, and how much more than for the second. */
export interface Reason {
  word: string;
  weight: number;
}

export interface Decision {
  normalised: string;
  /** The text as it was written; words are quoted from it where normalising kept the positions. */
  written: string;
  best: number;
  second: number;
  most: number;
}

interface Word {
  from: number;
  to: number;
  weight: number;
}

interface Options {
  vectors: Vectors;
  model: LinearModel;
  /** What the hints in a word say, by label. */
  hinted: (normalised: string) => Float64Array;
}

/** Below this part of the weightiest word a word explains nothing. */
const LEAST = 0.25;

/** Tells which words decided: each piece of the text hands its share to the words it stands in. */
export function createReasons({ vectors, model, hinted }: Options) {
  const difference = (id: number, best: number, second: number) => {
    const at = id * model.labels;
    return (model.weights[at + best] ?? 0) - (model.weights[at + second] ?? 0);
  };

  return function reasons({ normalised, written, best, second, most }: Decision): Reason[] {
    const words = wordsOf(normalised);
    const wordAt = new Int32Array(normalised.length).fill(-1);
    words.forEach(({ from, to }, i) => wordAt.fill(i, from, to));
    const values = valuesOf(vectors, normalised);
    piecesOf(normalised, (hash, _, from, to) => {
      const id = vectors.find(hash);
      if (id < 0) return;
      const share = ((values.get(id) ?? 0) * difference(id, best, second)) / (to - from);
      for (let at = from; at < to; at++) {
        const word = words[wordAt[at] ?? -1];
        if (word) word.weight += share;
      }
    });
    for (const word of words) {
      const prior = hinted(normalised.slice(word.from, word.to));
      word.weight += (prior[best] ?? 0) - (prior[second] ?? 0);
    }
    const source = written.length === normalised.length ? written : normalised;
    return heaviest(words, source, most);
  };
}

function heaviest(words: readonly Word[], source: string, most: number): Reason[] {
  const least = words.reduce((top, { weight }) => Math.max(top, weight), 0) * LEAST;
  const telling = words.filter(({ weight }) => weight > 0 && weight >= least);
  const sums = new Map<string, Reason>();
  for (const { from, to, weight } of joined(telling)) {
    const word = source.slice(from, to);
    const known = sums.get(word.toLowerCase());
    if (known) known.weight += weight;
    else sums.set(word.toLowerCase(), { word, weight });
  }
  return [...sums.values()]
    .filter(({ word }) => word.length > 1)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, most);
}

/** The segmenter cuts 打印机 in two: a single character belongs to the word it stands at. */
function joined(words: readonly Word[]): Word[] {
  const found: Word[] = [];
  for (const word of words) {
    const last = found.at(-1);
    const single = word.to - word.from === 1 || (last && last.to - last.from === 1);
    if (last && single && last.to === word.from) {
      found[found.length - 1] = { from: last.from, to: word.to, weight: last.weight + word.weight };
    } else found.push(word);
  }
  return found;
}

/** What one occurrence of each feature weighs in the text. */
function valuesOf(vectors: Vectors, normalised: string): Map<number, number> {
  const counts = new Map<number, number>();
  piecesOf(normalised, (hash) => {
    const id = vectors.find(hash);
    if (id >= 0) counts.set(id, (counts.get(id) ?? 0) + 1);
  });
  const { length, ids, values } = vectors.vectorOf(normalised);
  const found = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const id = ids[i] ?? 0;
    found.set(id, (values[i] ?? 0) / (counts.get(id) ?? 1));
  }
  return found;
}

/** The single words; a pair of them begins where a single one did. */
function wordsOf(normalised: string): Word[] {
  const words: Word[] = [];
  piecesOf(normalised, (_, block, from, to) => {
    if (block === WORDS && from >= (words.at(-1)?.to ?? 0)) words.push({ from, to, weight: 0 });
  });
  return words;
}
