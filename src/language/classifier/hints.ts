import { createFinder } from '../finder.ts';
import { latinTokensOfNormalised, normalise } from '../tokens.ts';

export interface Hint {
  word: string;
  label: string;
  weight: number;
}

const HAN = /\p{Script=Han}/u;
const SCALE = 0.2;
const MOST = 1.2;

/** What the hints in a normalised text say before anything is learnt, by label. */
export function createHints(labels: readonly string[], hints: readonly Hint[]) {
  const byPhrase = new Map<string, { label: number; weight: number }[]>();
  const han: string[] = [];
  for (const { word, label, weight } of hints) {
    const phrase = keyOf(word);
    if (HAN.test(word)) han.push(phrase);
    const told = byPhrase.get(phrase) ?? [];
    told.push({ label: labels.indexOf(label), weight: weight * SCALE });
    byPhrase.set(phrase, told);
  }
  const find = createFinder({ han });

  return (normalised: string): Float64Array => {
    const prior = new Float64Array(labels.length);
    const seen = new Set<string>();
    const count = (phrase: string) => {
      if (seen.has(phrase)) return;
      seen.add(phrase);
      for (const { label, weight } of byPhrase.get(phrase) ?? [])
        if (label >= 0) prior[label] = Math.min(MOST, (prior[label] ?? 0) + weight);
    };
    for (const { from, to } of find(normalised)) count(normalised.slice(from, to));
    const words = latinTokensOfNormalised(normalised);
    for (let i = 0; i < words.length; i++) {
      count(words[i] ?? '');
      if (i + 1 < words.length) count(`${words[i]} ${words[i + 1]}`);
      if (i + 2 < words.length) count(`${words[i]} ${words[i + 1]} ${words[i + 2]}`);
    }
    return prior;
  };
}

function keyOf(word: string): string {
  const normalised = normalise(word);
  return HAN.test(word) ? normalised : latinTokensOfNormalised(normalised).join(' ');
}
