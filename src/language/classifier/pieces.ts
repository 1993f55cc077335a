import { stem } from '../stem.ts';

/** Blocks are weighed apart: in a long word its characters would drown it. */
export const WORDS = 0;
export const CHARACTERS = 1;
export type Block = typeof WORDS | typeof CHARACTERS;

/** Takes one piece of a text: its hash, its block and where it stands. */
export type TakePiece = (hash: number, block: Block, from: number, to: number) => void;

const SHORTEST = 3;
const LONGEST = 4;
const LONGEST_HAN = 3;
// The segmenter's time grows with the square of what it gets at once.
const LONGEST_RUN = 100;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

const UNKNOWN = 0;
const BETWEEN = 1;
const LETTER = 2;
const HAN = 3;
const kinds = new Uint8Array(0x10000);

/**
 * Takes a normalised text apart: words (stemmed and as written), pairs of them, and their characters in runs of three and four (Chinese: one to
 * three). Hashes of 32 bits stand for the pieces; two that collide cost less than strings would.
 */
export function piecesOf(text: string, take: TakePiece): void {
  let previous = 0;
  let previousFrom = 0;
  for (let from = 0; from < text.length;) {
    const kind = kindOf(text.charCodeAt(from));
    if (kind === BETWEEN) {
      from++;
      continue;
    }
    let to = from + 1;
    while (to < text.length && kindOf(text.charCodeAt(to)) === kind) to++;
    if (kind === HAN) {
      hanPieces(text, from, to, take);
      previous = 0;
    } else {
      const written = text.slice(from, to);
      const word = finished(hashOf(stem(written), 0x11));
      take(word, WORDS, from, to);
      take(finished(hashOf(written, 0x13)), WORDS, from, to);
      if (previous !== 0) take(finished(Math.imul(previous, 31) ^ word), WORDS, previousFrom, to);
      previous = word;
      previousFrom = from;
      latinPieces(text, from, to, take);
    }
    from = to;
  }
}

/** Runs of characters of one word; its borders count as characters. */
function latinPieces(text: string, from: number, to: number, take: TakePiece): void {
  for (let start = from - 1; start <= to; start++) {
    let hash = 0x21;
    for (let at = start; at <= to && at - start < LONGEST; at++) {
      hash = mixed(hash, at < from || at === to ? 32 : text.charCodeAt(at));
      const length = at - start + 1;
      if (length >= SHORTEST)
        take(finished(hash ^ (length * 0x9e37)), CHARACTERS, Math.max(start, from), Math.min(at + 1, to));
    }
  }
}

function hanPieces(text: string, from: number, to: number, take: TakePiece): void {
  for (let start = from; start < to; start++) {
    let hash = 0x51;
    for (let at = start; at < to && at - start < LONGEST_HAN; at++) {
      hash = mixed(hash, text.charCodeAt(at));
      take(finished(hash ^ ((at - start + 1) * 0x9e37)), CHARACTERS, start, at + 1);
    }
  }
  for (let start = from; start < to; start += LONGEST_RUN) {
    const run = text.slice(start, Math.min(to, start + LONGEST_RUN));
    for (const { segment, index } of segmenter.segment(run))
      take(finished(hashOf(segment, 0x77)), WORDS, start + index, start + index + segment.length);
  }
}

function kindOf(code: number): number {
  const known = kinds[code] ?? UNKNOWN;
  if (known !== UNKNOWN) return known;
  const character = String.fromCharCode(code);
  const kind = /\p{Script=Han}/u.test(character)
    ? HAN
    : /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(character)
      ? LETTER
      : BETWEEN;
  kinds[code] = kind;
  return kind;
}

function hashOf(word: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < word.length; i++) hash = mixed(hash, word.charCodeAt(i));
  return hash;
}

function mixed(hash: number, code: number): number {
  const product = Math.imul(hash ^ code, 0x01000193);
  return product ^ (product >>> 15);
}

// The last step of MurmurHash3: near hashes become distant ones.
function finished(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
