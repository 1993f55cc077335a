import { TEXT_STRENGTH } from './indexed-text.ts';
import type { IndexedPhrase, IndexedText } from './indexed-text.ts';
import { thingsNamed } from './named.ts';
import type { NamedThing } from './named.ts';
import type { NumberedQuestion, NumberedTerms } from './numbered.ts';
import { placesOf } from './places.ts';
import { plainWeights, sizeFactor } from './plain-weights.ts';
import type { Comparable } from './postings.ts';
import type { Statistics } from './statistics.ts';
import { oneWord, specificity } from './specificity.ts';
import { isHan } from './text.ts';
import { UNKNOWN } from './vocabulary.ts';

export interface Certainty {
  /** 0..1: from 0.6 a good match, from 0.3 a middling one, below a poor one. */
  score: number;
  /** Which part of the question's informative words the text has, rare words counting more. */
  coverage: number;
}

export interface Judge {
  /** Nothing was asked that tells anything. */
  empty: boolean;
  /** By the text's number. */
  certaintyOf: (at: number) => Certainty;
}

/** What a single Latin word can make of a match: “error in SAP” tells what it is about, not what is wrong with it. */
const ONE_WORD = 0.59;
const ALL_OF_IT = 0.95;
/** A thing and its trouble that an article is called by are meant: “VPN 连不上”, however usual each word is. */
const CALLED_SO = 0.62;
/** What a match may reach at most that says nothing of a thing that the question names: never “good”. */
const OF_ANOTHER_THING = 0.5;
/** … and what one that only mentions it somewhere in its long texts. */
const MENTIONED = 0.59;
/** What a match without the question's error code may reach at most: never “good”. */
const WITHOUT_CODE = 0.5;
const WITH_CODE = 0.2;
/** A text whose title or keywords name the very code is about it, whatever else was told along with it. */
const NAMED_CODE = 0.62;
const LEAST_RARITY = 0.3;
/** An unknown pair of characters mostly straddles two words; an unknown Latin word is always one. */
const UNKNOWN_PAIR = 0.35;
const OTHER_WORD = 0.95;

/** One way to say something: the numbers of its terms and what each counts for. */
interface Way {
  ids: Int32Array;
  weights: Float64Array;
  all: number;
}

interface AskedConcept {
  /** What it counts for. */
  weight: number;
  /** The ways to say it, the asker's own first. */
  ways: readonly Way[];
}

interface Asked {
  concepts: readonly AskedConcept[];
  free: Way;
  total: number;
}

export interface Judging {
  texts: Comparable;
  statistics: Statistics;
  weak: ReadonlySet<string>;
}

/** How sure a match is, in absolute terms: a ranking always has a first, however poor. */
export function createJudge(question: NumberedQuestion, { texts, statistics, weak }: Judging): Judge {
  const perLanguage = Math.max(2, statistics.keys);
  const rarest = Math.log(1 + perLanguage);
  const rarityOf = (id: number) => {
    const frequency = statistics.frequency('grams', id);
    return frequency === 0 ? rarest : Math.max(LEAST_RARITY, Math.log(1 + perLanguage / frequency));
  };
  const wayOf = (numbered: NumberedTerms): Way => {
    const plain = plainWeights(numbered.terms.grams, weak);
    const weights = new Float64Array(numbered.grams.length);
    let [i, all] = [0, 0];
    for (const [term, weight] of plain) {
      const id = numbered.grams[i] as number;
      const isUnknownPair = isHan(term) && term.length > 1 && statistics.frequency('grams', id) === 0;
      const importance = weight === 0 ? 0 : weight * rarityOf(id) * (isUnknownPair ? UNKNOWN_PAIR : 1);
      weights[i++] = importance;
      all += importance;
    }
    return { ids: numbered.grams, weights, all };
  };
  const kept = remembered(keptByCollection, statistics, () => ({
    ways: new WeakMap(),
    sizes: new WeakMap(),
  }));
  const free = wayOf(question.free);
  const concepts = question.concepts.map(({ own, others }) => {
    const asked = wayOf(own);
    const ways = others.map((other) => remembered(kept.ways, other, () => wayOf(other)));
    return { weight: asked.all, ways: [asked, ...ways] };
  });
  const total = free.all + concepts.reduce((all, { weight }) => all + weight, 0);
  const asked: Asked = { concepts, free, total };
  const one = oneWord(question.all, weak);
  const things = thingsNamed(question).filter((ids) =>
    ids.some((id) => statistics.frequency('grams', id) > 0),
  );
  const isThingAndTrouble = things.length > 0 && one !== 'alone';
  const specific = specificity(question.all, { weak, rarity: (id) => rarityOf(id) / rarest });
  const sizeOf = (ids: Int32Array) =>
    sizeOfPhrase(ids, (id) => sizeFactor(texts.vocabulary.termAt(id), weak) * rarityOf(id));
  const ids = idsOf(asked);
  const scratch = scratchOf(texts.vocabulary.size);

  function certaintyOf(at: number): Certainty {
    const text = texts.texts[at] as IndexedText;
    const inPhrases = placesOf(texts, at, { ids, strengths: scratch });
    const said = asSaidIn(asked, scratch);
    const covered = shareOf(said, scratch, isThere);
    const strong = shareOf(said, scratch, asItIs);
    const named = shareOf(said, scratch, isNamed);
    const told = Math.min(1, ...things.map((thing) => mostOf(scratch, thing)));
    for (const id of ids) scratch[id] = 0;
    let likeness = 0;
    for (const [number, present] of inPhrases) {
      for (const id of present) scratch[id] = 1;
      const shared = shareOf(said, scratch, asItIs) * total;
      for (const id of present) scratch[id] = 0;
      const phrase = text.phrases[number] as IndexedPhrase;
      const size = remembered(kept.sizes, phrase, () => sizeOf(phrase.ids));
      if (size + total > 0) likeness = Math.max(likeness, (2 * shared) / (size + total));
    }
    const fit = calibrated((0.6 * strong + 0.4 * likeness) * specific * aboutness(named));
    const score = likeness >= ALL_OF_IT && isThingAndTrouble ? Math.max(fit, CALLED_SO) : fit;
    // “Outlook 打不开” is told by the title of an article, word by word.
    const isVague = one === 'alone' || (one === 'with-complaint' && named < ALL_OF_IT);
    const known = Math.min(
      isVague ? ONE_WORD : 1,
      told === 0 ? OF_ANOTHER_THING : told > TEXT_STRENGTH ? 1 : MENTIONED,
      score,
    );
    return { score: Math.min(1, withCodes(known, question.question.codes, text)), coverage: covered };
  }

  return { empty: total === 0, certaintyOf };
}

