const encoder = new TextEncoder();
/** Where a text is cut, best first: between paragraphs, lines, sentences, words. */
const BORDERS = ['\n\n', '\n', '。', '. ', ' '];

/**
 * Cuts a text into parts of at most `maxBytes` bytes of UTF-8 each (X41), on the best border in the second half of a
 * part, and never inside a character. Put together the parts are the text again.
 */
export function splitText(text: string, maxBytes: number): string[] {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const longest = longestStart(rest, maxBytes);
    if (longest >= rest.length) return [...parts, rest];
    const end = borderIn(rest.slice(0, longest)) ?? longest;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
}

/** Characters (UTF-16 units) that fit into `maxBytes`, whole code points only; at least one code point. */
function longestStart(text: string, maxBytes: number): number {
  if (text === '') return 0;
  // A buffer too small is filled with whole code points only.
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes));
  return read > 0 ? read : String.fromCodePoint(text.codePointAt(0) ?? 0).length;
}

function borderIn(part: string): number | undefined {
  for (const border of BORDERS) {
    const at = part.lastIndexOf(border);
    if (at + border.length > part.length / 2) return at + border.length;
  }
  return undefined;
}
