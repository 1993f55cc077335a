import { RUN_MARK, isHan } from './text.ts';

const WEAK = 0.3;
/** Single characters forgive another order: 纸卡住 and 卡纸. */
const CHARACTER = 0.3;
export const LONE_CHARACTER = 0.9;

/** What each term counts for before its rarity. */
export function plainWeights(
  terms: ReadonlyMap<string, number>,
  weak: ReadonlySet<string>,
): Map<string, number> {
  const inPairs = new Set<string>();
  for (const term of terms.keys()) {
    if (term.length !== 2) continue;
    inPairs.add(term.charAt(0));
    inPairs.add(term.charAt(1));
  }
  const weights = new Map<string, number>();
  for (const term of terms.keys()) weights.set(term, plainWeight(term, inPairs, weak));
  return weights;
}

function plainWeight(term: string, inPairs: ReadonlySet<string>, weak: ReadonlySet<string>): number {
  if (term.startsWith(RUN_MARK)) return 0;
  if (!isHan(term) || term.length > 1) return weak.has(term) ? WEAK : 1;
  if (weak.has(term)) return 0;
  return inPairs.has(term) ? CHARACTER : LONE_CHARACTER;
}

/** What a term counts for in the size of a name. */
export function sizeFactor(term: string, weak: ReadonlySet<string>): number {
  if (term.startsWith(RUN_MARK)) return 0;
  if (weak.has(term)) return WEAK;
  return isHan(term) && term.length === 1 ? CHARACTER : 1;
}
