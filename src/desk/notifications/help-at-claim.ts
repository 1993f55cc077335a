import type { People } from '../../identity/people.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { SimilarCases } from '../../tickets/cases.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketHappening } from '../../tickets/ticket-service.ts';
import { askerOf } from '../cards/asker.ts';
import { queuesOf } from '../cards/case-text.ts';
import { helpfulMessage } from '../cards/helpful.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { followUp, type FollowUpEvent } from '../../runtime/follow-up.ts';
import type { Threads } from '../threads/threads.ts';
import { briefingRef } from './briefing.ts';

export interface HelpAtClaimOptions {
  db: Database;
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  cases: SimilarCases;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

const MOST_SUGGESTED = 3;

/** What may help is pushed to who takes a ticket on (requirement 3.1); searching for it is done after his claim. */
export function createHelpAtClaim(options: HelpAtClaimOptions) {
  const { db, voice, people, knowledge, cases, queries, threads, now } = options;
  const { locale, certainty } = voice.policy;
  const say = speaker(voice, locale);

  return {
    async ask(tx: Transaction, { kind, ticket, cause }: TicketHappening): Promise<void> {
      if (kind !== 'claimed' && kind !== 'assigned') return;
      const lane = `desk-help:${ticket.id}`;
      await followUp(tx, db.tables, { name: 'desk-help', subject: ticket.id, lane, at: cause.at });
    },

    async give({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
      const ticket = await queries.byId(subject);
      if (!ticket?.assigneeId || ticket.stage === 'closed') return { result: 'ignored: not at work' };
      const isApart = threads.isApart(ticket.queue);
      const ref = isApart ? briefingRef(ticket.id, now()) : `help:${ticket.id}:${ticket.queue}`;
      // In a thread who claims it next reads what was shown to who claimed it before.
      if (await threads.has(db.read, ref)) return { result: 'ignored: shown already' };
      const requester = await people.byId(ticket.requesterId);
      const context = askerOf(requester, ticket, await queries.ofRequester(ticket.requesterId));
      const hits = await knowledge.search(ticket.description, { locale, limit: MOST_SUGGESTED, context });
      const queues = queuesOf(voice.policy, [threads.queueOf(ticket).department]);
      const similar = await cases.like(ticket, { limit: MOST_SUGGESTED, queues });
      const message = helpfulMessage(say, ticket, {
        articles: hits.filter(({ score }) => score >= certainty.offer).map(({ article }) => article),
        cases: similar.map((one) => one.ticket),
      });
      if (!message) return { result: 'nothing found' };
      return {
        result: 'helped',
        lock: [`ticket:${ticket.id}`],
        apply: async (tx) => {
          const present = await queries.byId(ticket.id, tx);
          if (present?.queue !== ticket.queue || present.assigneeId === null) return;
          await threads.write(tx, present, [{ ref, message }], now());
        },
      };
    },
  };
}
