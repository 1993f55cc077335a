/** What stands in the place of an article's id in an address, and is another page. */
const RESERVED: ReadonlySet<string> = new Set([
  'new',
  'preview',
  'review',
  'gaps',
  'synonyms',
  'points',
  'model',
  'import',
  'export',
  'graph',
]);

/** Whether no article can have the id: its page couldn't be reached. */
export function isReservedId(id: string): boolean {
  return RESERVED.has(id);
}
