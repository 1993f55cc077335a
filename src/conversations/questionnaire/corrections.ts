import { recogniseCorrection } from '../../language/moves.ts';
import { normalise } from '../../language/tokens.ts';
import { recogniseAnswer, type Given } from './answers.ts';
import { contains } from './choices.ts';
import type { Question, Questionnaire } from './schema.ts';
import { applicable, givenAnswer, wasAsked, type Answers } from './state.ts';

/** What a correction concerns. Without `text`, an answer was called wrong and the right one not yet said. */
export interface Correction {
  question: Question;
  text?: string | undefined;
}

/**
 * Which answer the text corrects: the one it names (`型号写错了`), else the one whose kind it fits with another
 * value (`是 M405`). Undefined when it can't be told.
 */
export function correctedAnswer(
  questionnaire: Questionnaire,
  answers: Answers,
  given: Given,
): Correction | undefined {
  const { words } = questionnaire;
  const part = recogniseCorrection(given.text);
  const text = part ?? given.text;
  const answered = applicable(questionnaire, answers).filter((question) => givenAnswer(question, answers));
  const differs = (question: Question) => {
    const found = recogniseAnswer(
      { ...question, recognise: true },
      { ...given, text },
      { words, used: new Set() },
    );
    return found !== undefined && found.value !== givenAnswer(question, answers)?.value;
  };
  const said = normalise(given.text);
  const named = answered.filter(({ names }) => names.some((name) => contains(said, name)));
  const question = named.find(differs) ?? named[0];
  if (question) {
    const onlyCalledWrong =
      part === undefined && !differs(question) && words.wrong.some((word) => contains(said, word));
    return onlyCalledWrong ? { question } : { question, text };
  }
  const fitting = answered.findLast(differs);
  return fitting && { question: fitting, text };
}

/** The answer given last before the current question: what "back" undoes and a vague correction is about. */
export function lastAsked(
  questionnaire: Questionnaire,
  answers: Answers,
  current: Question | undefined,
): Question | undefined {
  const questions = applicable(questionnaire, answers);
  const end = current ? questions.findIndex(({ key }) => key === current.key) : questions.length;
  return questions.slice(0, end).findLast((question) => wasAsked(question, answers));
}
