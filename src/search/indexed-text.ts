import { errorCodes } from '../language/extract.ts';
import type { SearchDocument } from './search-types.ts';
import { countTerms, sizeOf } from './terms.ts';
import type { Terms } from './terms.ts';
import { atomsOf, termsOf } from './text.ts';
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

const WEIGHT = { title: 4, names: 3, symptom: 2, body: 1 };
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

export interface Wanted {
  has: (kind: 'words' | 'grams', term: string) => boolean;
}

/** With `wanted` only those terms of the long texts are counted: all that a single question needs. */
export function readStored(stored: StoredText, stop: ReadonlySet<string>, wanted?: Wanted): IndexedText {
  const title = countTerms(stored.title, stop);
  const names = [...stored.synonyms, ...stored.keywords].map((text) => countTerms(text, stop));
  const words = new Map<string, number>();
  const grams = new Map<string, number>();
  let [wordCount, gramCount] = [0, 0];
  const read = (atoms: string, weight: number) =>
    termsOf(atoms, stop, {
      word: (term) => {
        wordCount += weight;
        if (!wanted || wanted.has('words', term)) words.set(term, (words.get(term) ?? 0) + weight);
      },
      gram: (term) => {
        gramCount += weight;
        if (!wanted || wanted.has('grams', term)) grams.set(term, (grams.get(term) ?? 0) + weight);
      },
    });
  read(stored.body, WEIGHT.body);
  read(stored.symptom, WEIGHT.symptom);
  const add = (terms: Terms, weight: number) => {
    for (const [term, count] of terms.words) words.set(term, (words.get(term) ?? 0) + count * weight);
    for (const [term, count] of terms.grams) grams.set(term, (grams.get(term) ?? 0) + count * weight);
    wordCount += weight * sizeOf(terms.words);
    gramCount += weight * sizeOf(terms.grams);
  };
  add(title, WEIGHT.title);
  for (const terms of names) add(terms, WEIGHT.names);
  let strengths: Map<string, number> | undefined;
  return {
    words,
    grams,
    wordCount,
    gramCount,
    titleWords: title.words,
    phrases: [title, ...names].map((terms) => ({ grams: terms.grams, size: sizeOf(terms.grams) })),
    get strengths() {
      strengths ??= strengthsOf(stored, { title, names, grams });
      return strengths;
    },
    codes: new Set(stored.codes),
    namedCodes: new Set(stored.namedCodes),
  };
}

/** Only the few best of a search are judged: made when asked for. */
function strengthsOf(
  { synonyms }: StoredText,
  { title, names, grams }: { title: Terms; names: readonly Terms[]; grams: ReadonlyMap<string, number> },
): Map<string, number> {
  const strengths = new Map<string, number>();
  const add = (terms: Iterable<string>, strength: number) => {
    for (const term of terms) if (!strengths.has(term)) strengths.set(term, strength);
  };
  add(title.grams.keys(), STRENGTH.title);
  for (const terms of names.slice(0, synonyms.length)) add(terms.grams.keys(), STRENGTH.synonyms);
  for (const terms of names.slice(synonyms.length)) add(terms.grams.keys(), STRENGTH.keywords);
  add(grams.keys(), STRENGTH.text);
  return strengths;
}

function distinct(codes: readonly string[]): string[] {
  return [...new Set(codes.map((code) => code.toLowerCase()))];
}
