import type { ArticleService } from '../../knowledge/article-service.ts';
import type { Article, KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { lastReopening } from '../../tickets/event-chain.ts';
import { featuresOf, type TicketFeatures } from '../../tickets/features.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketHappening } from '../../tickets/ticket-service.ts';
import { isSolved, proposalsFrom } from '../cards/learning.ts';
import { knowledgeQuestion, linkedByItself } from '../cards/knowledge-question.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { Digests } from '../threads/digests.ts';
import { followUp, type FollowUpEvent } from '../../runtime/follow-up.ts';
import type { Threads } from '../threads/threads.ts';

export interface KnowledgeAtResolveOptions {
  db: Database;
  voice: Voice;
  knowledge: KnowledgeBase;
  articles: Pick<ArticleService, 'link' | 'decided'>;
  digests: Digests;
  /** When and what an agent decided about the knowledge of a ticket. */
  decisionOf: (ticketId: string) => Promise<{ at: number } | undefined>;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

const MOST_NEAR = 3;

/** When a ticket is solved, its agent is asked once what of it shall be kept (requirements 12.4 to 12.6). */
export function createKnowledgeAtResolve(options: KnowledgeAtResolveOptions) {
  const { db, voice, knowledge, articles, digests, decisionOf, queries, threads, now } = options;
  const { locale, certainty } = voice.policy;
  const say = speaker(voice, locale);

  return {
    async ask(tx: Transaction, { kind, ticket, cause }: TicketHappening): Promise<void> {
      if (kind !== 'resolved') return;
      const lane = `desk-knowledge:${ticket.id}`;
      await followUp(tx, db.tables, { name: 'desk-knowledge', subject: ticket.id, lane, at: cause.at });
    },

    async think({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
      const ticket = await queries.byId(subject);
      if (!ticket || !isSolved(ticket)) return { result: 'ignored: not solved' };
      const reopened = lastReopening(await queries.eventsOf(ticket.id));
      const decision = await decisionOf(ticket.id);
      if (decision && decision.at > reopened) return { result: 'ignored: decided already' };
      const features = featuresOf(ticket, await queries.messagesOf(ticket.id));
      const carriedOut = ticket.resolution?.articleId && knowledge.byId(ticket.resolution.articleId, locale);
      const lock = [`ticket:${ticket.id}`];
      if (carriedOut) {
        return { result: 'linked', lock, apply: (tx) => linkItself(tx, { ticket, features }, carriedOut) };
      }
      const hits = await knowledge.search(wordsOf(features), { locale, limit: MOST_NEAR });
      const near = hits.filter(({ score }) => score >= certainty.offer).map(({ article }) => article);
      const isApart = threads.isApart(ticket.queue);
      const message = knowledgeQuestion({ say, voice, ticket, features, near, isApart });
      return {
        result: 'asked: knowledge',
        lock,
        apply: async (tx) => {
          const present = await queries.byId(ticket.id, tx);
          if (present && isSolved(present)) await threads.write(tx, present, [{ message }], now());
        },
      };
    },
  };

  /** The procedure that solved it says which article it is about. */
  async function linkItself(
    tx: Transaction,
    { ticket, features }: { ticket: Ticket; features: TicketFeatures },
    article: Article,
  ): Promise<void> {
    const at = now();
    const about = { ticketId: ticket.id, articleId: article.id, actor: 'bot' };
    await articles.link(tx, { ...about, kind: 'solved-by' }, at);
    await articles.decided(tx, { ...about, decision: 'link', features: { ...features } }, at);
    await digests.propose(tx, proposalsFrom(features, { ...about, locale }), at);
    const message = linkedByItself({ say, voice, ticket, features }, article);
    await threads.write(tx, ticket, [{ message }], at);
  }
}

function wordsOf({ symptom, errorCodes, cause }: TicketFeatures): string {
  return [symptom, ...errorCodes, cause].filter((part) => part !== '').join('\n');
}
