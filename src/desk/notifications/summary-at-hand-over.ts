import type { Model } from '../../model/model.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketHappening } from '../../tickets/ticket-service.ts';
import { summaryText } from '../cards/model-summary.ts';
import type { TicketInWords } from '../cards/ticket-in-words.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { followUp, type FollowUpEvent } from '../../runtime/follow-up.ts';
import type { Threads } from '../threads/threads.ts';
import { briefingRef } from './briefing.ts';

export interface SummaryAtHandOverOptions {
  db: Database;
  voice: Voice;
  model: Model | undefined;
  inWords: TicketInWords;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

/** The model's summary for who goes on with a ticket. It comes when it comes: nothing waits for it (rule L-10). */
export function createSummaryAtHandOver(options: SummaryAtHandOverOptions) {
  const { db, voice, model, inWords, queries, threads, now } = options;
  const { locale } = voice.policy;

  return {
    async ask(tx: Transaction, { kind, ticket, before, cause }: TicketHappening): Promise<void> {
      if (!model?.supports.chat) return;
      const isHandedOver = before !== undefined && before.queue !== ticket.queue;
      const isApart = threads.isApart(ticket.queue);
      // A group is spared what only who takes the ticket over needs.
      const isTaken = kind === 'claimed' && isApart && (await wasHandedOver(tx, ticket.id));
      if (isApart ? !isTaken : !isHandedOver) return;
      const lane = `desk-summary:${ticket.id}`;
      await followUp(tx, db.tables, { name: 'desk-summary', subject: ticket.id, lane, at: cause.at });
    },

    async give({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
      const ticket = await queries.byId(subject);
      if (!ticket || !model || ticket.stage === 'closed') return { result: 'ignored: nothing to hand over' };
      const facts = await inWords.of(ticket, { inside: true });
      const made = await model.summarise(facts, locale, { who: { ticketId: ticket.id } });
      if (!made) return { result: 'no summary' };
      const text = summaryText(speaker(voice, locale), made.value);
      return {
        result: 'summarised',
        lock: [`ticket:${ticket.id}`],
        apply: async (tx) => {
          const present = await queries.byId(ticket.id, tx);
          if (present?.queue !== ticket.queue) return;
          const ref = briefingRef(ticket.id, now());
          await threads.write(tx, present, [{ ref, message: { text } }], now());
        },
      };
    },
  };

  async function wasHandedOver(tx: Transaction, ticketId: string): Promise<boolean> {
    return (await queries.eventsOf(ticketId, tx)).some(({ kind }) => kind === 'escalated');
  }
}
