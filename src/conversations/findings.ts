import type { ArticleHit } from '../knowledge/knowledge-base.ts';
import type { Alike } from '../tickets/incidents/reports.ts';
import { createLookup, type Lookup } from './lookup.ts';

/** Decisions about one turn; the last counts, with whatever it still lacks. */
const MOST_ROUNDS = 6;
/** As many as any dialogue looks at, so that two that ask alike are answered by one search. */
const MOST_HITS = 6;

/**
 * What a turn may find out beyond its scene. Answers at once from what was fetched; what wasn't is noted, reads as
 * nothing found, and the turn is decided again when it is there.
 */
export interface Findings {
  /** Articles for these words, best first, in the requester's language. */
  search: (words: string, options: { limit: number }) => readonly ArticleHit[];
  /** What others have reported that is like these words. */
  alike: (words: string) => Alike | undefined;
  /** The model, where there is one; what it doesn't know, isn't asked or can't say in time is undefined. */
  ask: Ask;
}

export interface Ask {
  /** The issue type of a problem. */
  type: (words: string) => string | undefined;
  /** An answer from these articles alone. */
  answer: (question: string, articleIds: readonly string[]) => GroundedAnswer | undefined;
  /** Answers to questions that stand in the words, by key. */
  slots: (words: string, questions: readonly SlotQuestion[]) => Record<string, string> | undefined;
}

export interface GroundedAnswer {
  text: string;
  /** Ids of the articles it rests on, at least one. */
  cited: readonly [string, ...string[]];
}

export interface SlotQuestion {
  key: string;
  ask: string;
  options: { id: string; name: string }[];
}

/** Where the findings come from. */
export interface Sources {
  search: (words: string, options: { limit: number }) => Promise<readonly ArticleHit[]>;
  alike?: ((words: string) => Promise<Alike | undefined>) | undefined;
  ask?: AskSources | undefined;
}

export interface AskSources {
  type: (words: string) => Promise<string | undefined>;
  answer: (asked: { question: string; articleIds: readonly string[] }) => Promise<GroundedAnswer | undefined>;
  slots: (asked: {
    words: string;
    questions: readonly SlotQuestion[];
  }) => Promise<Record<string, string> | undefined>;
}

const nobodyAsked: Ask = { type: () => undefined, answer: () => undefined, slots: () => undefined };

/** Before anything was looked up. */
export const nothingFound: Findings = { search: () => [], alike: () => undefined, ask: nobodyAsked };

/** Decides with what is known, fetches what was lacking, and decides again: `decide` itself waits for nothing. */
export async function decideKnowing<T>(sources: Sources, decide: (findings: Findings) => T): Promise<T> {
  const searches = createLookup((words: string) => sources.search(words, { limit: MOST_HITS }));
  const likes = createLookup(sources.alike ?? (async () => undefined));
  const { ask, lookups: asked } = sources.ask
    ? asking(sources.ask, { searches })
    : { ask: nobodyAsked, lookups: [] };
  const findings: Findings = {
    search: (words, { limit }) => searches.get(words)?.slice(0, limit) ?? [],
    alike: (words) => likes.get(words),
    ask,
  };
  const lookups = [searches, likes, ...asked];
  for (let round = 1; ; round++) {
    const decision = decide(findings);
    if (round === MOST_ROUNDS || !lookups.some((lookup) => lookup.isLacking())) return decision;
    await Promise.all(lookups.map((lookup) => lookup.fetch()));
  }
}

/** What comes after something that is lacking is a guess, and a guess is no reason to ask a model. */
function asking(sources: AskSources, { searches }: { searches: Pick<Lookup<string, unknown>, 'isLacking'> }) {
  const types = createLookup(sources.type);
  const answers = createLookup(sources.answer);
  const slots = createLookup(sources.slots);
  const lookups = [types, answers, slots];
  const isCertain = () => ![searches, ...lookups].some((lookup) => lookup.isLacking());
  const ask: Ask = {
    type: (words) => types.get(words, { note: isCertain() }),
    answer: (question, articleIds) => answers.get({ question, articleIds }, { note: isCertain() }),
    slots: (words, questions) => slots.get({ words, questions }, { note: isCertain() }),
  };
  return { ask, lookups };
}
