import type { MistakeKey, WhatIsWrong } from './imported.ts';

/** What the reader of the content folder's files complains of, in its own words. */
const KNOWN: readonly [RegExp, MistakeKey][] = [
  [/^The name must be/, 'file-name'],
  [/^The file must begin with front matter/, 'no-front-matter'],
  [/^The body is a numbered list/, 'not-numbered'],
  [/^The article has no steps/, 'no-steps'],
  [/^id: .* is not the file's name/, 'other-id'],
  [/^id: /, 'bad-id'],
  [
    /^(?<field>[\w.]+): (?:Must be filled in|Too small|Invalid input: .* received undefined)/,
    'not-filled-in',
  ],
];

/** The same as a mistake of an import; one that is not known keeps its words as a detail. */
export function formatMistake(reason: string): WhatIsWrong {
  for (const [pattern, key] of KNOWN) {
    const found = pattern.exec(reason);
    if (!found) continue;
    const field = found.groups?.['field'];
    return { key, params: field === undefined ? { id: reason.slice(4) } : { field } };
  }
  return { key: 'not-readable', params: { detail: reason } };
}
