import type { Localised } from '../../content/content-file.ts';
import { recogniseCorrection } from '../../language/moves.ts';
import { yesNo } from '../../language/extract.ts';
import type { Locale } from '../../platforms/platform.ts';
import { readAnswer, recogniseAnswer, shownAs, type Given, type Reading } from './answers.ts';
import { correctedAnswer, lastAsked } from './corrections.ts';
import { recogniseOpen } from './prefill.ts';
import type { Question, Questionnaire } from './schema.ts';
import {
  applicable,
  givenAnswer,
  isSettled,
  MAX_ANSWER,
  wasAsked,
  type Answer,
  type Answers,
  type OpenQuestion,
} from './state.ts';

export type Move =
  | ({ do: 'answer' } & Given)
  | { do: 'choose'; value: string }
  | { do: 'back' }
  | { do: 'skip' }
  | ({ do: 'change' } & Given)
  | { do: 'confirm'; yes: boolean };

export interface Played {
  answers: Answers;
  /** Why nothing was accepted, to be told to the requester. */
  problem?: Localised | undefined;
  /** Keys of the questions that this move answered. */
  taken: string[];
}

/** The first question that applies and has no valid, sure answer; undefined when all is said. */
export function current(questionnaire: Questionnaire, answers: Answers): OpenQuestion | undefined {
  const open = applicable(questionnaire, answers).find((question) => !isSettled(question, answers));
  const unsure = open && givenAnswer(open, answers);
  if (!unsure) return open;
  return { ...open, confirm: { value: unsure.value, shown: shownAs(open, unsure, questionnaire.words) } };
}

/** Whether nothing is left to ask. */
export function complete(questionnaire: Questionnaire, answers: Answers): boolean {
  return current(questionnaire, answers) === undefined;
}

/** How many questions the requester has answered when asked, and how many are still to come. */
export function progress(questionnaire: Questionnaire, answers: Answers): { asked: number; left: number } {
  const questions = applicable(questionnaire, answers);
  return {
    asked: questions.filter((question) => wasAsked(question, answers)).length,
    left: questions.filter((question) => !isSettled(question, answers)).length,
  };
}

/** What is known, in the order of the questions; `sure: false` was never confirmed. */
export function summary(
  questionnaire: Questionnaire,
  answers: Answers,
  locale: Locale,
): { key: string; label: Localised; value: string; shown: string; sure: boolean }[] {
  return applicable(questionnaire, answers).flatMap((question) => {
    const answer = givenAnswer(question, answers);
    if (!answer) return [];
    const { key, label } = question;
    const shown = shownAs(question, answer, questionnaire.words)[locale];
    return [{ key, label, value: answer.value, shown, sure: answer.sure }];
  });
}

/** Applies one move of the requester. Never throws; what can't be done leaves the answers as they were. */
export function play(questionnaire: Questionnaire, answers: Answers, move: Move): Played {
  const open = current(questionnaire, answers);
  const { problems } = questionnaire.words;
  switch (move.do) {
    case 'answer':
      return answer({ questionnaire, answers, open }, move);
    case 'change':
      return change({ questionnaire, answers, open }, move);
    case 'choose': {
      if (!open) return { answers, taken: [] };
      const fits = open.kind === 'yes-no' || open.options.length > 0;
      const valid = fits && isSettled(open, { [open.key]: asked({ value: move.value }) });
      if (!valid) return { answers, problem: problems.notAChoice, taken: [] };
      return put(answers, open, asked({ value: move.value }));
    }
    case 'skip':
      if (!open) return { answers, taken: [] };
      if (open.required) return { answers, problem: problems.required, taken: [] };
      return put(answers, open, { skipped: true });
    case 'confirm':
      return open?.confirm ? confirm(answers, open, move.yes) : { answers, taken: [] };
    case 'back': {
      const last = lastAsked(questionnaire, answers, open);
      return last ? takeBack(answers, last) : { answers, problem: problems.nothingBefore, taken: [] };
    }
  }
}

