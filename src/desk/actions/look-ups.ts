import { verbatim } from '../../content/markdown.ts';
import type { ArticleVersion } from '../../knowledge/article.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { SimilarCases } from '../../tickets/cases.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Queue } from '../../tickets/desk-policy.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { articleButtons, articleText, unpublishedText } from '../cards/article-text.ts';
import { caseText, queuesOf } from '../cards/case-text.ts';
import { helpfulMessage, helpfulText } from '../cards/helpful.ts';
import type { Voice } from '../cards/voice.ts';
import type { Caller } from '../threads/seat.ts';
import { isKnowledgeAdmin } from './rights.ts';

export interface LookUpsOptions {
  voice: Voice;
  knowledge: KnowledgeBase;
  cases: SimilarCases;
  queries: TicketQueries;
  /** The newest first. */
  versionsOf: (articleId: string) => Promise<ArticleVersion[]>;
  /** The newest first. */
  pointsOf: (personId: string) => Promise<{ points: number; reason: string }[]>;
}

/** For which ticket, if for one, and whose past tickets may be shown. */
interface Search {
  ticket?: Ticket | undefined;
  departments: readonly string[];
}

const MOST_FOUND = 3;
const UNPUBLISHED: ReadonlySet<string> = new Set(['draft', 'in-review', 'returned']);
const MOST_LINES = 5;

/** What agents look up in the knowledge base and in past tickets; about a ticket or about none (requirement 3.1). */
export function createLookUps({ voice, knowledge, cases, queries, versionsOf, pointsOf }: LookUpsOptions) {
  const { policy } = voice;
  const localeOf = ({ person }: Caller) => person.locale ?? policy.locale;

  return {
    /** Articles, and solved tickets of the departments, about the agent's words. */
    async search(caller: Caller, query: string, { ticket, departments }: Search): Promise<OutboundMessage> {
      const { say } = caller;
      const hits = await knowledge.search(query, { locale: localeOf(caller), limit: MOST_FOUND });
      const queues = queuesOf(policy, departments);
      const similar = await cases.like(query, { limit: MOST_FOUND + 1, queues });
      const found = {
        articles: hits.map(({ article }) => article),
        cases: similar
          .map((one) => one.ticket)
          .filter(({ id }) => id !== ticket?.id)
          .slice(0, MOST_FOUND),
      };
      if (found.articles.length + found.cases.length === 0) {
        return { text: say('desk.kb-nothing', { query: verbatim(query) }) };
      }
      if (ticket) return helpfulMessage(say, ticket, found) ?? { text: '' };
      return { text: `${helpfulText(say, found)}\n\n${say('desk.kb-how')}` };
    },

    /** The whole article; with the ticket it is read for, what can be done with it there. */
    article(caller: Caller, id: string, ticket?: Ticket): OutboundMessage | undefined {
      const { say, cause } = caller;
      const article = knowledge.byId(id, localeOf(caller));
      if (!article) return undefined;
      const text = articleText({ say, voice, article, now: cause.at });
      if (!ticket || ticket.stage === 'closed') return { text };
      const buttons = articleButtons(say, ticket.id, [article]).filter(
        (button) => button.id !== 'open-article',
      );
      return { text, buttons };
    },

    /** The newest version that is not published, to who writes it and to who reviews it. */
    async draft({ say, person, identity }: Caller, id: string): Promise<OutboundMessage | undefined> {
      const version = (await versionsOf(id)).find(({ state }) => UNPUBLISHED.has(state));
      if (!version) return undefined;
      const mayRead = version.authorId === person.id || isKnowledgeAdmin(person, policy, identity);
      return mayRead ? { text: unpublishedText(say, voice, version) } : undefined;
    },

    /** A solved ticket, to those of its department. */
    async solved({ say }: Caller, id: string, queue: Queue): Promise<OutboundMessage | undefined> {
      const ticket = await queries.byId(id);
      const its = policy.queues.find((one) => one.id === ticket?.queue);
      if (!ticket?.resolution || its?.department !== queue.department) return undefined;
      return { text: caseText(ticket, say) };
    },

    async points({ say, person }: Caller): Promise<OutboundMessage> {
      const all = await pointsOf(person.id);
      const total = all.reduce((sum, { points }) => sum + points, 0);
      const lines = all
        .slice(0, MOST_LINES)
        .map(({ points, reason }) => say('points.line', { points, reason: say(`points.for-${reason}`) }));
      return {
        text: [say('points.total', { total }), lines.join('\n')].filter((one) => one !== '').join('\n\n'),
      };
    },
  };
}

export type LookUps = ReturnType<typeof createLookUps>;
