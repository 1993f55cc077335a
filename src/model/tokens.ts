/**
 * About how many tokens a text is: no tokenizer fits every model. A Han character counts as one and other letters as a
 * quarter to a third, which is at or above what the usual tokenizers give.
 */
export function estimateTokens(text: string): number {
  let wide = 0;
  let narrow = 0;
  for (const character of text) {
    if (character.charCodeAt(0) > 0x2e7f) wide += 1;
    else if (character.charCodeAt(0) > 0x7f) wide += 0.5;
    else narrow += 1;
  }
  return Math.ceil(wide + narrow / 3.5);
}

/** The beginning of `text` that fits into `tokens`, cut at the end of a line or sentence where there is one. */
export function fitTokens(text: string, tokens: number): string {
  if (estimateTokens(text) <= tokens) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (estimateTokens(text.slice(0, middle)) <= tokens) low = middle;
    else high = middle - 1;
  }
  const cut = cutAt(text, low);
  const end = Math.max(cut.lastIndexOf('\n'), cut.lastIndexOf('. '), cut.lastIndexOf('。') + 1);
  return end > cut.length / 2 ? cut.slice(0, end).trimEnd() : cut;
}

/** At most `length` UTF-16 units, never half a character. */
export function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}
