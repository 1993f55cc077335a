import type { ArticleHit } from '../knowledge/knowledge-base.ts';
import type { ArticleSign, FoundArticle } from '../store/schema.ts';
import type { AnswerKind, Effect, Scene, Step } from './scene.ts';
import type { StateOf } from './talk.ts';

/** More than anybody looks at afterwards. */
const MOST_FOUND = 5;

interface Told {
  id: string;
  text: string;
  type: string | undefined;
  hits: readonly ArticleHit[];
  answer: AnswerKind;
  articleId: string | undefined;
}

/** A problem or question that was told, with what was found for it and what was answered. */
export function toldEffect(scene: Scene, { hits, type, articleId, ...told }: Told): Effect {
  const found: FoundArticle[] = hits
    .slice(0, MOST_FOUND)
    .map(({ article, score }) => ({ articleId: article.id, score: Math.round(score * 1000) / 1000 }));
  const question = { ...told, locale: scene.locale, type: type ?? null, found, articleId: articleId ?? null };
  return { do: 'record', question };
}

/** What the requester said of an answer: of the question, and of each article it rests on. */
export function verdictEffects(
  { articleId, cited }: Pick<StateOf<'answer'> & { show: 'article' }, 'articleId' | 'cited'>,
  verdict: 'solved' | 'not-solved' | 'thumbs-down',
): Effect[] {
  return [{ do: 'verdict', articleId, verdict }, ...signEffects(cited ?? [articleId], verdict)];
}

export function signEffects(articleIds: readonly string[], sign: ArticleSign): Effect[] {
  return articleIds.map((articleId) => ({ do: 'sign', articleId, sign }));
}

/** A step with more that is done in it. */
export function withEffects(step: Step, effects: readonly Effect[]): Step {
  return effects.length === 0 ? step : { ...step, effects: [...effects, ...(step.effects ?? [])] };
}
