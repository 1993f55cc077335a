import type { Locale } from '../language/tokens.ts';

/** What is searched for: each collection has its own words' rarity and its own source. */
export type Collection = 'articles' | 'tickets';

export interface SearchDocument {
  /** Of an article or a ticket; its translations share it. */
  key: string;
  locale: Locale;
  title: string;
  keywords: readonly string[];
  /** Other words for the same: example questions, what requesters called it. */
  synonyms: readonly string[];
  symptom: string;
  /** Scene, steps, cause, solution. */
  body: string;
  /** Issue type. */
  type?: string | undefined;
  /** What several documents are examples of, e.g. one FAQ entry; it is ranked by all of them. */
  entry?: string | undefined;
  /** What `where` filters and `context` prefers by: `audience`, `device`, `department` … */
  facets?: Readonly<Record<string, string>> | undefined;
}

/** What is known about the asker (requirement 12.2): a small, bounded preference, never a filter. */
export interface AskerContext {
  device?: string | undefined;
  department?: string | undefined;
  /** Keys of articles and issue types that the asker had to do with lately. */
  history?: readonly string[] | undefined;
}

export interface SearchOptions {
  collection: Collection;
  /** Which translation is returned, where there is one; all are searched. */
  locale?: Locale | undefined;
  /** Only this issue type. */
  type?: string | undefined;
  limit?: number | undefined;
  /** Only documents whose facet has one of the values: what the asker may see is decided before ranking (rule L-5). */
  where?: Readonly<Record<string, readonly string[]>> | undefined;
  context?: AskerContext | undefined;
  /** By words alone: no model gets to see the text (rule L-8). */
  wordsOnly?: boolean | undefined;
}

export interface SearchHit {
  key: string;
  locale: Locale;
  /** The entry that the document is an example of; otherwise its key. */
  entry: string;
  /** 0..1: from 0.6 a good match, from 0.3 a middling one, below a poor one. */
  score: number;
  /** Which part of the query's informative words the document has, 0..1, rare words counting more. */
  coverage: number;
  /** The words that decided, the most telling first. */
  why: readonly string[];
}

/** Turns texts into vectors; `model` names what made them, so that a change of model is noticed. */
export interface Embedder {
  model: string;
  embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
}
