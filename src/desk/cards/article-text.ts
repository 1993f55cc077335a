import { verbatim } from '../../content/markdown.ts';
import { translations, type ArticleVersion } from '../../knowledge/article.ts';
import type { Article } from '../../knowledge/knowledge-base.ts';
import type { Button } from '../../platforms/platform.ts';
import { whenText } from '../../tickets/when.ts';
import type { Say, Voice } from './voice.ts';

interface Shown {
  say: Say;
  voice: Voice;
  article: Article;
  now: number;
}

/** An article as an agent reads it: all that it says, and how long it counts as true. */
export function articleText({ say, voice, article, now }: Shown): string {
  const { timeZone } = voice.policy;
  const { locale } = article;
  const until = whenText(article.validUntil, { locale, timeZone, now });
  return [
    ...wholeText({ say, voice, article }),
    say(article.state === 'due' ? 'article.due' : 'article.valid', { until }),
  ].join('\n\n');
}

/** A version that is still written or reviewed, as those read it who work on it. */
export function unpublishedText(say: Say, voice: Voice, { articleId, n, body }: ArticleVersion): string {
  const frame = { id: articleId, owner: '', version: n, state: 'published' as const, validUntil: 0 };
  const texts = translations(body, frame).map((article) => wholeText({ say, voice, article }).join('\n\n'));
  return [...texts, say('article.unpublished', { n })].join('\n\n');
}

function wholeText({ say, voice, article }: Omit<Shown, 'now'>): string[] {
  const { locale } = article;
  const part = (key: string, text: string | undefined) => (text ? [say(`article.${key}`, { text })] : []);
  const type = voice.typeNames.get(article.type)?.[locale] ?? article.type;
  return [
    `**${article.title}** (\`${article.id}\`)`,
    [
      ...part('type', type),
      ...part('symptom', article.symptom),
      ...part('scene', article.scene),
      ...part('cause', article.cause),
      ...part('preconditions', article.preconditions.join(say('list.separator'))),
    ].join('\n'),
    article.steps.map((step, i) => `${i + 1}. ${step}`).join('\n'),
    [...part('risks', article.risks), ...part('rollback', article.rollback)].join('\n'),
  ].filter((paragraph) => paragraph !== '');
}

/** One line of a list of articles. */
export function articleLine({ id, title, symptom, state }: Article, say: Say): string {
  const remark = state === 'due' ? ` ${say('article.due-mark')}` : '';
  return `- **${title}** (\`${id}\`)${remark}: ${verbatim(symptom)}`;
}

/** What can be done with articles for a ticket: carry it out, send it, read it. */
export function articleButtons(say: Say, ticketId: string, articles: readonly Article[]): Button[] {
  return articles.flatMap(({ id, title }) => {
    const value = `${ticketId}:${id}`;
    return [
      { id: 'procedure', label: say('button.procedure', { title }), value },
      { id: 'send-article', label: say('button.send', { title }), value },
      { id: 'open-article', label: say('button.open-article', { title }), value },
    ];
  });
}
