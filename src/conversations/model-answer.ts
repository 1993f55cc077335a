import type { Article, ArticleHit } from '../knowledge/knowledge-base.ts';
import { answersTo, dueRemark, risksOf, sourceLine, thumbs } from './article-message.ts';
import type { GroundedAnswer } from './findings.ts';
import { text, wordsOf, type Scene, type Step } from './scene.ts';
import { signEffects } from './told.ts';
import type { Talk } from './talk.ts';

/** More only costs, and draws off (rule L-8). */
const MOST_PASSAGES = 5;

export interface Answered {
  answer: GroundedAnswer;
  /** Those it rests on, at least one. */
  articles: [Article, ...Article[]];
}

/** The model's answer from the articles found, where they hold one. */
export function askModel(scene: Scene, question: string, hits: readonly ArticleHit[]): Answered | undefined {
  const { offer } = scene.desk.policy.certainty;
  const passages = hits.filter(({ score }) => score >= offer).slice(0, MOST_PASSAGES);
  if (passages.length === 0) return undefined;
  const ids = passages.map(({ article }) => article.id);
  const answer = scene.ask.answer(question, ids);
  const [first, ...others] =
    answer?.cited.flatMap((id) => scene.desk.knowledge.byId(id, scene.locale) ?? []) ?? [];
  return answer && first ? { answer, articles: [first, ...others] } : undefined;
}

/** An answer with everything it rests on, as it is read: what may go wrong is said whatever the model left out. */
export function answeredText(scene: Scene, { answer, articles }: Answered): string {
  return [
    answer.text,
    ...risksOf(scene, articles),
    ...dueRemark(scene, articles),
    `${scene.say('answer.by-model')}\n${sourceLine(scene, articles)}`,
  ].join('\n\n');
}

/** Shows an answer; what comes of it is told like that of an article. */
export function showAnswer(scene: Scene, talk: Talk, answered: Answered): Step {
  const { articles } = answered;
  const [first] = articles;
  const cited = articles.map(({ id }) => id);
  const shown = { articleId: first.id, title: first.title, verdict: 'unanswered' as const };
  const buttons = [
    ...answersTo(scene, first.id),
    ...(talk.questionId === undefined ? [] : thumbs(scene, talk.questionId)),
  ];
  return {
    replies: [text(answeredText(scene, answered), buttons)],
    effects: signEffects(cited, 'shown'),
    next: {
      kind: 'answer',
      show: 'article',
      articleId: first.id,
      cited,
      talk: { ...talk, type: talk.type ?? first.type, tried: [...talk.tried, shown] },
    },
  };
}

/** The model's answer to what the talk is about. */
export function answerByModel(scene: Scene, talk: Talk, hits: readonly ArticleHit[]): Step | undefined {
  const answered = askModel(scene, wordsOf(talk), hits);
  return answered && showAnswer(scene, talk, answered);
}
