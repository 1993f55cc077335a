/** What is ranked: one entry, with its best document first. */
export interface RankedEntry {
  entry: string;
  /** The numbers of its documents, the best first. */
  documents: number[];
  score: number;
}

/** How much the best, the second … document of an entry counts. */
const SHARES = [1, 0.8, 0.6, 0.5, 0.4];
const GUESS = 0.3;
const LEAST_LOG = -10;

/** How many documents are examples of an entry, its translations counting once. */
export type ExamplesOf = (entry: string) => number;

export interface EntriesOptions {
  entryOf: (document: number) => string;
  /** Undefined where every entry has one example. */
  examplesOf?: ExamplesOf | undefined;
  /** What a classifier trained on the examples says, 0..1 each. */
  guesses?: ReadonlyMap<string, number> | undefined;
}

/** Documents that are examples of one entry speak for it together. */
export function rankEntries(
  ranked: readonly { at: number; score: number }[],
  { entryOf, examplesOf = oneEach, guesses }: EntriesOptions,
): RankedEntry[] {
  const entries = new Map<string, { documents: number[]; scores: number[] }>();
  for (const { at, score } of ranked) {
    const entry = entryOf(at);
    const known = entries.get(entry);
    if (known) {
      known.documents.push(at);
      known.scores.push(score);
    } else entries.set(entry, { documents: [at], scores: [score] });
  }
  return Array.from(entries, ([entry, { documents, scores }]) => ({
    entry,
    documents,
    score: together(scores, examplesOf(entry)) + guessed(guesses, entry),
  })).sort((a, b) => b.score - a.score || (a.entry < b.entry ? -1 : 1));
}

const oneEach = () => 1;

function together(scores: readonly number[], examples: number): number {
  let [sum, shares] = [0, 0];
  for (const [i, share] of SHARES.entries()) {
    if (i >= examples) break;
    sum += share * (scores[i] ?? 0);
    shares += share;
  }
  return shares === 0 ? 0 : sum / shares;
}

function guessed(guesses: ReadonlyMap<string, number> | undefined, entry: string): number {
  if (!guesses) return 0;
  return GUESS * (Math.max(LEAST_LOG, Math.log((guesses.get(entry) ?? 0) + 1e-9)) - LEAST_LOG);
}
