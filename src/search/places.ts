import { TEXT_STRENGTH } from './indexed-text.ts';
import { hasTerm, placeIn } from './postings.ts';
import type { Comparable } from './postings.ts';

/** Puts down the best place at which a text has each term; gives its phrases with those that they have. */
export function placesOf(
  { texts, lists, firstPhrases }: Comparable,
  at: number,
  { ids, strengths }: { ids: readonly number[]; strengths: Float64Array },
): Map<number, number[]> {
  const inPhrases = new Map<number, number[]>();
  const phrases = texts[at]?.phrases ?? [];
  const first = firstPhrases[at] as number;
  const list = lists.phrases;
  for (const id of ids) {
    if (!hasTerm(lists.grams, id, at)) continue;
    let best = TEXT_STRENGTH;
    const row = list.rowOf(id);
    const end = list.starts[row + 1] as number;
    for (let i = placeIn(list, row, first); i < end; i++) {
      const number = (list.at[i] as number) - first;
      const phrase = phrases[number];
      if (!phrase) break;
      best = Math.max(best, phrase.strength);
      const present = inPhrases.get(number);
      if (present) present.push(id);
      else inPhrases.set(number, [id]);
    }
    strengths[id] = best;
  }
  return inPhrases;
}
