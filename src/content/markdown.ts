const MARKS = /[\\`*_[\]<>~|]/g;
/** What makes a line a heading, a quote, a list or a rule only stands at its beginning. */
const LINE_MARKS =
  /^([^\S\n\r\u2028\u2029]*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+(?=\s*$)|-{3,}(?=\s*$)|\d{1,9}[.)](?=\s|$))/gm;

/** Somebody's words as they were typed, for a message in Markdown: nothing in them formats or links. */
export function verbatim(words: string): string {
  return words
    .replace(MARKS, (mark) => `\\${mark}`)
    .replace(
      LINE_MARKS,
      (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    );
}