const isThere = (strength: number) => (strength > 0 ? 1 : 0);
const asItIs = (strength: number) => strength;
const isNamed = (strength: number) => (strength > TEXT_STRENGTH ? 1 : 0);

let zeros = new Float64Array(0);

/** Zeros by term number; who writes into it puts zeros back. */
function scratchOf(size: number): Float64Array {
  if (zeros.length < size) zeros = new Float64Array(2 * size);
  return zeros;
}

/** All terms that are asked for, each once. */
function idsOf({ concepts, free }: Asked): readonly number[] {
  const ids = new Set(free.ids);
  for (const { ways } of concepts) for (const way of ways) for (const id of way.ids) ids.add(id);
  ids.delete(UNKNOWN);
  return [...ids];
}

function sizeOfPhrase(ids: Int32Array, sizeOf: (id: number) => number): number {
  let size = 0;
  for (const id of ids) size += sizeOf(id);
  return size;
}

interface Kept {
  ways: WeakMap<NumberedTerms, Way>;
  sizes: WeakMap<IndexedPhrase, number>;
}

/** What depends on nothing but the collection. */
const keptByCollection = new WeakMap<Statistics, Kept>();

function remembered<K extends WeakKey, V>(kept: WeakMap<K, V>, key: K, make: () => V): V {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}

/** The concepts that a text has, each in the one or two ways in which it may say them. */
function asSaidIn({ concepts, free, total }: Asked, strengths: Float64Array): Asked {
  const said = concepts.map(({ weight, ways }) => {
    let best = 0;
    let most = 0;
    for (let i = 1; i < ways.length; i++) {
      const part = partOf(ways[i] as Way, strengths, asItIs);
      if (part > most) [best, most] = [i, part];
    }
    const own = ways[0] as Way;
    return { weight, ways: best > 0 ? [own, ways[best] as Way] : [own] };
  });
  return { concepts: said, free, total };
}

function mostOf(strengths: Float64Array, thing: NamedThing): number {
  return Math.max(0, ...thing.map((id) => strengths[id] ?? 0));
}

type Level = (strength: number) => number;

function presentOf({ ids, weights }: Way, strengths: Float64Array, level: Level): number {
  let present = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (id === UNKNOWN) continue;
    const strength = strengths[id] as number;
    if (strength > 0) present += (weights[i] as number) * level(strength);
  }
  return present;
}

function partOf(way: Way, strengths: Float64Array, level: Level): number {
  return way.all > 0 ? presentOf(way, strengths, level) / way.all : 0;
}

/** 0..1: which part of what was asked a text has; of each concept, the way to say it that it has most of. */
function shareOf({ concepts, free, total }: Asked, strengths: Float64Array, level: Level): number {
  if (total === 0) return 0;
  let share = presentOf(free, strengths, level);
  for (const { weight, ways } of concepts) {
    let best = 0;
    for (let i = 0; i < ways.length; i++) {
      const part = partOf(ways[i] as Way, strengths, level) * (i === 0 ? 1 : OTHER_WORD);
      if (part > best) best = part;
    }
    share += weight * best;
  }
  return share / total;
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
