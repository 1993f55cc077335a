import { normalise } from '../language/tokens.ts';
import type { SearchWords } from './content.ts';
import { atomsOfNormalised, isHan, stemOf, wholeNames } from './text.ts';
import type { WholeNames } from './text.ts';
import { countTerms } from './terms.ts';
import type { Terms } from './terms.ts';

/** Where a phrase of the table stands in a normalised text. */
export interface Span {
  from: number;
  to: number;
  /** What else is said for it; empty for a phrase that says nothing. */
  others: readonly Terms[];
}

/** The words of a support team, made ready for reading questions. */
export interface Lexicon {
  names: WholeNames;
  /** Latin words that say nothing. */
  stop: ReadonlySet<string>;
  /** Takes a Chinese text apart where it says nothing. */
  stopHan: RegExp;
  weak: ReadonlySet<string>;
  /** The longest phrases of the synonyms' table in a normalised text, from left to right. */
  spansIn: (normalised: string) => Span[];
}

export interface LexiconSource {
  words: SearchWords;
  /** Groups that were added at run time. */
  added?: readonly (readonly string[])[] | undefined;
  productNames?: readonly string[] | undefined;
}

const UNIT =
  /\p{Script=Han}|(?:[^\P{L}\p{Script=Han}]|[\p{N}\p{M}])+(?:[-_.'](?:[^\P{L}\p{Script=Han}]|[\p{N}\p{M}])+)*/gu;
const BETWEEN = ' ';

/** Most have the words alone, and making them ready takes a while. */
const plain = new WeakMap<SearchWords, Lexicon>();

export function createLexicon(source: LexiconSource): Lexicon {
  const { words, added = [], productNames = [] } = source;
  if (added.length > 0 || productNames.length > 0) return makeLexicon(source);
  const known = plain.get(words) ?? makeLexicon(source);
  plain.set(words, known);
  return known;
}

function makeLexicon({ words, added = [], productNames = [] }: LexiconSource): Lexicon {
  const names = wholeNames(productNames);
  const stop = new Set(words.stop.en);
  const phrases = createPhrases([...words.groups, ...added], (text) =>
    countTerms(atomsOfNormalised(text, names), stop),
  );
  const longestFirst = words.stop.zh.map(normalise).sort((a, b) => b.length - a.length);
  return {
    names,
    stop,
    stopHan: longestFirst.length > 0 ? new RegExp(longestFirst.join('|'), 'gu') : /(?!)/gu,
    weak: new Set(words.weak.map((word) => (isHan(word) ? word : stemOf(word)))),
    spansIn: (normalised) => phrases.spansIn(normalised),
  };
}

interface Phrase {
  others: Terms[];
  texts: Set<string>;
}

function createPhrases(groups: readonly (readonly string[])[], analyse: (text: string) => Terms) {
  const phrases = new Map<string, Phrase>();
  const analysed = new Map<string, Terms>();
  /** How many units the longest phrase has that begins with a unit. */
  const longest = new Map<string, number>();
  const termsOf = (text: string) => {
    const known = analysed.get(text) ?? analyse(text);
    analysed.set(text, known);
    return known;
  };
  for (const group of groups) {
    const texts = group.map(normalise);
    for (const text of texts) {
      const units = unitsIn(text).map((unit) => unit.text);
      const [first] = units;
      if (first === undefined) continue;
      longest.set(first, Math.max(units.length, longest.get(first) ?? 0));
      const key = units.join(BETWEEN);
      const phrase = phrases.get(key) ?? { others: [], texts: new Set([text]) };
      phrases.set(key, phrase);
      for (const other of texts) {
        if (phrase.texts.has(other)) continue;
        phrase.texts.add(other);
        phrase.others.push(termsOf(other));
      }
    }
  }

  function spansIn(normalised: string): Span[] {
    const units = unitsIn(normalised);
    const spans: Span[] = [];
    for (let i = 0; i < units.length;) {
      const length = longestAt(units, i);
      const [first, last] = [units[i], units[i + length - 1]];
      const phrase = length > 0 ? phrases.get(keyOf(units, i, length)) : undefined;
      if (phrase && first && last) spans.push({ from: first.from, to: last.to, others: phrase.others });
      i += Math.max(1, length);
    }
    return spans;
  }

  function longestAt(units: readonly Unit[], at: number): number {
    const most = Math.min(longest.get(units[at]?.text ?? '') ?? 0, units.length - at);
    for (let length = most; length > 0; length--) {
      if (phrases.has(keyOf(units, at, length))) return length;
    }
    return 0;
  }

  return { spansIn };
}

interface Unit {
  text: string;
  from: number;
  to: number;
}

function unitsIn(normalised: string): Unit[] {
  return Array.from(normalised.matchAll(UNIT), ({ 0: text, index }) => ({
    text: isHan(text) ? text : stemOf(text.replaceAll("'", '')),
    from: index,
    to: index + text.length,
  }));
}

function keyOf(units: readonly Unit[], at: number, length: number): string {
  if (length === 1) return units[at]?.text ?? '';
  return units
    .slice(at, at + length)
    .map(({ text }) => text)
    .join(BETWEEN);
}
