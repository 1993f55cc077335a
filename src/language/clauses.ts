export interface Clause {
  text: string;
  /** Where it begins in the whole text. */
  from: number;
  /** What ended the one before: a sentence, a comma, or nothing. */
  after: 'start' | 'sentence' | 'comma' | 'item';
}

const BORDER =
  /(?<sentence>[\n\r。!?\uff01\uff1f;\uff1b…]+|\.(?=\s|$))|(?<comma>[,\uff0c、]+(?!\d{3}))|(?<item>(?<![\p{L}\p{N}.])(?:[(\uff08]?\d{1,2}[.、)\uff09](?![\d.])|[①-⑨]))/gu;
const MOST = 60;

/** The parts of a text between its punctuation marks, without empty ones. */
export function clauses(text: string): Clause[] {
  const found: Clause[] = [];
  let from = 0;
  let after: Clause['after'] = 'start';
  const take = (to: number) => {
    const part = text.slice(from, to).trim();
    if (part === '') return false;
    found.push({ text: part, from: text.indexOf(part, from), after });
    return true;
  };
  for (const match of text.matchAll(BORDER)) {
    if (found.length >= MOST) break;
    const taken = take(match.index);
    from = match.index + match[0].length;
    const kind = match.groups?.item ? 'item' : match.groups?.sentence ? 'sentence' : 'comma';
    if (taken || kind === 'item') after = kind;
  }
  take(text.length);
  return found;
}
