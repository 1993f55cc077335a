import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { currentProcedure, lastReopening } from '../../tickets/event-chain.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { openQuestion, type Pending, type PendingQuestions } from './pending.ts';
import type { Plans } from './plans.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';

export interface SolvingOptions {
  policy: DeskPolicy;
  knowledge: KnowledgeBase;
  queries: TicketQueries;
  plans: Plans;
  pending: PendingQuestions;
  replies: Replies;
}

/** Carrying out a procedure step by step, and resolving with what was done (requirements 4.1 to 4.3). */
export function createSolving({ policy, knowledge, queries, plans, pending, replies }: SolvingOptions) {
  /** Resolves with cause and steps; what is missing is asked, steps ticked off count. */
  async function resolve(
    seat: Seat,
    { cause, steps }: { cause: string; steps: readonly string[] },
  ): Promise<Plan> {
    const ticked = await tickedOff(seat.ticket);
    const done = steps.length > 0 ? [...steps] : ticked.steps;
    const state = missing(cause, done);
    if (state && canResolve(seat)) {
      return plans.plan(seat, `asked: ${state.ask}`, async (tx) => {
        await pending.ask(tx, { ...openQuestion(seat), state });
        await replies.alone(tx, seat, seat.say(`desk.ask-${state.ask}`));
      });
    }
    const resolution = { cause, steps: done, articleId: ticked.articleId };
    return plans.plan(seat, 'resolve', async (tx) => {
      await pending.drop(tx, openQuestion(seat));
      await plans.give(tx, seat, { do: 'resolve', resolution });
    });
  }

  /** What was carried out since the last attempt failed, in the order in which it was done. */
  async function tickedOff({ id }: Ticket): Promise<{ steps: string[]; articleId: string | undefined }> {
    const since = lastReopening(await queries.eventsOf(id));
    const done = (await queries.stepsOf(id))
      .flatMap((step) => (step.doneAt !== null && step.doneAt > since ? [{ ...step, at: step.doneAt }] : []))
      .toSorted((a, b) => a.at - b.at || a.n - b.n);
    return { steps: done.map((step) => step.text), articleId: done.at(-1)?.articleId };
  }

  function startProcedure(seat: Seat, articleId: string): Plan {
    const article = knowledge.byId(articleId, policy.locale);
    if (!article) {
      return plans.answerAlone(
        seat,
        seat.say('refused.no-article', { id: articleId }),
        'refused: no article',
      );
    }
    return plans.simply(seat, { do: 'start-procedure', articleId, steps: article.steps });
  }

  /** Ticks steps of the procedure that was begun last. */
  async function tick(seat: Seat, numbers: readonly number[]): Promise<Plan> {
    const articleId = currentProcedure(await queries.eventsOf(seat.ticket.id));
    if (articleId === undefined) {
      return plans.answerAlone(seat, seat.say('refused.unknown-step'), 'refused: no procedure');
    }
    return plans.plan(seat, 'tick', async (tx) => {
      for (const n of new Set(numbers)) await plans.give(tx, seat, { do: 'tick-step', articleId, n });
    });
  }

  return { resolve, startProcedure, tick };
}

/** Who can't resolve is told so at once and not after two questions. */
function canResolve({ ticket, person, queue }: Seat): boolean {
  const atWork = ticket.stage === 'diagnosis' || ticket.stage === 'solution';
  return atWork && ticket.assigneeId === person.id && ticket.queue === queue.id;
}

function missing(cause: string, steps: string[]): Pending | undefined {
  if (cause === '') return { ask: 'cause', steps };
  return steps.length === 0 ? { ask: 'steps', cause } : undefined;
}
