import { errorCodes } from '../language/extract.ts';
import type { Locale } from '../language/tokens.ts';
import { terms } from './terms.ts';
import type { Term } from './terms.ts';

export interface SearchDocument {
  id: string;
  title: string;
  keywords: string[];
  synonyms: string[];
  /** Symptom, scene and steps. */
  text: string;
  type: string;
  locale: Locale;
}

export interface SearchOptions {
  /** Which translation is returned, where there is one; both are searched. */
  locale?: Locale | undefined;
  /** Only articles of this issue type. */
  type?: string | undefined;
  limit?: number | undefined;
}

export interface Match {
  id: string;
  locale: Locale;
  /** 0..1: from 0.6 a good match, from 0.3 a middling one, below a poor one. */
  score: number;
  /** Which part of the query's informative words the article has, 0..1, rare words counting more. */
  coverage: number;
}

export interface Search {
  search: (query: string, options?: SearchOptions) => Match[];
}

interface Posting {
  document: number;
  /** How much the place tells: title 1 … body text less. */
  strength: number;
}

interface Asked {
  weights: ReadonlyMap<string, number>;
  total: number;
}

interface Indexed {
  document: SearchDocument;
  codes: Set<string>;
  /** Those of the title and keywords. */
  namedCodes: Set<string>;
  phrases: Term[][];
}

const STRENGTH = { title: 1, synonyms: 0.97, keywords: 0.95, text: 0.55 };
const HAN = /\p{Script=Han}/u;
const LONGEST = 1000;
const CANDIDATES = 24;
/** What a match without the query's error code may reach at most: never “good”. */
const WITHOUT_CODE = 0.5;
const WITH_CODE = 0.2;
/** An article whose title or keywords name the very code is about it, whatever else was told along with it. */
const NAMED_CODE = 0.62;

/** An index in memory over the articles in all languages. */
export function createSearch(documents: readonly SearchDocument[]): Search {
  const postings = new Map<string, Posting[]>();
  const indexed = documents.map((document, at) => index(document, at, postings));
  const perLanguage = Math.max(2, new Set(documents.map((d) => d.id)).size);
  const rarest = Math.log(1 + perLanguage);
  const rarities = new Map(
    Array.from(postings, ([term, { length }]) => [term, Math.max(0.3, Math.log(1 + perLanguage / length))]),
  );
  const rarity = (term: string) => rarities.get(term) ?? rarest;
  const sizes = indexed.map(({ phrases }) => phrases.map((phrase) => sizeOf(phrase, rarity)));

  // An unknown pair of characters mostly straddles two words; an unknown Latin word is always one.
  const importance = (term: string) => rarity(term) * (HAN.test(term) && !postings.has(term) ? 0.35 : 1);

  function search(query: string, options: SearchOptions = {}): Match[] {
    const text = query.slice(0, LONGEST);
    const found = terms(text);
    const asked = found.map((t) => ({ text: t.text, weight: t.weight * importance(t.text) }));
    const total = asked.reduce((sum, t) => sum + t.weight, 0);
    if (total === 0) return [];
    const weights = new Map(asked.map((t) => [t.text, t.weight]));
    const named = new Float64Array(documents.length);
    const strengths = new Float64Array(documents.length);
    const covered = new Float64Array(documents.length);
    for (const term of asked) {
      for (const { document, strength } of postings.get(term.text) ?? []) {
        strengths[document] = (strengths[document] ?? 0) + term.weight * strength;
        covered[document] = (covered[document] ?? 0) + term.weight;
        if (strength > STRENGTH.text) named[document] = (named[document] ?? 0) + term.weight;
      }
    }
    const codes = errorCodes(text).map((code) => code.toLowerCase());
    const specific = specificity(found, (term) => rarity(term) / rarest);
    const matches = candidates(strengths, indexed, options.type).map((at): Match => {
      const entry = indexed[at] as Indexed;
      const likeness = entry.phrases.reduce(
        (best, phrase, i) => Math.max(best, alike({ weights, total }, phrase, sizes[at]?.[i] ?? 0)),
        0,
      );
      const cover = (strengths[at] ?? 0) / total;
      const score = (0.6 * cover + 0.4 * likeness) * specific * aboutness((named[at] ?? 0) / total);
      return {
        id: entry.document.id,
        locale: entry.document.locale,
        score: withCodes(calibrated(score), codes, entry),
        coverage: (covered[at] ?? 0) / total,
      };
    });
    return oneByArticle(matches, options.locale, documents)
      .slice(0, options.limit ?? 5)
      .map((match) => ({ ...match, score: Math.min(1, match.score) }));
  }

  return { search };
}

