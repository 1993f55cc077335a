import type { NumberedTerms } from './numbered.ts';
import { LONE_CHARACTER, plainWeights } from './plain-weights.ts';
import { isHan } from './text.ts';

/** How much a question tells, 0..1: “打印机” alone fits thirty articles equally well, no single one is a good answer. */
export function specificity(
  { terms, grams }: NumberedTerms,
  { weak, rarity }: { weak: ReadonlySet<string>; rarity: (id: number) => number },
): number {
  let [han, hanSize, latinSize, i] = [0, 0, 0, 0];
  for (const [term, weight] of plainWeights(terms.grams, weak)) {
    const id = grams[i++] as number;
    if (weight === 0) continue;
    const size = Math.max(0.7, weight) * rarity(id);
    if (!isHan(term)) latinSize += size;
    else if (term.length > 1 || weight > 0.5) {
      han++;
      hanSize += size;
    }
  }
  // The pieces of a Chinese word overlap: two of them are about one word.
  const words = han === 0 ? 0 : (hanSize / han) * Math.max(1, han / 2);
  return Math.min(1, 0.02 + words + latinSize);
}

/** Whether all but one word, a Latin one, are such as every complaint has; and whether there are any of those. */
export function oneWord(
  { terms }: NumberedTerms,
  weak: ReadonlySet<string>,
): 'alone' | 'with-complaint' | undefined {
  let words = 0;
  let isComplaint = false;
  for (const [term, weight] of plainWeights(terms.grams, weak)) {
    if (weight > 0 && weight < LONE_CHARACTER) isComplaint = true;
    if (weight < LONE_CHARACTER) continue;
    if (isHan(term)) return undefined;
    words++;
  }
  if (words !== 1) return undefined;
  return isComplaint ? 'with-complaint' : 'alone';
}
