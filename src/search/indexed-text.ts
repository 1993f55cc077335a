import { errorCodes } from '../language/extract.ts';
import type { SearchDocument } from './search-types.ts';
import { countTerms, sizeOf } from './terms.ts';
import type { Terms } from './terms.ts';
import { atomsOf } from './text.ts';
import type { WholeNames } from './text.ts';

/** Raised when what is stored of a document is made in another way: everything is then indexed anew. */
export const ANALYSIS_VERSION = 1;

/** What is stored of a document: its texts as atoms, from which the terms are made when it is read. */
export interface StoredText {
  title: string;
  keywords: string[];
  synonyms: string[];
  symptom: string;
  body: string;
  codes: string[];
  /** Codes that the title or the keywords name: the document is about them. */
  namedCodes: string[];
}

const LONGEST_BODY = 20_000;
const LONGEST_PHRASE = 500;
const MOST_PHRASES = 100;

export function storedTextOf(document: SearchDocument, names: WholeNames): StoredText {
  const { title, keywords, synonyms, symptom, body } = document;
  const phrase = (text: string) => atomsOf(text.slice(0, LONGEST_PHRASE), names);
  const phrases = (texts: readonly string[]) => texts.slice(0, MOST_PHRASES).map(phrase);
  const long = body.slice(0, LONGEST_BODY);
  return {
    title: phrase(title),
    keywords: phrases(keywords),
    synonyms: phrases(synonyms),
    symptom: atomsOf(symptom.slice(0, LONGEST_BODY), names),
    body: atomsOf(long, names),
    codes: distinct([...errorCodes([title, ...synonyms, symptom, long].join('\n')), ...keywords]),
    namedCodes: distinct(errorCodes([title, ...keywords].join('\n'))),
  };
}

const WEIGHT = { title: 4, keywords: 3, synonyms: 3, symptom: 2, body: 1 };
/** How much a place tells about what the document is about. */
const STRENGTH = { title: 1, synonyms: 0.97, keywords: 0.95, text: 0.55 };

/** A stored document made ready to be compared. */
export interface IndexedText {
  words: ReadonlyMap<string, number>;
  grams: ReadonlyMap<string, number>;
  wordCount: number;
  gramCount: number;
  titleWords: ReadonlyMap<string, number>;
  /** Title, synonyms and keywords, each by its grams. */
  phrases: readonly { grams: ReadonlyMap<string, number>; size: number }[];
  /** The best place at which a gram stands. */
  strengths: ReadonlyMap<string, number>;
  codes: ReadonlySet<string>;
  namedCodes: ReadonlySet<string>;
}

export function readStored(stored: StoredText, stop: ReadonlySet<string>): IndexedText {
  const words = new Map<string, number>();
  const grams = new Map<string, number>();
  const strengths = new Map<string, number>();
  const add = (terms: Terms, weight: number, strength: number) => {
    for (const [term, count] of terms.words) words.set(term, (words.get(term) ?? 0) + count * weight);
    for (const [term, count] of terms.grams) {
      grams.set(term, (grams.get(term) ?? 0) + count * weight);
      if (strength > (strengths.get(term) ?? 0)) strengths.set(term, strength);
    }
    return terms;
  };
  const phrase = (atoms: string, place: 'title' | 'synonyms' | 'keywords') =>
    add(countTerms(atoms, stop), WEIGHT[place], STRENGTH[place]);
  const title = phrase(stored.title, 'title');
  const phrases = [
    title,
    ...stored.synonyms.map((text) => phrase(text, 'synonyms')),
    ...stored.keywords.map((text) => phrase(text, 'keywords')),
  ];
  add(countTerms(stored.symptom, stop), WEIGHT.symptom, STRENGTH.text);
  add(countTerms(stored.body, stop), WEIGHT.body, STRENGTH.text);
  return {
    words,
    grams,
    wordCount: sizeOf(words),
    gramCount: sizeOf(grams),
    titleWords: title.words,
    phrases: phrases.map((terms) => ({ grams: terms.grams, size: sizeOf(terms.grams) })),
    strengths,
    codes: new Set(stored.codes),
    namedCodes: new Set(stored.namedCodes),
  };
}

function distinct(codes: readonly string[]): string[] {
  return [...new Set(codes.map((code) => code.toLowerCase()))];
}
