import { stemOf } from './text.ts';
import type { IndexedText } from './indexed-text.ts';
import type { Question } from './question.ts';
import { rarity } from './statistics.ts';
import type { Statistics } from './statistics.ts';
import type { Terms } from './terms.ts';

const MOST = 6;

/** The words of a question that a text has, itself or by another word for the same; the most telling first. */
export function wordsThatDecided(
  question: Question,
  text: IndexedText,
  { frequency, documents }: Statistics,
): string[] {
  const found = new Map<string, number>();
  const telling = (word: string) => rarity(frequency('words', word), documents);
  const has = ({ words }: Terms) => [...words.keys()].every((word) => text.words.has(word));
  for (const { own, others, text: written } of question.concepts) {
    if ([own, ...others].some(has)) found.set(written, Math.max(0, ...[...own.words.keys()].map(telling)));
  }
  const written = writtenWords(question.normalised);
  for (const word of question.free.words.keys()) {
    if (!word.includes(' ') && text.words.has(word)) found.set(written.get(word) ?? word, telling(word));
  }
  return [...found]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST)
    .map(([word]) => word);
}

/** Stems by the words as they were written: nobody wants to read “instal”. */
function writtenWords(normalised: string): Map<string, string> {
  return new Map(
    (normalised.match(/[^\P{L}\p{Script=Han}]+/gu) ?? []).map((word) => [stemOf(word), word] as const),
  );
}
