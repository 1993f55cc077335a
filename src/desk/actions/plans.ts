import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Reader, Transaction } from '../../store/database.ts';
import { StaleError } from '../../store/errors.ts';
import type { Refusal, TicketCommand } from '../../tickets/ticket.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketService } from '../../tickets/ticket-service.ts';
import { refusalText, type Replies } from '../threads/replies.ts';
import { belongsToQueue, hindrance, lineHindrance } from './rights.ts';
import type { Seat } from '../threads/seat.ts';

export interface PlansOptions {
  policy: DeskPolicy;
  people: People;
  tickets: TicketService;
  queries: TicketQueries;
  replies: Replies;
}

/** What isn't told in a group. */
const QUIET: ReadonlySet<TicketCommand['do']> = new Set(['reprioritise', 'retype', 'tick-step']);

export type Work = (tx: Transaction) => Promise<void>;

/** What an agent wants, as a plan that holds the ticket while it is carried out. */
export function createPlans({ policy, people, tickets, queries, replies }: PlansOptions) {
  function plan(seat: Seat, result: string, apply: Work): Plan {
    const { id, conversationId } = seat.ticket;
    return { result, lock: [`ticket:${id}`, `conversation:${conversationId}`], apply };
  }

  /** Gives the ticket a command; the agent alone is told when it is refused. Rights are those of this moment. */
  async function give(tx: Transaction, seat: Seat, command: TicketCommand): Promise<boolean> {
    const why = await refusal(tx, seat, command);
    if (why === undefined) return true;
    await replies.alone(tx, seat, why);
    return false;
  }

  async function refusal(tx: Transaction, seat: Seat, command: TicketCommand): Promise<string | undefined> {
    const { person, identity, say, cause } = seat;
    const ticket = (await queries.byId(seat.ticket.id, tx)) ?? seat.ticket;
    // Its requester writes elsewhere by now, in a chat that this transaction doesn't hold.
    if (ticket.conversationId !== seat.ticket.conversationId) throw new StaleError('The ticket has moved');
    if (ticket.queue !== seat.queue.id && belongsToQueue(command)) {
      return say('refused.elsewhere', { line: say(`line.${ticket.line}`) });
    }
    const holder = { person, identity, policy };
    const hindered = hindrance(ticket, command, holder) ?? lineHindrance(ticket, command, holder);
    const result = hindered ? { refused: hindered } : await tickets.command(tx, ticket.id, command, cause);
    if (!('refused' in result)) return undefined;
    return wordsFor(seat, result.refused, tx);
  }

  async function wordsFor(seat: Seat, refused: Refusal, from?: Reader): Promise<string> {
    const by = 'by' in refused ? ((await people.byId(refused.by, from))?.name ?? refused.by) : '';
    return refusalText(seat, refused, verbatim(by));
  }

  /** Who may not do it is told so before he is asked how; undefined where he may. */
  async function refuseEarly(seat: Seat, wanted: TicketCommand['do']): Promise<Plan | undefined> {
    const { ticket, person, identity } = seat;
    const hindered = hindrance(ticket, { do: wanted }, { person, identity, policy });
    if (!hindered) return undefined;
    return answerAlone(seat, await wordsFor(seat, hindered), `refused: ${hindered.because}`);
  }

  const simply = (seat: Seat, command: TicketCommand, result: string = command.do): Plan =>
    plan(seat, result, async (tx) => {
      const done = await give(tx, seat, command);
      const { ticket, person, inThread } = seat;
      // In a thread everybody reads what was done; elsewhere only who holds the ticket does.
      if (done && !inThread && ticket.assigneeId !== person.id && QUIET.has(command.do)) {
        await replies.alone(tx, seat, seat.say('desk.done'));
      }
    });

  const answerAlone = (seat: Seat, text: string, result = 'explained'): Plan =>
    plan(seat, result, (tx) => replies.alone(tx, seat, text));

  return { plan, give, simply, answerAlone, refuseEarly };
}

export type Plans = ReturnType<typeof createPlans>;
