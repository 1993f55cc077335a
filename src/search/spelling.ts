import { slipsBetween } from '../language/typos.ts';
import type { Resident } from './postings.ts';
import type { Question } from './question.ts';
import { stemOf } from './text.ts';

/** Finds the known word that is spelt nearly like one that isn't known. */
export type Spelling = (word: string) => string | undefined;

const WORD = /^[a-z]{4,40}$/;
const WRITTEN = /[a-z]{4,40}/g;
/** From this length on two slips are forgiven. */
const LONG = 8;
/** So many unknown words of a question are looked at. */
const LOOKED_AT = 6;

interface Known {
  word: string;
  letters: number;
  documents: number;
}

/** The Latin words of texts that stay in memory. */
export function createSpelling({ vocabulary, statistics }: Resident): Spelling {
  const byLength: Known[][] = [];
  for (let id = 0; id < vocabulary.size; id++) {
    if (vocabulary.isPair(id)) continue;
    const word = vocabulary.termAt(id);
    if (!WORD.test(word)) continue;
    const documents = statistics.frequency('words', id);
    if (documents === 0) continue;
    const alike = (byLength[word.length] ??= []);
    alike.push({ word, letters: lettersOf(word), documents });
  }
  for (const alike of byLength)
    alike?.sort((a, b) => b.documents - a.documents || (a.word < b.word ? -1 : 1));
  return (word) => {
    const letters = lettersOf(word);
    let most = word.length >= LONG ? 2 : 1;
    let best: Known | undefined;
    for (let length = word.length - most; length <= word.length + most; length++) {
      for (const known of byLength[length] ?? []) {
        // Each slip changes two letters at most: this leaves few to compare in earnest.
        if (!isWithin(known.letters ^ letters, 2 * most)) continue;
        const slips = slipsBetween(word, known.word);
        if (slips > most || (best && slips === most && known.documents <= best.documents)) continue;
        best = known;
        most = slips;
      }
    }
    return best?.word;
  };
}

/** The question's text with known words for those that are misspelt; undefined where there is nothing to correct. */
export function corrected(
  { normalised, free }: Question,
  { isKnown, spelling }: { isKnown: (word: string) => boolean; spelling: Spelling },
): string | undefined {
  const known = new Map<string, string>();
  for (const word of free.words.keys()) {
    if (!WORD.test(word) || isKnown(word)) continue;
    const right = spelling(word);
    if (right !== undefined) known.set(word, right);
    if (known.size === LOOKED_AT) break;
  }
  if (known.size === 0) return undefined;
  return normalised.replaceAll(WRITTEN, (written) => known.get(stemOf(written)) ?? written);
}

/** Which of 26 letters a word has, a bit each. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) - 97);
  return letters;
}

function isWithin(bits: number, most: number): boolean {
  let left = bits;
  for (let i = 0; i < most && left !== 0; i++) left &= left - 1;
  return left === 0;
}
