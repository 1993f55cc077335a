import type { Localised } from '../../content/content-file.ts';
import type { Comparison, Question, Questionnaire } from './schema.ts';

/** Longer than this is no answer but a document. */
export const MAX_ANSWER = 2000;

/** Where a value came from: `ticket` is an earlier ticket of the requester. */
export type Source = 'asked' | 'message' | 'profile' | 'ticket';

export interface GivenAnswer {
  value: string;
  /** How it reads, where that isn't the value itself. */
  shown?: string | undefined;
  source: Source;
  /** False: to be confirmed before it counts. */
  sure: boolean;
  /** It was unsure and the requester said yes; going back makes it unsure again. */
  confirmed?: true | undefined;
}

export type Answer = GivenAnswer | { skipped: true };

/** All that is stored of a questionnaire under way. Keys the questionnaire doesn't know are ignored. */
export type Answers = Readonly<Record<string, Answer>>;

/** The question to ask now; with `confirm`, whether the value already found is right. */
export type OpenQuestion = Question & { confirm?: { value: string; shown: Localised } | undefined };

/** The stored answer if it still fits the question, sure or not. */
export function validAnswer(question: Question, answers: Answers): Answer | undefined {
  const answer = Object.hasOwn(answers, question.key) ? answers[question.key] : undefined;
  if (!answer) return undefined;
  if ('skipped' in answer) return question.required ? undefined : answer;
  return isValid(question, answer.value) ? answer : undefined;
}

/** The value that counts, sure or not; undefined when it is open, skipped or no longer valid. */
export function givenAnswer(question: Question, answers: Answers): GivenAnswer | undefined {
  const answer = validAnswer(question, answers);
  return answer && !('skipped' in answer) ? answer : undefined;
}

/** Whether nothing is left to ask about this question. */
export function isSettled(question: Question, answers: Answers): boolean {
  const answer = validAnswer(question, answers);
  return answer !== undefined && ('skipped' in answer || answer.sure);
}

/** Whether the requester was troubled with this question, and has answered it. */
export function wasAsked(question: Question, answers: Answers): boolean {
  const answer = validAnswer(question, answers);
  if (!answer) return false;
  return 'skipped' in answer || answer.source === 'asked' || answer.confirmed === true;
}

/** The questions that apply, in order: what a condition hides doesn't count, nor what hangs on it. */
export function applicable({ questions }: Questionnaire, answers: Answers): Question[] {
  const values = new Map<string, string>();
  return questions.filter((question) => {
    if (!holds(question, values)) return false;
    const answer = givenAnswer(question, answers);
    if (answer) values.set(question.key, answer.value);
    return true;
  });
}

function holds({ when }: Question, values: ReadonlyMap<string, string>): boolean {
  if (!when) return true;
  const comparisons = 'all' in when ? when.all : [when];
  return comparisons.every((comparison) => compare(comparison, values.get(comparison.key)));
}

function compare(comparison: Comparison, value: string | undefined): boolean {
  if ('not' in comparison) return value !== comparison.not;
  if (value === undefined) return false;
  return 'in' in comparison ? comparison.in.includes(value) : value === comparison.is;
}

/** Whether a value, as it is stored, answers the question. */
export function isValid(question: Question, value: string): boolean {
  if (value.trim() === '' || value.length > MAX_ANSWER) return false;
  switch (question.kind) {
    case 'choice':
      return question.options.some((option) => option.value === value);
    case 'yes-no':
      return value === 'yes' || value === 'no';
    case 'number':
      return inRange(question, Number(value));
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value);
    case 'text':
    case 'device':
    case 'error-code':
      return question.pattern?.test(value) ?? true;
    case 'attachment':
      return true;
  }
}

/** Whether a number lies within the question's limits. */
export function inRange({ min, max }: Question, value: number): boolean {
  return Number.isFinite(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}
