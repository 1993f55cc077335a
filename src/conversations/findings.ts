import type { ArticleHit } from '../knowledge/knowledge-base.ts';
import { createLookup } from './lookup.ts';

/** Decisions about one turn; the last counts, with whatever it still lacks. */
const MOST_ROUNDS = 5;
/** As many as any dialogue looks at, so that two that ask alike are answered by one search. */
const MOST_HITS = 6;

/**
 * What a turn may find out beyond its scene. Answers at once from what was fetched; what wasn't is noted, reads as
 * nothing found, and the turn is decided again when it is there.
 */
export interface Findings {
  /** Articles for these words, best first, in the requester's language. */
  search: (words: string, options: { limit: number }) => readonly ArticleHit[];
}

/** Before anything was looked up. */
export const nothingFound: Findings = { search: () => [] };

/** Where the findings come from. */
export interface Sources {
  search: (words: string, options: { limit: number }) => Promise<readonly ArticleHit[]>;
}

/** Decides with what is known, fetches what was lacking, and decides again: `decide` itself waits for nothing. */
export async function decideKnowing<T>(sources: Sources, decide: (findings: Findings) => T): Promise<T> {
  const searches = createLookup((words: string) => sources.search(words, { limit: MOST_HITS }));
  const findings: Findings = {
    search: (words, { limit }) => searches.get(words)?.slice(0, limit) ?? [],
  };
  for (let round = 1; ; round++) {
    const decision = decide(findings);
    if (round === MOST_ROUNDS || !searches.isLacking()) return decision;
    await searches.fetch();
  }
}
