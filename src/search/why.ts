import type { NumberedQuestion } from './numbered.ts';
import { hasTerm } from './postings.ts';
import type { Comparable } from './postings.ts';
import type { Statistics } from './statistics.ts';
import { stemOf } from './text.ts';

const MOST = 6;

/** The words of a question that a text has, itself or by another word for the same; the most telling first. */
export function createReasons(
  { question, free, concepts }: NumberedQuestion,
  { rarity }: Statistics,
  { lists }: Comparable,
): (at: number) => string[] {
  let written: Map<string, string> | undefined;
  const telling = (id: number) => rarity('words', id);

  return (at) => {
    const has = (ids: Int32Array) => ids.every((id) => hasTerm(lists.words, id, at));
    const found = new Map<string, number>();
    for (const [i, { own, others }] of concepts.entries()) {
      const { text } = question.concepts[i] ?? { text: '' };
      if (has(own.words) || others.some((other) => has(other.words)))
        found.set(
          text,
          own.words.reduce((most, id) => Math.max(most, telling(id)), 0),
        );
    }
    let i = 0;
    for (const word of question.free.words.keys()) {
      const id = free.words[i++] as number;
      if (word.includes(' ') || !hasTerm(lists.words, id, at)) continue;
      written ??= writtenWords(question.normalised);
      found.set(written.get(word) ?? word, telling(id));
    }
    return [...found]
      .sort((a, b) => b[1] - a[1])
      .slice(0, MOST)
      .map(([word]) => word);
  };
}

/** Stems by the words as they were written: nobody wants to read “instal”. */
function writtenWords(normalised: string): Map<string, string> {
  return new Map(
    (normalised.match(/[^\P{L}\p{Script=Han}]+/gu) ?? []).map((word) => [stemOf(word), word] as const),
  );
}
