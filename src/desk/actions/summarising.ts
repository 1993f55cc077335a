import type { Model } from '../../model/model.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Voice } from '../cards/voice.ts';
import type { createHistory } from '../cards/history.ts';
import { summaryText } from '../cards/model-summary.ts';
import { solution } from '../cards/summary.ts';
import type { TicketInWords } from '../cards/ticket-in-words.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import type { Plans } from './plans.ts';

export interface SummarisingOptions {
  voice: Voice;
  model: Model | undefined;
  inWords: TicketInWords;
  historyOf: ReturnType<typeof createHistory>;
  plans: Plans;
  replies: Replies;
}

const PATIENCE_MS = 15_000;

/** What a ticket comes to, when an agent asks for it: by the model, else what was said and done (X51). */
export function createSummarising(options: SummarisingOptions) {
  const { voice, model, inWords, historyOf, plans, replies } = options;

  return async function summarise(seat: Seat): Promise<Plan> {
    const { ticket, person, say, cause } = seat;
    const locale = person.locale ?? voice.policy.locale;
    const facts = model && (await inWords.of(ticket, { inside: true }));
    const who = { personId: person.id, ticketId: ticket.id };
    const made = facts && (await model?.summarise(facts, locale, { who, within: PATIENCE_MS }));
    if (made) {
      const parts = [summaryText(say, made.value), ...solution(say, ticket)];
      return plans.answerAlone(seat, parts.join('\n\n'), 'summary by the model');
    }
    return plans.plan(seat, 'summary', async (tx) => {
      const history = await historyOf(tx, ticket, cause.at);
      await replies.alone(tx, seat, history?.text ?? say('summary.nothing-yet'));
    });
  };
}