interface Position {
  questionnaire: Questionnaire;
  answers: Answers;
  open: OpenQuestion | undefined;
}

function answer(position: Position, given: Given): Played {
  const { questionnaire, answers, open } = position;
  if (given.text.trim().length > MAX_ANSWER) {
    return { answers, problem: questionnaire.words.problems.tooLong, taken: [] };
  }
  const isCorrection = recogniseCorrection(given.text) !== undefined;
  if (isCorrection && correctsEarlier(position, given)) return change(position, given);
  if (!open) return { answers, taken: [] };
  const played = open.confirm
    ? replyToConfirm(position, open, given)
    : accept(answers, open, read(position, open, given));
  const also = recogniseOpen(questionnaire, played.answers, given);
  also.delete(open.key);
  const onlyFiles = given.text.trim() === '' && also.size > 0;
  if (played.problem && !onlyFiles) return played;
  return {
    answers: { ...played.answers, ...Object.fromEntries(also) },
    taken: [...played.taken, ...also.keys()],
  };
}

/** A correction is one of the current question only if it says nothing about an earlier one. */
function correctsEarlier({ questionnaire, answers, open }: Position, given: Given): boolean {
  if (correctedAnswer(questionnaire, answers, given)) return true;
  if (open?.confirm) return false;
  const { words } = questionnaire;
  const fitsCurrent = open && recogniseAnswer(open, given, { words, used: new Set() });
  return !fitsCurrent && lastAsked(questionnaire, answers, open) !== undefined;
}

function replyToConfirm(position: Position, open: OpenQuestion, given: Given): Played {
  const { answers, questionnaire } = position;
  const found = recogniseAnswer(open, given, { words: questionnaire.words, used: new Set() });
  if (found && found.value !== open.confirm?.value) return accept(answers, open, read(position, open, given));
  const reply = yesNo(given.text);
  if (reply || found) return confirm(answers, open, reply !== 'no');
  return accept(answers, open, read(position, open, given));
}

function change(position: Position, given: Given): Played {
  const { questionnaire, answers, open } = position;
  const { problems } = questionnaire.words;
  if (given.text.trim().length > MAX_ANSWER) return { answers, problem: problems.tooLong, taken: [] };
  const last = open?.confirm ? open : lastAsked(questionnaire, answers, open);
  const vague = last && { question: last, text: recogniseCorrection(given.text) ?? given.text };
  const correction = correctedAnswer(questionnaire, answers, given) ?? vague;
  if (!correction) return { answers, problem: problems.nothingToChange, taken: [] };
  const { question, text } = correction;
  if (text === undefined) return { answers: without(answers, question), taken: [] };
  return accept(answers, question, read(position, question, { ...given, text }));
}

function confirm(answers: Answers, open: OpenQuestion, yes: boolean): Played {
  const unsure = givenAnswer(open, answers);
  if (!unsure || !yes) return { answers: without(answers, open), taken: [] };
  return put(answers, open, { ...unsure, sure: true, confirmed: true });
}

function takeBack(answers: Answers, question: Question): Played {
  const given = givenAnswer(question, answers);
  if (!given?.confirmed) return { answers: without(answers, question), taken: [] };
  const { confirmed: _, ...unsure } = given;
  return { answers: { ...answers, [question.key]: { ...unsure, sure: false } }, taken: [] };
}

function read({ questionnaire }: Position, question: Question, given: Given): Reading {
  return readAnswer(question, given, questionnaire.words);
}

function accept(answers: Answers, question: Question, reading: Reading): Played {
  if ('problem' in reading) return { answers, problem: reading.problem, taken: [] };
  return put(answers, question, 'skipped' in reading ? reading : asked(reading));
}

function asked(found: { value: string; shown?: string | undefined }): Answer {
  return { ...found, source: 'asked', sure: true };
}

function put(answers: Answers, question: Question, answer: Answer): Played {
  return { answers: { ...answers, [question.key]: answer }, taken: [question.key] };
}

function without(answers: Answers, question: Question): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => key !== question.key));
}
