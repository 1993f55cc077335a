import { createFinder } from './finder.ts';
import { tokens, tokensOfNormalised } from './tokens.ts';

export interface Hint {
  word: string;
  label: string;
  weight: number;
}

export interface FeatureRow {
  ids: number[];
  prior: Float64Array;
}

export interface Features {
  /** The row of a training text; its features become known. */
  learn(normalised: string): FeatureRow;
  /** The row of any text, of known features only. */
  of(normalised: string): FeatureRow;
  count(): number;
}

const HINT_SCALE = 0.75;
const MOST_PRIOR = 4.5;
const HAN = /\p{Script=Han}/u;

/** Turns texts into numbered features, and the hints in them into a prior by label. */
export function createFeatures(labels: readonly string[], hints: readonly Hint[]): Features {
  const ids = new Map<string, number>();
  const hinted = createHints(labels, hints);

  const row = (normalised: string, idOf: (name: string) => number | undefined): FeatureRow => {
    const words = tokensOfNormalised(normalised);
    const found = new Set<number>();
    const add = (name: string) => {
      const id = idOf(name);
      if (id !== undefined) found.add(id);
    };
    let previous = '';
    for (const word of words) {
      const latin = !HAN.test(word);
      add(latin && /^\d+$/.test(word) && word.length !== 3 ? '#' : word);
      if (latin && word.length > 5) add(`${word.slice(0, 5)}~`);
      if (latin && previous !== '') add(`${previous} ${word}`);
      previous = latin ? word : '';
    }
    return { ids: [...found], prior: hinted(normalised, words) };
  };

  return {
    learn: (normalised) =>
      row(normalised, (name) => {
        const id = ids.get(name) ?? ids.size;
        ids.set(name, id);
        return id;
      }),
    of: (normalised) => row(normalised, (name) => ids.get(name)),
    count: () => ids.size,
  };
}

function createHints(labels: readonly string[], hints: readonly Hint[]) {
  const byPhrase = new Map<string, { label: number; weight: number }[]>();
  const han: string[] = [];
  for (const { word, label, weight } of hints) {
    const key = HAN.test(word) ? word : tokens(word).join(' ');
    if (HAN.test(word)) han.push(word);
    byPhrase.set(key, [
      ...(byPhrase.get(key) ?? []),
      { label: labels.indexOf(label), weight: weight * HINT_SCALE },
    ]);
  }
  const find = createFinder({ han });

  return (normalised: string, words: readonly string[]): Float64Array => {
    const prior = new Float64Array(labels.length);
    const seen = new Set<string>();
    const count = (phrase: string) => {
      if (seen.has(phrase)) return;
      seen.add(phrase);
      for (const { label, weight } of byPhrase.get(phrase) ?? []) {
        if (label >= 0) prior[label] = Math.min(MOST_PRIOR, (prior[label] ?? 0) + weight);
      }
    };
    for (const { from, to } of find(normalised)) count(normalised.slice(from, to));
    for (let i = 0; i < words.length; i++) {
      count(words[i] ?? '');
      if (i + 1 < words.length) count(`${words[i]} ${words[i + 1]}`);
      if (i + 2 < words.length) count(`${words[i]} ${words[i + 1]} ${words[i + 2]}`);
    }
    return prior;
  };
}
