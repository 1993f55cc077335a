import type { Article } from '../../knowledge/articles.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Button } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/commands.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { speaker, type Say, type Voice } from './voice.ts';

const MOST_FOUND = 3;

interface Lookup {
  say: Say;
  knowledge: KnowledgeBase;
  policy: DeskPolicy;
  ticket: Ticket;
  query: string;
}

/** What the knowledge base has for an agent's words, each to be carried out or sent on. */
export function articleList({ say, knowledge, policy, ticket, query }: Lookup): {
  text: string;
  buttons: Button[];
} {
  const hits = knowledge.search(query, { locale: policy.locale, limit: MOST_FOUND });
  if (hits.length === 0) return { text: say('desk.kb-nothing', { query }), buttons: [] };
  const list = hits.map(({ article }) => `- **${article.title}** (\`${article.id}\`): ${article.symptom}`);
  const buttons = hits.flatMap(({ article }) => {
    const value = `${ticket.id}:${article.id}`;
    return [
      { id: 'procedure', label: say('button.procedure', { title: article.title }), value },
      { id: 'send-article', label: say('button.send', { title: article.title }), value },
    ];
  });
  return { text: `${say('desk.kb-found')}\n\n${list.join('\n')}`, buttons };
}

/** An article as it is sent to a requester by an agent. */
export function articleForRequester(voice: Voice, article: Article): string {
  const say = speaker(voice, article.locale);
  const steps = article.steps.map((step, i) => `${i + 1}. ${step}`).join('\n');
  return [`**${article.title}**`, steps, say('answer.source', { title: article.title, id: article.id })].join(
    '\n\n',
  );
}
