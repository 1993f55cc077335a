import type { IndexedText } from './indexed-text.ts';
import type { Question } from './question.ts';
import type { Statistics } from './statistics.ts';
import type { Terms } from './terms.ts';
import { RUN_MARK, isHan } from './text.ts';

export interface Certainty {
  /** 0..1: from 0.6 a good match, from 0.3 a middling one, below a poor one. */
  score: number;
  /** Which part of the question's informative words the text has, rare words counting more. */
  coverage: number;
}

export interface Judge {
  /** Nothing was asked that tells anything. */
  empty: boolean;
  certaintyOf: (text: IndexedText) => Certainty;
}

/** What a match without the question's error code may reach at most: never “good”. */
const WITHOUT_CODE = 0.5;
const WITH_CODE = 0.2;
/** A text whose title or keywords name the very code is about it, whatever else was told along with it. */
const NAMED_CODE = 0.62;
const WEAK = 0.3;
/** Single characters forgive another order: 纸卡住 and 卡纸. */
const CHARACTER = 0.3;
const LONE_CHARACTER = 0.9;
const LEAST_RARITY = 0.3;
/** An unknown pair of characters mostly straddles two words; an unknown Latin word is always one. */
const UNKNOWN_PAIR = 0.35;
const OTHER_WORD = 0.95;
const TEXT_STRENGTH = 0.55;

type Weights = ReadonlyMap<string, number>;

interface AskedConcept {
  /** What it counts for. */
  weight: number;
  /** The ways to say it, the asker's own first. */
  ways: readonly Weights[];
}

interface Asked {
  concepts: readonly AskedConcept[];
  free: Weights;
  total: number;
}

/** How sure a match is, in absolute terms: a ranking always has a first, however poor. */
export function createJudge(
  question: Question,
  { statistics, weak }: { statistics: Statistics; weak: ReadonlySet<string> },
): Judge {
  const { keys } = statistics;
  const perLanguage = Math.max(2, keys);
  const rarest = Math.log(1 + perLanguage);
  const rarityOf = (term: string) => {
    const frequency = statistics.frequency('grams', term);
    return frequency === 0 ? rarest : Math.max(LEAST_RARITY, Math.log(1 + perLanguage / frequency));
  };
  const weights = (terms: Terms): Map<string, number> => {
    const found = new Map<string, number>();
    for (const term of terms.grams.keys()) {
      const weight = plainWeight(term, terms.grams, weak);
      if (weight > 0) found.set(term, weight);
    }
    return found;
  };
  const importance = (term: string, weight: number) =>
    weight *
    rarityOf(term) *
    (isHan(term) && term.length > 1 && statistics.frequency('grams', term) === 0 ? UNKNOWN_PAIR : 1);
  const important = (terms: Terms) => {
    const found = weights(terms);
    for (const [term, weight] of found) found.set(term, importance(term, weight));
    return found;
  };
  const kept = keptFor(statistics);
  const importantOther = (terms: Terms) => remembered(kept.ways, terms, () => important(terms));
  const free = important(question.free);
  const concepts = question.concepts.map(({ own, others }) => {
    const asked = important(own);
    return { weight: sum(asked), ways: [asked, ...others.map(importantOther)] };
  });
  const total = sum(free) + concepts.reduce((all, { weight }) => all + weight, 0);
  const asked: Asked = { concepts, free, total };
  const specific = specificity(weights(question.all), (term) => rarityOf(term) / rarest);

  function certaintyOf(text: IndexedText): Certainty {
    const { strengths } = text;
    const said = asSaidIn(asked, strengths);
    const covered = shareOf(said, (term) => (strengths.has(term) ? 1 : 0));
    const strong = shareOf(said, (term) => strengths.get(term) ?? 0);
    const named = shareOf(said, (term) => ((strengths.get(term) ?? 0) > TEXT_STRENGTH ? 1 : 0));
    const likeness = text.phrases.reduce((best, { grams }) => {
      const shared = shareOf(said, (term) => (grams.has(term) ? 1 : 0)) * total;
      const size = remembered(kept.sizes, grams, () => sizeOf(grams, weak, rarityOf));
      return Math.max(best, size + total === 0 ? 0 : (2 * shared) / (size + total));
    }, 0);
    const score = calibrated((0.6 * strong + 0.4 * likeness) * specific * aboutness(named));
    return { score: Math.min(1, withCodes(score, question.codes, text)), coverage: covered };
  }

  return { empty: total === 0, certaintyOf };
}

