import { thingsNamed } from './named.ts';
import type { NamedThing } from './named.ts';
import type { NumberedQuestion, NumberedTerms } from './numbered.ts';
import type { Comparable, Lists, Merged, Posting } from './postings.ts';
import type { Kind, Statistics } from './statistics.ts';
import { UNKNOWN } from './vocabulary.ts';

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
/** What is left to a text that says nothing of a thing that the question names. */
const OF_ANOTHER_THING = 0.8;

export interface Ranked {
  /** The text's number. */
  at: number;
  /** 0..1: the mean of the signals, each measured by the best text. */
  score: number;
}

export interface Ranking {
  statistics: Statistics;
  most: number;
  /** Who asks may see the text: others take no part, not even as a measure. Where it is absent, all may be seen. */
  allowed?: ((at: number) => boolean) | undefined;
}

/** The texts in the order in which they fit a question. */
export function rank(
  question: NumberedQuestion,
  texts: Comparable,
  { statistics, most, allowed }: Ranking,
): Ranked[] {
  const story = Math.min(1, Math.max(0, (wordsAsked(question) - STORY) / (2 * STORY)));
  const totals = new Float64Array(texts.texts.length);
  for (const kind of KINDS) {
    const scores = signal(question, texts, { kind, statistics });
    let best = 0;
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i] as number;
      if (score === 0) continue;
      if (allowed && !allowed(i)) scores[i] = 0;
      else if (score > best) best = score;
    }
    if (best === 0) continue;
    const weight = (kind === 'phrases' ? 1 - story * TITLE_IN_STORY : 1) / KINDS.length / best;
    for (let i = 0; i < totals.length; i++)
      totals[i] = (totals[i] as number) + weight * (scores[i] as number);
  }
  for (const thing of thingsNamed(question)) lowerOthers(totals, thing, texts);
  if (story === 0) return highest(totals, most);
  const ranked = highest(totals, Math.max(REFINED, most));
  for (const entry of ranked)
    entry.score += (story * titleTold(question, texts, { at: entry.at, statistics })) / KINDS.length;
  return ranked.sort(byScore).slice(0, most);
}

/** Where some texts tell of the thing, those that don't fall behind. */
function lowerOthers(totals: Float64Array, thing: NamedThing, { lists: { grams } }: Comparable): void {
  const told = buffers.told(totals.length);
  let isTold = false;
  for (const id of thing) {
    const row = grams.rowOf(id);
    if (row === UNKNOWN) continue;
    const end = grams.starts[row + 1] as number;
    for (let i = grams.starts[row] as number; i < end; i++) {
      isTold = true;
      told[grams.at[i] as number] = 1;
    }
  }
  if (!isTold) return;
  for (let at = 0; at < totals.length; at++)
    if (told[at] === 0) totals[at] = (totals[at] as number) * OF_ANOTHER_THING;
}

interface Signal {
  kind: Kind;
  statistics: Statistics;
}

function signal(question: NumberedQuestion, texts: Comparable, { kind, statistics }: Signal): Float64Array {
  const of = kind === 'words' ? 'words' : 'grams';
  const list = texts.lists[kind];
  const size = kind === 'phrases' ? texts.owners.length : texts.texts.length;
  const scores = buffers.scores(size);
  const rarities = (id: number) => statistics.rarity(kind, id);
  const adding: Adding = { list, rarities, of };
  addTerms(scores, question.free, adding);
  const best = buffers.best(size);
  for (const { own, others } of question.concepts) {
    const mass = addTerms(best, own, adding);
    const raised: Posting[] = [];
    for (const other of others) {
      const merged = texts.merged(kind, other, () => mergedPosting(other, size, adding));
      if (merged.posting.at.length === 0) continue;
      raise(best, merged.posting, OTHER_WORD * Math.min(1, (RARER * mass) / Math.max(merged.mass, 1e-9)));
      raised.push(merged.posting);
    }
    // Only where something was put is anything taken away.
    for (const id of own[of]) {
      const row = id === UNKNOWN ? UNKNOWN : list.rowOf(id);
      if (row !== UNKNOWN)
        moveAll(best, scores, { at: list.at, from: list.starts[row], to: list.starts[row + 1] });
    }
    for (const { at } of raised) moveAll(best, scores, { at, from: 0, to: at.length });
  }
  return kind === 'phrases' ? bestOfOwner(scores, texts) : scores;
}

/** Zeros to add up in; a ranking is done before the next begins. */
const buffers = {
  scores: createBuffer(),
  owners: createBuffer(),
  best: createBuffer(),
  told: createBuffer(),
};

function createBuffer(): (size: number) => Float64Array {
  let buffer = new Float64Array(0);
  return (size) => {
    if (buffer.length < size) buffer = new Float64Array(2 * size);
    return buffer.subarray(0, size).fill(0);
  };
}

interface Adding {
  list: Lists;
  rarities: (id: number) => number;
  of: 'words' | 'grams';
}

/** Adds what terms come to; gives the weight of all of them. */
function addTerms(into: Float64Array, terms: NumberedTerms, { list, rarities, of }: Adding): number {
  const ids = terms[of];
  const factors = terms.factors[of];
  let mass = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    const weight = (factors[i] as number) * rarities(id);
    mass += weight;
    if (id !== UNKNOWN) addRow(into, list, { row: list.rowOf(id), weight });
  }
  return mass;
}

function addRow(
  into: Float64Array,
  { starts, at, shares }: Lists,
  { row, weight }: { row: number; weight: number },
): void {
  if (row === UNKNOWN || weight <= 0) return;
  const end = starts[row + 1] as number;
  for (let i = starts[row] as number; i < end; i++) {
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

interface Moved {
  at: ArrayLike<number>;
  from: number | undefined;
  to: number | undefined;
}

function moveAll(best: Float64Array, scores: Float64Array, { at, from = 0, to = 0 }: Moved): void {
  for (let i = from; i < to; i++) {
    const n = at[i] as number;
    scores[n] = (scores[n] as number) + (best[n] as number);
    best[n] = 0;
  }
}

function mergedPosting(terms: NumberedTerms, size: number, adding: Adding): Merged {
  const scores = new Float64Array(size);
  const mass = addTerms(scores, terms, adding);
  const at: number[] = [];
  for (let i = 0; i < size; i++) if ((scores[i] as number) > 0) at.push(i);
  return { posting: { at, shares: at.map((i) => scores[i] as number) }, mass };
}

function bestOfOwner(scores: Float64Array, { owners, texts }: Comparable): Float64Array {
  const best = buffers.owners(texts.length);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score === 0) continue;
    const owner = owners[i] as number;
    if (score > (best[owner] as number)) best[owner] = score;
  }
  return best;
}

function wordsAsked({ question }: NumberedQuestion): number {
  let words = 0;
  for (const term of question.all.words.keys()) if (!term.includes(' ')) words++;
  return words;
}

/** Which part of its title is told in the question. */
function titleTold(
  { all }: NumberedQuestion,
  { texts }: Comparable,
  { at, statistics }: { at: number; statistics: Statistics },
): number {
  let told = 0;
  let sum = LITTLE;
  for (const id of texts[at]?.titleWords ?? []) {
    const weight = statistics.rarity('words', id);
    sum += weight;
    if (all.words.includes(id)) told += weight;
  }
  return told / sum;
}

function highest(scores: Float64Array, most: number): Ranked[] {
  const found: Ranked[] = [];
  let least = 0;
  const cut = () => {
    found.sort(byScore);
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

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || a.at - b.at;
}
