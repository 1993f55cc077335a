import type { Article } from '../../knowledge/knowledge-base.ts';
import { speaker, type Voice } from './voice.ts';

/** An article as it is sent to a requester by an agent. */
export function articleForRequester(voice: Voice, article: Article): string {
  const say = speaker(voice, article.locale);
  const steps = article.steps.map((step, i) => `${i + 1}. ${step}`).join('\n');
  return [`**${article.title}**`, steps, say('answer.source', { title: article.title, id: article.id })].join(
    '\n\n',
  );
}