function index(document: SearchDocument, at: number, postings: Map<string, Posting[]>): Indexed {
  const { title, synonyms, keywords, text } = document;
  const best = new Map<string, number>();
  const add = (found: readonly Term[], strength: number) => {
    for (const term of found) best.set(term.text, Math.max(strength, best.get(term.text) ?? 0));
  };
  const named = (words: readonly string[], strength: number) =>
    words.map((phrase) => {
      const found = terms(phrase);
      add(found, strength);
      return found;
    });
  const phrases = [
    ...named([title], STRENGTH.title),
    ...named(synonyms, STRENGTH.synonyms),
    ...named(keywords, STRENGTH.keywords),
  ];
  add(terms(text), STRENGTH.text);
  for (const [term, strength] of best) {
    const list = postings.get(term);
    if (list) list.push({ document: at, strength });
    else postings.set(term, [{ document: at, strength }]);
  }
  return {
    document,
    codes: lowerCased([...errorCodes([title, ...synonyms, text].join('\n')), ...keywords]),
    namedCodes: lowerCased(errorCodes([title, ...keywords].join('\n'))),
    phrases,
  };
}

function candidates(
  strengths: Float64Array,
  indexed: readonly Indexed[],
  type: string | undefined,
): number[] {
  const found: number[] = [];
  for (let at = 0; at < strengths.length; at++) {
    if ((strengths[at] ?? 0) > 0 && (type === undefined || indexed[at]?.document.type === type))
      found.push(at);
  }
  return found.sort((a, b) => (strengths[b] ?? 0) - (strengths[a] ?? 0)).slice(0, CANDIDATES);
}

function sizeOf(phrase: readonly Term[], rarity: (term: string) => number): number {
  return phrase.reduce((size, term) => size + term.weight * rarity(term.text), 0);
}

/** How alike the query and one phrase of an article are, both ways (F1 over the words' weights). */
function alike({ weights, total }: Asked, phrase: readonly Term[], size: number): number {
  let shared = 0;
  for (const term of phrase) shared += weights.get(term.text) ?? 0;
  return size + total === 0 ? 0 : (2 * shared) / (size + total);
}

// “打印机” alone fits thirty articles equally well: no single one is a good answer.
function specificity(asked: readonly Term[], rarity: (term: string) => number): number {
  const han = asked.filter((t) => HAN.test(t.text) && (t.text.length > 1 || t.weight > 0.5));
  const sum = (list: readonly Term[]) =>
    list.reduce((all, t) => all + Math.max(0.7, t.weight) * rarity(t.text), 0);
  // The pieces of a Chinese word overlap: two of them are about one word.
  const words = han.length === 0 ? 0 : (sum(han) / han.length) * Math.max(1, han.length / 2);
  return Math.min(1, 0.02 + (words + sum(asked.filter((t) => !HAN.test(t.text)))));
}

// Words found only somewhere in the steps don't make an article one about them (“coffee machine” ≠ “spilled coffee”).
function aboutness(named: number): number {
  return Math.min(1, Math.max(0.5, 0.35 + (named - 0.35) * 1.6));
}

// Above “poor” the raw measure is too modest: hardly anybody types the very words of a title.
function calibrated(score: number): number {
  return score < 0.3 ? score : 0.3 + (score - 0.3) * 1.35;
}

function withCodes(score: number, codes: readonly string[], { codes: known, namedCodes }: Indexed): number {
  if (codes.length === 0) return score;
  if (codes.some((code) => namedCodes.has(code))) return Math.max(score + WITH_CODE, NAMED_CODE);
  if (codes.some((code) => known.has(code))) return score + WITH_CODE;
  return Math.min(score, WITHOUT_CODE);
}

function lowerCased(codes: readonly string[]): Set<string> {
  return new Set(codes.map((code) => code.toLowerCase()));
}

function oneByArticle(
  found: Match[],
  locale: Locale | undefined,
  documents: readonly SearchDocument[],
): Match[] {
  const best = new Map<string, Match>();
  for (const match of found) {
    const other = best.get(match.id);
    const better = !other || match.score > other.score;
    if (better || (match.score === other.score && match.locale === locale)) best.set(match.id, match);
  }
  return [...best.values()]
    .map((match) => {
      const wanted = locale !== undefined && documents.some((d) => d.id === match.id && d.locale === locale);
      return wanted ? { ...match, locale } : match;
    })
    .sort((a, b) => b.score - a.score || a.id.localeCompare(b.id));
}
