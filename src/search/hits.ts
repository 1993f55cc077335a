import { createJudge } from './certainty.ts';
import { rankEntries } from './entries.ts';
import type { ExamplesOf, RankedEntry } from './entries.ts';
import type { NumberedQuestion } from './numbered.ts';
import type { Comparable } from './postings.ts';
import { rank } from './ranking.ts';
import type { AskerContext, SearchHit, SearchOptions } from './search-types.ts';
import type { Statistics } from './statistics.ts';
import { createReasons } from './why.ts';

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
  weak: ReadonlySet<string>;
  /** Undefined where every entry has one example. */
  examplesOf: ExamplesOf | undefined;
}

export type Asking = Omit<SearchOptions, 'collection'> & {
  /** Entries by how likely a classifier finds them. */
  guesses?: ReadonlyMap<string, number> | undefined;
  /** How near the texts' vectors are to the question's, by number: -1..1. */
  nearness?: ReadonlyMap<number, number> | undefined;
};

const USUAL_LIMIT = 5;
const RANKED = 100;
/** Where entries have many examples: of a hundred documents most would belong to the same two entries. */
const RANKED_EXAMPLES = 300;
/** So many documents an entry asked for are looked at first: mostly that is enough. */
const FIRST_LOOK = 4;
const NEAR = 0.5;
/** By so much surer a match comes before one that was ranked higher. */
const FAR_SURER = 0.4;
/** What a vector alone can make of a match: middling, never good. */
const BY_VECTOR_ALONE = 0.59;

/** The documents that fit a question, the best first, each entry once. */
export function findHits(question: NumberedQuestion, searched: Searched, asking: Asking): SearchHit[] {
  const { cards, texts, statistics, weak } = searched;
  const judge = createJudge(question, { texts, statistics, weak });
  if (judge.empty) return [];
  const entries = findEntries(question, searched, asking);
  const reasonsOf = createReasons(question, statistics, texts);
  // Where entries have many examples the ranking knows better than a look at one of them.
  const order = searched.examplesOf ? falling : (hits: SearchHit[]) => falling(surerFirst(hits));
  return order(
    entries.map((entry): SearchHit => {
      const best = entry.documents[0] as number;
      const card = cards[best] as DocumentCard;
      const { score, coverage } = judge.certaintyOf(best);
      return {
        key: card.key,
        entry: entry.entry,
        locale: localeFor(entry, { cards, wanted: asking.locale }),
        score: Math.max(score, byVector(asking.nearness?.get(best))),
        coverage,
        why: reasonsOf(best),
      };
    }),
  );
}

function findEntries(question: NumberedQuestion, searched: Searched, asking: Asking): RankedEntry[] {
  const { cards, texts, statistics, examplesOf } = searched;
  const { limit = USUAL_LIMIT, type, where = {}, context, guesses, nearness } = asking;
  const isOpen = type === undefined && Object.keys(where).length === 0;
  const allowed = isOpen ? undefined : (at: number) => isAllowed(cards[at], asking);
  const entryOf = (at: number) => cards[at]?.entry ?? '';
  // Where only the best document of an entry counts and nothing else moves it, few documents decide.
  const look = FIRST_LOOK * limit;
  if (!examplesOf && !context && !guesses && !nearness && look < RANKED) {
    const first = rank(question, texts, { statistics, most: look, allowed });
    const entries = rankEntries(first, { entryOf });
    const last = entries[limit - 1];
    // Who wasn't looked at may share the place of the last that was.
    const isDecided = last !== undefined && last.score > (first.at(-1)?.score ?? 0);
    if (first.length < look || isDecided) return entries.slice(0, limit);
  }
  const most = guesses ? RANKED_EXAMPLES : RANKED;
  const found = rank(question, texts, { statistics, most, allowed });
  const near = withNearness(found, nearness, allowed);
  const preferred = context
    ? near.map(({ at, score }) => ({ at, score: score * (1 + preference(cards[at], context)) }))
    : [...near];
  preferred.sort((a, b) => b.score - a.score || a.at - b.at);
  return rankEntries(preferred, { entryOf, examplesOf, guesses }).slice(0, limit);
}

function isAllowed(card: DocumentCard | undefined, { type, where = {} }: Asking): boolean {
  if (!card || (type !== undefined && card.type !== type)) return false;
  return Object.entries(where).every(([facet, values]) => values.includes(card.facets[facet] ?? ''));
}

function withNearness(
  found: readonly { at: number; score: number }[],
  nearness: ReadonlyMap<number, number> | undefined,
  allowed: ((at: number) => boolean) | undefined,
): readonly { at: number; score: number }[] {
  if (!nearness || nearness.size === 0) return found;
  const values = [...nearness.values()];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const scores = new Map(found.map(({ at, score }) => [at, (1 - NEAR) * score]));
  for (const [at, near] of nearness) {
    if (allowed && !allowed(at)) continue;
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
function preference(card: DocumentCard | undefined, context: AskerContext): number {
  if (!card) return 0;
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

/** The ranking compares, and may put first what fits a little better in each way and yet not well. */
function surerFirst(hits: SearchHit[]): SearchHit[] {
  const ordered: SearchHit[] = [];
  for (const hit of hits) {
    let at = ordered.length;
    while (at > 0 && hit.score - (ordered[at - 1]?.score ?? 1) > FAR_SURER) at--;
    ordered.splice(at, 0, hit);
  }
  return ordered;
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