function plainWeight(term: string, all: Weights, weak: ReadonlySet<string>): number {
  if (term.startsWith(RUN_MARK)) return 0;
  if (!isHan(term) || term.length > 1) return weak.has(term) ? WEAK : 1;
  if (weak.has(term)) return 0;
  for (const other of all.keys()) if (other.length === 2 && other.includes(term)) return CHARACTER;
  return LONE_CHARACTER;
}

function sizeOf(grams: Weights, weak: ReadonlySet<string>, rarityOf: (term: string) => number): number {
  let size = 0;
  for (const term of grams.keys()) {
    if (term.startsWith(RUN_MARK)) continue;
    size += (weak.has(term) ? WEAK : isHan(term) && term.length === 1 ? CHARACTER : 1) * rarityOf(term);
  }
  return size;
}

interface Kept {
  ways: WeakMap<Terms, Weights>;
  sizes: WeakMap<Weights, number>;
}

/** What depends on nothing but the collection. */
const keptByCollection = new WeakMap<Statistics, Kept>();

function keptFor(statistics: Statistics): Kept {
  return remembered(keptByCollection, statistics, () => ({ ways: new WeakMap(), sizes: new WeakMap() }));
}

function remembered<K extends WeakKey, V>(kept: WeakMap<K, V>, key: K, make: () => V): V {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}

/** The concepts that a text has, each in the one or two ways in which it may say them. */
function asSaidIn({ concepts, free, total }: Asked, strengths: Weights): Asked {
  const said = concepts.map(({ weight, ways: [own = new Map(), ...others] }) => {
    let best: Weights | undefined;
    let most = 0;
    for (const way of others) {
      const part = partOf(way, (term) => strengths.get(term) ?? 0);
      if (part > most) [best, most] = [way, part];
    }
    return { weight, ways: best ? [own, best] : [own] };
  });
  return { concepts: said, free, total };
}

function partOf(way: Weights, has: (term: string) => number): number {
  let [all, present] = [0, 0];
  for (const [term, weight] of way) {
    all += weight;
    present += weight * has(term);
  }
  return all > 0 ? present / all : 0;
}

/** 0..1: which part of what was asked a text has; of each concept, the way to say it that it has most of. */
function shareOf({ concepts, free, total }: Asked, has: (term: string) => number): number {
  if (total === 0) return 0;
  let share = 0;
  for (const [term, weight] of free) share += weight * has(term);
  for (const { weight, ways } of concepts) {
    let best = 0;
    for (const [i, way] of ways.entries()) {
      best = Math.max(best, partOf(way, has) * (i === 0 ? 1 : OTHER_WORD));
    }
    share += weight * best;
  }
  return share / total;
}

// “打印机” alone fits thirty articles equally well: no single one is a good answer.
function specificity(asked: Weights, rarity: (term: string) => number): number {
  const han = [...asked].filter(([term, weight]) => isHan(term) && (term.length > 1 || weight > 0.5));
  const latin = [...asked].filter(([term]) => !isHan(term));
  const sizeOfAll = (list: readonly (readonly [string, number])[]) =>
    list.reduce((all, [term, weight]) => all + Math.max(0.7, weight) * rarity(term), 0);
  // The pieces of a Chinese word overlap: two of them are about one word.
  const words = han.length === 0 ? 0 : (sizeOfAll(han) / han.length) * Math.max(1, han.length / 2);
  return Math.min(1, 0.02 + words + sizeOfAll(latin));
}

// Words found only somewhere in the steps don't make a text one about them (“coffee machine” ≠ “spilled coffee”).
function aboutness(named: number): number {
  return Math.min(1, Math.max(0.5, 0.35 + (named - 0.35) * 1.6));
}

// Above “poor” the raw measure is too modest: hardly anybody types the very words of a title.
function calibrated(score: number): number {
  return score < 0.3 ? score : 0.3 + (score - 0.3) * 1.35;
}

function withCodes(
  score: number,
  codes: readonly string[],
  { codes: known, namedCodes }: IndexedText,
): number {
  if (codes.length === 0) return score;
  if (codes.some((code) => namedCodes.has(code))) return Math.max(score + WITH_CODE, NAMED_CODE);
  if (codes.some((code) => known.has(code))) return score + WITH_CODE;
  return Math.min(score, WITHOUT_CODE);
}

function sum(weights: Weights): number {
  let all = 0;
  for (const weight of weights.values()) all += weight;
  return all;
}
