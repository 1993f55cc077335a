import { normalise } from './tokens.ts';

const NOT_WORD = /[^\p{L}\p{N}\p{M}']+/gu;
const SPACE_AT_HAN = /(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu;

/** The text as phrases are compared: normalised, without punctuation and emoji, no space beside Chinese. */
export function phraseKey(text: string): string {
  return phraseKeyOfNormalised(normalise(text));
}

/** As `phraseKey`, for text that went through `normalise` already. */
function phraseKeyOfNormalised(normalised: string): string {
  return normalised.replaceAll(NOT_WORD, ' ').replaceAll("'", '').trim().replaceAll(SPACE_AT_HAN, '');
}

export interface Fillers {
  start: readonly string[];
  end: readonly string[];
}

/** Looks the phrase up, taking polite words off its ends one by one until something is found. */
export function stripFillers<T>(
  phrase: string,
  fillers: Fillers,
  lookUp: (phrase: string) => T | undefined,
): T | undefined {
  let rest = phrase;
  for (let round = 0; round < 6 && rest !== ''; round++) {
    const found = lookUp(rest);
    if (found !== undefined) return found;
    const shorter = withoutStart(rest, fillers.start) ?? withoutEnd(rest, fillers.end);
    if (shorter === undefined) return undefined;
    rest = shorter;
  }
  return undefined;
}

function withoutEnd(phrase: string, fillers: readonly string[]): string | undefined {
  const filler = fillers.find(
    (f) => phrase.length > f.length && phrase.endsWith(f) && isBorder(phrase, -f.length),
  );
  return filler === undefined ? undefined : phrase.slice(0, -filler.length).trim();
}

function withoutStart(phrase: string, fillers: readonly string[]): string | undefined {
  const filler = fillers.find(
    (f) => phrase.length > f.length && phrase.startsWith(f) && isBorder(phrase, f.length),
  );
  return filler === undefined ? undefined : phrase.slice(filler.length).trim();
}

const LATIN = /[a-z0-9]/;

// “now” may be taken off “works now”, not off “know”.
function isBorder(phrase: string, at: number): boolean {
  const after = phrase.at(at) ?? '';
  const before = phrase.at(at - 1) ?? '';
  return !(LATIN.test(before) && LATIN.test(after));
}
