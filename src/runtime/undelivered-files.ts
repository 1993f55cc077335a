const LOST = 'without: ';

/** What is kept with a row that arrived without some of its files; nothing where all came along. */
export function withoutFiles(names: readonly string[] = []): { error?: string } {
  return names.length > 0 ? { error: LOST + JSON.stringify(names) } : {};
}

/** Names of the files that a row arrived without, from its `error`. */
export function filesMissing(error: string | null | undefined): string[] {
  return error?.startsWith(LOST) ? (JSON.parse(error.slice(LOST.length)) as string[]) : [];
}
