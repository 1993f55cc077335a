import { newId } from '../runtime/id.ts';
import { tellsNothing } from './informative.ts';
import { wordsOf, type Effect, type Scene, type ToldQuestion } from './scene.ts';
import { selfHelp, type Talk } from './talk.ts';
import { toldEffect } from './told.ts';

const MOST_HITS = 6;

/** What was told and got no article is recorded all the same, unless it was already. */
export function unanswered(scene: Scene, talk: Talk): Effect[] {
  const words = wordsOf(talk);
  if (talk.questionId !== undefined || tellsNothing(words)) return [];
  const hits = scene.search(words, { limit: MOST_HITS });
  const told = { id: newId(scene.now), text: words, type: talk.type, hits };
  return [toldEffect(scene, { ...told, answer: 'none', articleId: undefined })];
}

/** Of what goes straight to a human: where an article would have helped, nothing is missing but the wish to read it. */
export function unansweredByWish(scene: Scene, talk: Talk): Effect[] {
  if (talk.questionId !== undefined || !selfHelp(talk)) return [];
  const [best] = scene.search(wordsOf(talk), { limit: MOST_HITS });
  return best && best.score >= scene.desk.policy.certainty.article ? [] : unanswered(scene, talk);
}

/** Of what was left in silence when it was asked what it is about: what was found for it nobody looked at. */
export function leftInSilence(
  talk: Talk,
  { locale, now }: Pick<Scene, 'locale' | 'now'>,
): ToldQuestion | undefined {
  const words = wordsOf(talk);
  if (talk.questionId !== undefined || tellsNothing(words)) return undefined;
  const type = talk.type ?? null;
  return { id: newId(now), text: words, locale, type, found: [], answer: 'none', articleId: null };
}
