import { numberQuestion } from './numbered.ts';
import type { KeptNumbers, NumberedQuestion } from './numbered.ts';
import type { Resident } from './postings.ts';
import type { Question } from './question.ts';
import { corrected, createSpelling } from './spelling.ts';
import type { Spelling } from './spelling.ts';
import { UNKNOWN } from './vocabulary.ts';

/**
 * Understands questions as texts do that stay in memory, misspelt words among them; what was understood is kept as long
 * as the question. `read` reads a text as the question was read.
 */
export function createUnderstanding(
  texts: Resident,
): (question: Question, read: (text: string) => Question) => NumberedQuestion {
  const { vocabulary, statistics } = texts;
  const numbers: KeptNumbers = new WeakMap();
  const understood = new WeakMap<Question, NumberedQuestion>();
  let words: Spelling | undefined;
  const isKnown = (word: string) => {
    const id = vocabulary.find(word);
    return id !== UNKNOWN && statistics.frequency('words', id) > 0;
  };
  const spelling = (word: string) => {
    words ??= createSpelling(texts);
    return words(word);
  };
  return (question, read) => {
    const known = understood.get(question);
    if (known) return known;
    const text = corrected(question, { isKnown, spelling });
    const made = numberQuestion(text === undefined ? question : read(text), vocabulary, numbers);
    understood.set(question, made);
    return made;
  };
}
