import type { MoveWords } from './content.ts';
import { phraseKey, stripFillers } from './phrases.ts';
import type { Locale } from './tokens.ts';

export { recogniseCorrection } from './corrections.ts';

export const moves = [
  'human',
  'cancel',
  'back',
  'skip',
  'restart',
  'solved',
  'not-solved',
  'my-tickets',
  'help',
  'yes',
  'no',
  'language-zh',
  'language-en',
  'link-accounts',
  'unlink',
] as const;
export type Move = (typeof moves)[number];

export type RecogniseMove = (text: string, locale?: Locale) => Move | undefined;

const LONGEST = 60;

/** Recognises a wish that is the whole message (“转人工”, “never mind”); a sentence about a problem is never one. */
export function createMoves(words: MoveWords): RecogniseMove {
  const byPhrase = new Map<string, Move>();
  for (const move of moves) for (const phrase of words.moves[move]) byPhrase.set(phraseKey(phrase), move);
  const fillers = { start: words.fillers.start.map(phraseKey), end: words.fillers.end.map(phraseKey) };

  return function recogniseMove(text) {
    if (text.length > LONGEST) return undefined;
    const key = phraseKey(text);
    if (key === '') return /^[\s?\uff1f]+$/.test(text) && /[?\uff1f]/.test(text) ? 'help' : undefined;
    return stripFillers(key, fillers, (phrase) => byPhrase.get(phrase));
  };
}
