import { newId } from '../../runtime/id.ts';
import { followUp, type FollowUpEvent } from '../../runtime/follow-up.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketService } from '../../tickets/ticket-service.ts';
import type { DeskCommand } from '../commands/desk-command.ts';
import { fullNumber } from '../commands/ticket-names.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import type { Plans } from './plans.ts';

export interface FamilyOptions {
  db: Database;
  plans: Plans;
  replies: Replies;
  tickets: TicketService;
  queries: TicketQueries;
}

export type FamilyCommand = DeskCommand & { do: 'split' | 'join' | 'leave' | 'no-incident' | 'broadcast' };

export const BROADCAST = 'broadcast';

/** What makes tickets belong together or part again: wholes, parts, and what is told to all of them. */
export function createFamily({ db, plans, replies, tickets, queries }: FamilyOptions) {
  const { plan, simply, answerAlone } = plans;

  async function run(seat: Seat, command: FamilyCommand): Promise<Plan> {
    switch (command.do) {
      case 'split':
        return split(seat, command.text);
      case 'join':
        return join(seat, command.number);
      case 'leave':
        return simply(seat, { do: 'leave' });
      case 'no-incident':
        return simply(seat, { do: 'no-incident' });
      case 'broadcast':
        return broadcast(seat, command.text);
    }
  }

  /** Another problem of the same requester gets a ticket of its own. */
  async function split(seat: Seat, words: string): Promise<Plan> {
    const { ticket, say, cause } = seat;
    const refused = await plans.refuseEarly(seat, 'merge');
    if (refused) return refused;
    return plan(seat, 'split', async (tx) => {
      const { requesterId, conversationId, type, impact, urgency, answers } = ticket;
      const [title = words] = words.split('\n');
      const draft = {
        requesterId,
        conversationId,
        title,
        description: words,
        type,
        impact,
        urgency,
        answers,
        tried: [],
      };
      const made = await tickets.open(tx, draft, cause);
      await plans.give(tx, seat, { do: 'split', into: made.id, intoNumber: made.number });
      await replies.inThread(tx, seat, say('family.split', { number: made.number }));
    });
  }

  async function join(seat: Seat, number: string): Promise<Plan> {
    const parts = number.split('-');
    const year = parts.length === 3 ? parts[1] : seat.ticket.number.split('-')[1];
    const whole = await queries.byNumber(fullNumber(Number(parts.at(-1)), Number(year)));
    if (!whole || whole.id === seat.ticket.id || whole.stage === 'closed' || whole.parentId !== null) {
      return answerAlone(seat, seat.say('refused.no-whole', { number }), 'refused: no whole');
    }
    if ((await queries.partsOf(seat.ticket.id)).length > 0) {
      return answerAlone(seat, seat.say('refused.is-incident'), 'refused: is whole');
    }
    return simply(seat, { do: 'join', parent: whole.id, parentNumber: whole.number });
  }

  /** Says something to the requesters of all parts at once, and of the whole. */
  async function broadcast(seat: Seat, text: string): Promise<Plan> {
    const parts = (await queries.partsOf(seat.ticket.id)).filter(({ stage }) => stage !== 'closed');
    return plan(seat, 'broadcast', async (tx) => {
      const { cause, person } = seat;
      const message = { id: newId(cause.at), text, files: [], originId: null };
      if (!(await plans.give(tx, seat, { do: 'agent-wrote', message }))) return;
      for (const part of parts) {
        const subject = [part.id, person.id, message.id].join('|');
        await followUp(tx, db.tables, { name: BROADCAST, subject, lane: `part:${part.id}`, at: cause.at });
      }
      await replies.inThread(tx, seat, seat.say('family.broadcast', { count: parts.length + 1 }));
    });
  }

  /** One part's share of a broadcast. */
  async function tellPart({ id, payload: { subject, dueAt: at } }: FollowUpEvent): Promise<Plan> {
    const [ticketId = '', personId = '', messageId = ''] = subject.split('|');
    const part = await queries.byId(ticketId);
    const said = await queries.message(messageId);
    if (!part || !said || part.stage === 'closed') return { result: 'ignored: no part' };
    return {
      result: 'told',
      lock: [`ticket:${part.id}`, `conversation:${part.conversationId}`],
      apply: async (tx) => {
        const message = { id: newId(at), text: said.text, files: said.files, originId: null };
        await tickets.command(
          tx,
          part.id,
          { do: 'agent-wrote', message },
          { actor: personId, at, sourceEvent: id },
        );
      },
    };
  }

  return { run, tellPart };
}

export type Family = ReturnType<typeof createFamily>;
