import type { ArticleBody } from '../../store/schema.ts';

/** An article that was read from a file, to be written on and reviewed. */
export interface ImportedArticle {
  /** Where the file says one. */
  id?: string | undefined;
  owner?: string | undefined;
  body: ArticleBody;
  /** The file it comes from. */
  file: string;
}

/** All that can be wrong with a file; whoever shows it has the words. */
export const mistakeKeys = [
  'unknown-file',
  'no-text-file',
  'too-long',
  'nothing-in-it',
  'too-many-articles',
  'too-many-rows',
  'open-quotation',
  'no-columns',
  'no-title',
  'unknown-type',
  'bad-id',
  'other-id',
  'reserved-id',
  'file-name',
  'no-front-matter',
  'not-filled-in',
  'not-numbered',
  'no-steps',
  'not-readable',
  'same-half',
  'other-type',
  'damaged',
  'no-document',
  'holds-too-much',
  'too-tight',
  'too-long-at-once',
  'too-many-parts',
  'too-deep',
  'names-elsewhere',
  'links',
  'packed-files',
  'encrypted',
  'unknown-packing',
  'other-than-said',
  'definitions',
  'takes-too-long',
  'takes-too-much',
] as const;
export type MistakeKey = (typeof mistakeKeys)[number];

export interface WhatIsWrong {
  key: MistakeKey;
  /** What its words name. */
  params?: Record<string, string | number> | undefined;
}

export interface ImportMistake extends WhatIsWrong {
  file: string;
  line?: number | undefined;
}

export interface Imported {
  drafts: ImportedArticle[];
  mistakes: ImportMistake[];
}

/** What an import has to know of the desk. */
export interface ImportRules {
  types: ReadonlySet<string>;
}

/** Several imports as one. */
export function together(parts: readonly Imported[]): Imported {
  return {
    drafts: parts.flatMap(({ drafts }) => drafts),
    mistakes: parts.flatMap(({ mistakes }) => mistakes),
  };
}

/** A file of which nothing is read. */
export function refused(file: string, key: MistakeKey, params?: WhatIsWrong['params']): Imported {
  return { drafts: [], mistakes: [{ file, key, ...(params ? { params } : {}) }] };
}
