import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Line } from '../../store/schema.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { Agents } from './agents.ts';
import { openQuestion, type PendingQuestions } from './pending.ts';
import type { Plans } from './plans.ts';
import { isManager } from './rights.ts';
import type { Seat } from '../threads/seat.ts';
import { fullNumber } from '../commands/ticket-names.ts';

export interface PassingOnOptions {
  policy: DeskPolicy;
  people: People;
  agents: Agents;
  queries: TicketQueries;
  plans: Plans;
  pending: PendingQuestions;
}

/** What takes a ticket to somebody else: another agent, another line, another ticket, or who calls back. */
export function createPassingOn({ policy, people, agents, queries, plans, pending }: PassingOnOptions) {
  async function assign(seat: Seat, mention: string): Promise<Plan> {
    const [agent, ...others] = await agents.find(seat, mention);
    if (agent && others.length === 0) return plans.simply(seat, { do: 'assign', to: agent.id });
    const key = agent ? 'refused.several-agents' : 'refused.no-agent';
    return plans.answerAlone(seat, seat.say(key, { name: verbatim(mention) }), 'refused: no agent');
  }

  function escalate(seat: Seat, to: { line: Line; reason: string; field?: string | undefined }): Plan {
    const { line, reason, field } = to;
    const queue = policy.queues.find((one) => one.line === line && one.department === seat.queue.department);
    if (!queue) {
      const name = seat.say(`line.${line}`);
      return plans.answerAlone(seat, seat.say('refused.no-queue', { line: name }), 'refused: no queue');
    }
    return plans.plan(seat, 'escalate', async (tx) => {
      await pending.drop(tx, openQuestion(seat));
      await plans.give(tx, seat, { do: 'escalate', line, queue: queue.id, reason, field });
    });
  }

  async function merge(seat: Seat, number: string): Promise<Plan> {
    const into = await queries.byNumber(numberLike(number, seat.ticket.number));
    if (!into || into.id === seat.ticket.id || into.stage === 'closed') {
      return plans.answerAlone(seat, seat.say('refused.no-ticket', { number }), 'refused: no ticket');
    }
    return plans.simply(seat, { do: 'merge', into: into.id, intoNumber: into.number });
  }

  /** The call-back after a low rating is the named person's; who was rated can't tick it off himself. */
  async function recovered(seat: Seat, note: string): Promise<Plan> {
    const tasks = await queries.openRecoveryTasks();
    const task = tasks.find((one) => one.ticketId === seat.ticket.id);
    if (!task) return plans.answerAlone(seat, seat.say('refused.task-done'), 'refused: no task');
    if (task.ownerId === seat.person.id || isManager(seat.person, policy, seat.identity)) {
      return plans.simply(seat, { do: 'close-recovery', taskId: task.id, note });
    }
    const agent = verbatim((await people.byId(task.ownerId))?.name ?? task.ownerId);
    return plans.answerAlone(seat, seat.say('refused.not-yours', { agent }), 'refused: not yours');
  }

  return { assign, escalate, merge, recovered };
}

/** `12` and `IT-2026-12` as the number a ticket has; without a year it is that of `like`. */
function numberLike(number: string, like: string): string {
  const parts = number.split('-');
  const year = parts.length === 3 ? parts[1] : like.split('-')[1];
  return fullNumber(Number(parts.at(-1)), Number(year));
}
