import type { Comparable, Merged, Posting } from './postings.ts';
import type { Question } from './question.ts';
import { rarity } from './statistics.ts';
import type { Kind, Statistics } from './statistics.ts';
import { weightOf } from './terms.ts';

/** What another word for the same counts, against the word that was asked. */
const OTHER_WORD = 0.9;
/** How much more another word may weigh than the one that was asked, however rare it is. */
const RARER = 1.2;
const KINDS: readonly Kind[] = ['words', 'grams', 'phrases'];
/** How many are looked at again. */
const REFINED = 100;
/** A question of more words than this tells a story: then the title should occur in it. */
const STORY = 6;
/** How much less a title's likeness counts then. */
const TITLE_IN_STORY = 0.5;
const LITTLE = 5;

export interface Ranked {
  /** The text's number. */
  at: number;
  /** 0..1: the mean of the signals, each measured by the best text. */
  score: number;
}

export interface Ranking {
  statistics: Statistics;
  most: number;
  /** Who asks may see the text: others take no part, not even as a measure. */
  allowed: (at: number) => boolean;
}

/** The texts in the order in which they fit a question. */
export function rank(
  question: Question,
  texts: Comparable,
  { statistics, most, allowed }: Ranking,
): Ranked[] {
  const rarities = createRarities(statistics);
  const story = Math.min(1, Math.max(0, (wordsAsked(question) - STORY) / (2 * STORY)));
  const open = texts.texts.map((_, at) => allowed(at));
  const totals = new Float64Array(texts.texts.length);
  for (const kind of KINDS) {
    const scores = signal(question, texts, { kind, rarities });
    for (let i = 0; i < scores.length; i++) if (!open[i]) scores[i] = 0;
    const best = scores.reduce((max, score) => Math.max(max, score), 0);
    if (best === 0) continue;
    const weight = (kind === 'phrases' ? 1 - story * TITLE_IN_STORY : 1) / KINDS.length / best;
    for (let i = 0; i < totals.length; i++)
      totals[i] = (totals[i] as number) + weight * (scores[i] as number);
  }
  const ranked = highest(totals, Math.max(REFINED, most));
  if (story > 0) {
    for (const entry of ranked)
      entry.score += (story * titleTold(question, texts, { at: entry.at, rarities })) / KINDS.length;
    ranked.sort((a, b) => b.score - a.score || a.at - b.at);
  }
  return ranked.slice(0, most);
}

type Rarities = (kind: Kind, term: string) => number;

function createRarities({ documents, phrases, frequency }: Statistics): Rarities {
  const known: Record<Kind, Map<string, number>> = { words: new Map(), grams: new Map(), phrases: new Map() };
  return (kind, term) => {
    const found = known[kind].get(term);
    if (found !== undefined) return found;
    const made = rarity(frequency(kind, term), kind === 'phrases' ? phrases : documents);
    known[kind].set(term, made);
    return made;
  };
}

interface Signal {
  kind: Kind;
  rarities: Rarities;
}

type Weights = ReadonlyMap<string, number>;

function signal(question: Question, texts: Comparable, { kind, rarities }: Signal): Float64Array {
  const of = kind === 'words' ? 'words' : 'grams';
  const size = kind === 'phrases' ? texts.owners.length : texts.texts.length;
  const scores = new Float64Array(size);
  const weigh = (term: string) => weightOf(term) * rarities(kind, term);
  const add = (into: Float64Array, terms: Weights) => {
    for (const term of terms.keys()) {
      const weight = weigh(term);
      const posting = weight > 0 ? texts.posting(kind, term) : undefined;
      if (posting) addPosting(into, posting, weight);
    }
  };
  add(scores, question.free[of]);
  const best = new Float64Array(size);
  for (const concept of question.concepts) {
    add(best, concept.own[of]);
    const own = massOf(concept.own[of], weigh);
    for (const other of concept.others) {
      const { posting, mass } = texts.merged(kind, other[of], () =>
        mergedPosting(other[of], { size, add, weigh }),
      );
      if (posting.at.length > 0)
        raise(best, posting, OTHER_WORD * Math.min(1, (RARER * own) / Math.max(mass, 1e-9)));
    }
    for (let i = 0; i < size; i++) {
      scores[i] = (scores[i] as number) + (best[i] as number);
      best[i] = 0;
    }
  }
  return kind === 'phrases' ? bestOfOwner(scores, texts) : scores;
}

function addPosting(into: Float64Array, { at, shares }: Posting, weight: number): void {
  for (let i = 0; i < at.length; i++) {
    const n = at[i] as number;
    into[n] = (into[n] as number) + (shares[i] as number) * weight;
  }
}

function raise(best: Float64Array, { at, shares }: Posting, factor: number): void {
  for (let i = 0; i < at.length; i++) {
    const n = at[i] as number;
    const score = (shares[i] as number) * factor;
    if (score > (best[n] as number)) best[n] = score;
  }
}

function massOf(terms: Weights, weigh: (term: string) => number): number {
  let sum = 0;
  for (const term of terms.keys()) sum += weigh(term);
  return sum;
}

interface Merging {
  size: number;
  add: (into: Float64Array, terms: Weights) => void;
  weigh: (term: string) => number;
}

function mergedPosting(terms: Weights, { size, add, weigh }: Merging): Merged {
  const scores = new Float64Array(size);
  add(scores, terms);
  const at: number[] = [];
  for (let i = 0; i < size; i++) if ((scores[i] as number) > 0) at.push(i);
  const posting = { at, shares: at.map((i) => scores[i] as number) };
  return { posting, mass: massOf(terms, weigh) };
}

function bestOfOwner(scores: Float64Array, { owners, texts }: Comparable): Float64Array {
  const best = new Float64Array(texts.length);
  for (let i = 0; i < scores.length; i++) {
    const owner = owners[i] as number;
    if ((scores[i] as number) > (best[owner] as number)) best[owner] = scores[i] as number;
  }
  return best;
}

function wordsAsked({ all }: Question): number {
  let words = 0;
  for (const term of all.words.keys()) if (!term.includes(' ')) words++;
  return words;
}

/** Which part of its title is told in the question. */
function titleTold(
  question: Question,
  { texts }: Comparable,
  { at, rarities }: { at: number; rarities: Rarities },
): number {
  let told = 0;
  let all = LITTLE;
  for (const term of texts[at]?.titleWords.keys() ?? []) {
    const weight = rarities('words', term);
    all += weight;
    if (question.all.words.has(term)) told += weight;
  }
  return told / all;
}

function highest(scores: Float64Array, most: number): Ranked[] {
  const found: Ranked[] = [];
  let least = 0;
  const cut = () => {
    found.sort((a, b) => b.score - a.score || a.at - b.at);
    found.length = Math.min(found.length, most);
    if (found.length === most) least = found.at(-1)?.score ?? 0;
  };
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] as number;
    if (score <= least) continue;
    found.push({ at, score });
    if (found.length >= 4 * most) cut();
  }
  cut();
  return found;
}
