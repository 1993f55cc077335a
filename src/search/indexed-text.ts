import { errorCodes } from '../language/extract.ts';
import type { SearchDocument } from './search-types.ts';
import type { Counted, Counter } from './counter.ts';
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

const WEIGHT = { title: 4, names: 3, symptom: 2, body: 1 };
/** How much a place tells about what the document is about. */
const STRENGTH = { title: 1, synonyms: 0.97, keywords: 0.95, text: 0.55 };

/** One of a document's names: its title, a synonym or a keyword. */
export interface IndexedPhrase extends Counted {
  size: number;
  /** How much it tells about what the document is about. */
  strength: number;
}

/** A stored document made ready to be compared, its terms by number. */
export interface IndexedText {
  words: Counted;
  grams: Counted;
  wordCount: number;
  gramCount: number;
  titleWords: Int32Array;
  /** The title comes first. */
  phrases: readonly IndexedPhrase[];
  codes: ReadonlySet<string>;
  namedCodes: ReadonlySet<string>;
}

/** How much an occurrence in the long texts tells about what a document is about. */
export const TEXT_STRENGTH = STRENGTH.text;

export function readStored(stored: StoredText, counter: Counter): IndexedText {
  const { words, grams } = counter;
  const { once } = counter;
  const nothing = { add: () => {} };
  const phraseOf = (atoms: string, strength: number): IndexedPhrase => {
    counter.count(atoms, 1, { words: nothing, grams: once });
    const size = once.total;
    return { ...once.take(), size, strength };
  };
  const phrases = [
    phraseOf(stored.title, STRENGTH.title),
    ...stored.synonyms.map((text) => phraseOf(text, STRENGTH.synonyms)),
    ...stored.keywords.map((text) => phraseOf(text, STRENGTH.keywords)),
  ];
  counter.count(stored.title, 1, { words: once, grams: nothing });
  const titleWords = once.take().ids;
  const both = { words, grams };
  counter.count(stored.body, WEIGHT.body, both);
  counter.count(stored.symptom, WEIGHT.symptom, both);
  counter.count(stored.title, WEIGHT.title, both);
  for (const text of [...stored.synonyms, ...stored.keywords]) counter.count(text, WEIGHT.names, both);
  const [wordCount, gramCount] = [words.total, grams.total];
  return {
    words: words.take(),
    grams: grams.take(),
    wordCount,
    gramCount,
    titleWords,
    phrases,
    codes: new Set(stored.codes),
    namedCodes: new Set(stored.namedCodes),
  };
}

function distinct(codes: readonly string[]): string[] {
  return [...new Set(codes.map((code) => code.toLowerCase()))];
}
