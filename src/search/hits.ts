import { createJudge } from './certainty.ts';
import { rankEntries } from './entries.ts';
import type { RankedEntry } from './entries.ts';
import type { IndexedText } from './indexed-text.ts';
import type { Lexicon } from './lexicon.ts';
import type { Comparable } from './postings.ts';
import type { Question } from './question.ts';
import { rank } from './ranking.ts';
import type { AskerContext, SearchHit, SearchOptions } from './search-types.ts';
import type { Statistics } from './statistics.ts';
import { wordsThatDecided } from './why.ts';

/** What is known of an indexed document besides its text. */
export interface DocumentCard {
  key: string;
  locale: SearchHit['locale'];
  entry: string;
  type?: string | undefined;
  facets: Readonly<Record<string, string>>;
}

export interface Searched {
  cards: readonly DocumentCard[];
  texts: Comparable;
  statistics: Statistics;
  lexicon: Lexicon;
  examplesOf: (entry: string) => number;
}

export type Asking = Omit<SearchOptions, 'collection'> & {
  /** Entries by how likely a classifier finds them. */
  guesses?: ReadonlyMap<string, number> | undefined;
  /** How near the texts' vectors are to the question's, by number: -1..1. */
  nearness?: ReadonlyMap<number, number> | undefined;
};

const USUAL_LIMIT = 5;
const RANKED = 100;
const NEAR = 0.5;
/** What a vector alone can make of a match: middling, never good. */
const BY_VECTOR_ALONE = 0.59;

/** The documents that fit a question, the best first, each entry once. */
export function findHits(question: Question, searched: Searched, asking: Asking): SearchHit[] {
  const { cards, texts, statistics, lexicon, examplesOf } = searched;
  const judge = createJudge(question, { statistics, weak: lexicon.weak });
  if (judge.empty) return [];
  const open = asking.type === undefined && Object.keys(asking.where ?? {}).length === 0;
  const allowed = (at: number) => open || isAllowed(cards[at], asking);
  const found = rank(question, texts, { statistics, most: RANKED, allowed });
  const near = withNearness(found, asking.nearness, allowed);
  const preferred = near.map(({ at, score }) => ({
    at,
    score: score * (1 + preference(cards[at], asking.context)),
  }));
  preferred.sort((a, b) => b.score - a.score || a.at - b.at);
  const entries = rankEntries(preferred, {
    entryOf: (at) => cards[at]?.entry ?? '',
    examplesOf,
    guesses: asking.guesses,
  }).slice(0, asking.limit ?? USUAL_LIMIT);
  return falling(
    entries.map((entry): SearchHit => {
      const best = entry.documents[0] as number;
      const card = cards[best] as DocumentCard;
      const text = texts.texts[best] as IndexedText;
      const { score, coverage } = judge.certaintyOf(text);
      return {
        key: card.key,
        entry: entry.entry,
        locale: localeFor(entry, { cards, wanted: asking.locale }),
        score: Math.max(score, byVector(asking.nearness?.get(best))),
        coverage,
        why: wordsThatDecided(question, text, statistics),
      };
    }),
  );
}

function isAllowed(card: DocumentCard | undefined, { type, where = {} }: Asking): boolean {
  if (!card || (type !== undefined && card.type !== type)) return false;
  return Object.entries(where).every(([facet, values]) => values.includes(card.facets[facet] ?? ''));
}

function withNearness(
  found: readonly { at: number; score: number }[],
  nearness: ReadonlyMap<number, number> | undefined,
  allowed: (at: number) => boolean,
): readonly { at: number; score: number }[] {
  if (!nearness || nearness.size === 0) return found;
  const values = [...nearness.values()];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const scores = new Map(found.map(({ at, score }) => [at, (1 - NEAR) * score]));
  for (const [at, near] of nearness) {
    if (!allowed(at)) continue;
    scores.set(at, (scores.get(at) ?? 0) + (NEAR * (near - least)) / Math.max(1e-6, most - least));
  }
  return Array.from(scores, ([at, score]) => ({ at, score }));
}

function byVector(nearness = 0): number {
  return Math.min(BY_VECTOR_ALONE, Math.max(0, (nearness - 0.5) * 1.2));
}

const SAME = 0.04;
const MOST_PREFERENCE = 0.1;

/** A small, bounded advantage for what fits the asker's device, department and history (requirement 12.2). */
function preference(card: DocumentCard | undefined, context: AskerContext | undefined): number {
  if (!card || !context) return 0;
  const { device, department, history = [] } = context;
  const is = (facet: string, value: string | undefined) =>
    value !== undefined && card.facets[facet]?.toLowerCase() === value.toLowerCase();
  const fits = [
    is('device', device),
    is('department', department),
    history.includes(card.key) || (card.type !== undefined && history.includes(card.type)),
  ];
  return Math.min(MOST_PREFERENCE, fits.filter(Boolean).length * SAME);
}

function localeFor(
  { documents }: RankedEntry,
  { cards, wanted }: { cards: readonly DocumentCard[]; wanted: SearchHit['locale'] | undefined },
): SearchHit['locale'] {
  const best = cards[documents[0] as number] as DocumentCard;
  if (wanted === undefined || best.locale === wanted) return best.locale;
  return cards.some(({ key, locale }) => key === best.key && locale === wanted) ? wanted : best.locale;
}

/** Who comes first is never less sure than who comes after. */
function falling(hits: SearchHit[]): SearchHit[] {
  let least = 0;
  for (const hit of hits.toReversed()) {
    least = Math.max(least, hit.score);
    hit.score = least;
  }
  return hits;
}
