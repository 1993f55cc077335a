import type { FoundArticle } from '../store/schema.ts';

/** What the bot did with one question: which type it saw, what it answered with, and how well that fitted. */
export interface Outcome {
  type: string | undefined;
  answer: 'article' | 'choice' | 'first-checks' | 'model' | 'none';
  /** What was shown or offered, best first. */
  found: readonly FoundArticle[];
  articleId: string | undefined;
}

/** A question of the past with what came of it then. */
export interface AskedQuestion {
  text: string;
  locale: 'zh-CN' | 'en';
  /** How often it was asked in these words. */
  count: number;
  /** Articles that people said had solved it. */
  solvedBy: readonly string[];
}

/**
 * What changes for a question: `gained` an answer where there was none, `lost` it, `other` article, `type` alone,
 * or `same`. `worse` marks the loss of an article that somebody said had solved it.
 */
export interface Change {
  question: AskedQuestion;
  kind: 'gained' | 'lost' | 'other' | 'type' | 'same';
  worse: boolean;
  before: Outcome;
  after: Outcome;
}

export interface Summary {
  questions: number;
  same: number;
  gained: number;
  lost: number;
  other: number;
  type: number;
  worse: number;
  /** Share of the questions that get an article, 0..1. */
  answeredBefore: number;
  answeredAfter: number;
}

/** Compares what two contents make of the same question. */
export function compare(question: AskedQuestion, before: Outcome, after: Outcome): Change {
  const left = shownBy(before);
  const right = shownBy(after);
  const solved = question.solvedBy.filter((id) => left.includes(id));
  const worse = solved.length > 0 && !solved.some((id) => right.includes(id));
  return { question, kind: kindOf(left, right, before.type !== after.type), worse, before, after };
}

function kindOf(left: readonly string[], right: readonly string[], otherType: boolean): Change['kind'] {
  if (left.length === 0 && right.length > 0) return 'gained';
  if (left.length > 0 && right.length === 0) return 'lost';
  if (left.join() !== right.join()) return 'other';
  return otherType ? 'type' : 'same';
}

/** The article that is shown, or those that are offered. */
export function shownBy({ answer, articleId, found }: Outcome): readonly string[] {
  if (answer === 'choice') return found.map((one) => one.articleId);
  return (answer === 'article' || answer === 'model') && articleId !== undefined ? [articleId] : [];
}

/** Counts changes; a question counts as often as it was asked. */
export function summarise(changes: readonly Change[]): Summary {
  const times = (which: (change: Change) => boolean) =>
    changes.filter(which).reduce((sum, { question }) => sum + question.count, 0);
  const questions = times(() => true);
  const share = (count: number) => (questions === 0 ? 0 : count / questions);
  return {
    questions,
    same: times(({ kind }) => kind === 'same'),
    gained: times(({ kind }) => kind === 'gained'),
    lost: times(({ kind }) => kind === 'lost'),
    other: times(({ kind }) => kind === 'other'),
    type: times(({ kind }) => kind === 'type'),
    worse: times(({ worse }) => worse),
    answeredBefore: share(times(({ before }) => shownBy(before).length > 0)),
    answeredAfter: share(times(({ after }) => shownBy(after).length > 0)),
  };
}
