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

export interface ImportMistake {
  file: string;
  line?: number | undefined;
  reason: string;
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

export function refused(file: string, reason: string): Imported {
  return { drafts: [], mistakes: [{ file, reason }] };
}
