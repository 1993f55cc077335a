import type { Article } from '../knowledge/knowledge-base.ts';
import type { Button, OutboundMessage } from '../platforms/platform.ts';
import { button } from './buttons.ts';
import { text, type Speaking } from './scene.ts';

/** All of the text: “无线会断开” begins like “无” and is a risk. */
const NO_RISKS = /^\s*(?:[无無]|[没沒]有|none(?: at all)?|no risks?)?(?:风险|風險)?[\s.。!！]*$/i;

/** An article as the requester sees it, with its source and the three answers to it. */
export function articleMessage(scene: Speaking, article: Article): OutboundMessage {
  return text(articleText(scene, article), answersTo(scene, article.id));
}

/** The three answers to an article. */
export function answersTo(scene: Speaking, articleId: string): Button[] {
  return [
    button(scene, 'solved', { value: articleId, style: 'primary' }),
    button(scene, 'not-solved', { value: articleId }),
    button(scene, 'human'),
  ];
}

/** Whether an answer was of use, where nobody is asked whether it solved anything. */
export function thumbs(scene: Speaking, questionId: string): Button[] {
  return [
    button(scene, 'thumbs-up', { value: questionId }),
    button(scene, 'thumbs-down', { value: questionId }),
  ];
}

export function articleText(scene: Speaking, article: Article): string {
  const parts = [
    `**${article.title}**`,
    ...dueRemark(scene, [article]),
    ...stepsOf(scene, article),
    sourceLine(scene, [article]),
  ];
  return parts.join('\n\n');
}

/** What an article says to do, with what to know before. */
export function stepsOf(scene: Speaking, { preconditions, steps, risks }: Article): string[] {
  const parts = [steps.map((step, i) => `${i + 1}. ${step}`).join('\n')];
  if (preconditions.length > 0) {
    const conditions = preconditions.join(scene.say('list.separator'));
    parts.unshift(scene.say('answer.preconditions', { conditions }));
  }
  return [...parts, ...risksOf(scene, [{ risks }])];
}

/** What may go wrong, each once; none where the article says that there is nothing, or doesn't say it yet. */
export function risksOf(scene: Speaking, articles: readonly Pick<Article, 'risks'>[]): string[] {
  const told = articles.map(({ risks }) => risks).filter((risks) => !NO_RISKS.test(risks));
  return [...new Set(told)].map((risks) => scene.say('answer.risks', { risks }));
}

/** Where an answer comes from: titles and ids, so that it can be looked up (rule L-7). */
export function sourceLine(scene: Speaking, articles: readonly Article[]): string {
  const [only] = articles;
  if (only && articles.length === 1) {
    return scene.say('answer.source', { title: only.title, id: only.id });
  }
  const list = articles.map(({ title, id }) => `- ${scene.say('answer.source', { title, id })}`);
  return list.join('\n');
}

/** Whoever follows what nobody has looked at for long should know it. */
export function dueRemark(scene: Speaking, articles: readonly Article[]): string[] {
  const due = articles.filter(({ state }) => state === 'due').map(({ validUntil }) => validUntil);
  if (due.length === 0) return [];
  return [scene.say('answer.due', { day: dayOf(Math.min(...due), scene.desk.policy.timeZone) })];
}

/** `2026-11-18`, which reads the same everywhere. */
function dayOf(at: number, timeZone: string): string {
  let format = days.get(timeZone);
  if (!format) days.set(timeZone, (format = new Intl.DateTimeFormat('en-CA', { timeZone })));
  return format.format(at);
}

/** Making a format costs a hundred times more than using it. */
const days = new Map<string, Intl.DateTimeFormat>();
