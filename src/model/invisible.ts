/** Controls, zero-width, bidi, tags, variation selectors, soft hyphen, fillers: nobody sees them, a model does (rule L-6). */
const INVISIBLE =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;

const HIDDEN_ELEMENT =
  /<(\w+)\b[^<>]{0,500}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|\bhidden\b|color\s*:\s*(?:white|#fff(?:fff)?)\b)[^<>]{0,500}>[\s\S]{0,4000}?(?:<\/\1\s*>|$)/gi;
const COMMENT = /<!--[\s\S]{0,4000}?(?:-->|$)/g;
const SCRIPT =
  /<(script|style|template|noscript|iframe|object|svg|title|head)\b[\s\S]{0,4000}?(?:<\/\1\s*>|$)/gi;

/** A text without characters that nobody sees; line breaks stay. */
export function withoutInvisible(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A text as a reader sees it: no invisible characters, no comments and no hidden elements of HTML. */
export function asSeen(text: string): string {
  return withoutInvisible(text).replace(COMMENT, ' ').replace(SCRIPT, ' ').replace(HIDDEN_ELEMENT, ' ');
}
