import { CALL } from '../budget.ts';
import { checkAnswer, finishedPart, type AnswerRules } from '../filter/answer-text.ts';
import { answerSchema, partialAnswer, type RawAnswer } from '../json-answer.ts';
import type { Answer, CallOptions, Passage, Question } from '../model.ts';
import { isPlanted } from '../planted.ts';
import { readable } from '../quote.ts';
import type { Redaction } from '../../language/redact/redact.ts';
import type { Judged } from '../runner.ts';
import { fitTokens, estimateTokens } from '../tokens.ts';
import { prepared, redactionOf, tokensLeft, words, type Desk } from './desk.ts';

/** A passage under the short id that the model knows it by. */
export interface Shown {
  mark: string;
  id: string;
  title: string;
  text: string;
}

export interface Found {
  text: string;
  citations: string[];
}

/** An answer from the passages alone, every sentence of it found in one, or an abstention (rules L-1 to L-9). */
export async function answer(desk: Desk, question: Question, options: CallOptions): Promise<Answer> {
  const redaction = redactionOf(desk);
  const asked = words(question.text, redaction);
  const shown = shownPassages(question.passages, tokensLeft(desk, 'answer') - estimateTokens(asked));
  if (shown.length === 0 || asked === '') return { kind: 'abstain', reason: 'no-passages' };
  const passages = shown.map(({ mark, title, text }) => ({
    id: mark,
    title: redaction.redact(title),
    text: redaction.redact(text),
  }));
  const rules: AnswerRules = {
    passages: new Map(shown.map(({ mark, title, text }) => [mark, `${title}\n${text}`])),
    hosts: desk.hosts,
    locale: question.locale,
  };
  const found = await desk.runner.ask<RawAnswer, Found>(
    {
      purpose: 'answer',
      model: desk.chatModel,
      ...prepared(desk, 'answer', { locale: question.locale, data: { question: asked, passages } }),
      schema: answerSchema,
      maxTokens: CALL.outputTokens,
      passages: shown.map(({ id }) => id),
      redactions: redaction.count(),
      judge: (output) => judgeAnswer(output, rules, { redaction, shown }),
      onContent: question.onText && teller(question.onText, rules, redaction),
    },
    options,
  );
  return found.kind === 'made'
    ? { kind: 'answer', ...found.value, trace: found.trace }
    : { kind: 'abstain', reason: found.reason, trace: found.trace };
}

/** What of the model’s output may be said: nothing but an answer from the passages, or nothing. */
export function judgeAnswer(
  output: RawAnswer,
  rules: AnswerRules,
  { redaction, shown }: { redaction: Redaction; shown: readonly Shown[] },
): Judged<Found> {
  if (output.abstain || output.answer.trim() === '') return { verdict: 'abstained' };
  const listed = output.passages.map((one) => one.toUpperCase());
  if (listed.length === 0 || listed.some((mark) => !rules.passages.has(mark)))
    return { verdict: 'filtered:uncited' };
  const checked = checkAnswer(redaction.restore(output.answer), listed, rules);
  if (checked.verdict === 'refuse') return { verdict: `filtered:${checked.why}` };
  const citations = shown.filter(({ mark }) => checked.cited.includes(mark)).map(({ id }) => id);
  return { verdict: 'answered', value: { text: checked.text, citations } };
}

/** Tells the sentences that are complete and have passed, once they have become more. */
function teller(
  tell: (text: string) => void,
  rules: AnswerRules,
  redaction: Redaction,
): (soFar: string) => boolean {
  let told = '';
  let seen = '';
  return (soFar) => {
    const partial = partialAnswer(soFar);
    if (!partial) return told !== '';
    const listed = partial.passages.map((one) => one.toUpperCase());
    const finished = finishedPart(partial.answer);
    if (finished === seen || listed.length === 0 || listed.some((mark) => !rules.passages.has(mark)))
      return told !== '';
    seen = finished;
    const checked = checkAnswer(redaction.restore(finished), listed, rules);
    if (checked.verdict === 'keep' && checked.text.startsWith(told) && checked.text !== told) {
      told = checked.text;
      tell(told);
    }
    return told !== '';
  };
}

/** The best passages, each as long as it may be within `tokens`. */
function shownPassages(passages: readonly Passage[], tokens: number): Shown[] {
  const shown: Shown[] = [];
  let left = tokens;
  for (const { id, title, text } of passages.slice(0, CALL.passages)) {
    const name = readable(title, 200);
    const body = readable(text, 8_000);
    // Whoever reads it still finds it by search; the model is not given the chance to obey it.
    if (isPlanted(`${name}\n${body}`)) continue;
    const most = Math.min(1_000, left - estimateTokens(name) - 30);
    const fitted = most < 60 ? '' : fitTokens(body, most);
    if (fitted === '') continue;
    shown.push({ mark: `P${shown.length + 1}`, id, title: name, text: fitted });
    left -= estimateTokens(name) + estimateTokens(fitted) + 30;
  }
  return shown;
}
