import type { People } from '../../identity/people.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { HeldMessage } from '../threads/chat-state.ts';
import type { Hear, Heard } from '../actions/hearing.ts';
import type { Caller, Seat } from '../threads/seat.ts';
import type { Threads } from '../threads/threads.ts';
import { createWhomQuestions, type Choice } from './whom-questions.ts';

interface ChatActsOptions {
  people: People;
  threads: Threads;
  hear: Hear;
}

/** What can be done in an agent's own chat with the bot, each as a plan. */
export function createChatActs({ people, threads, hear }: ChatActsOptions) {
  const { chats } = threads;
  const questions = createWhomQuestions(people);

  function turnTo(tx: Transaction, caller: Caller, ticketId: string): Promise<void> {
    const { identity, person, cause } = caller;
    return chats.turnTo(tx, { identity, personId: person.id }, { ticketId, at: cause.at, said: true });
  }

  function keepWaiting(tx: Transaction, caller: Caller, held: HeldMessage[]): Promise<void> {
    const { identity, person, cause } = caller;
    return chats.states.change(tx, { identity, personId: person.id, now: cause.at }, () => ({ held }));
  }

  function answer(
    caller: Caller & { ticket?: Ticket | undefined },
    text: string,
    result: string,
  ): Plan & { apply: NonNullable<Plan['apply']> } {
    return { result, apply: (tx) => threads.answer(tx, caller, { text }) };
  }

  /** Takes messages to a ticket, which his plain words are about from now on if it is his. */
  async function deliver(caller: Caller, ticket: Ticket, messages: readonly Heard[]): Promise<Plan> {
    const plan = await plansOf(caller, ticket, messages);
    if (ticket.assigneeId !== caller.person.id) return plan;
    return {
      ...plan,
      apply: async (tx) => {
        await turnTo(tx, caller, ticket.id);
        await plan.apply(tx);
      },
    };
  }

  async function plansOf(caller: Caller, ticket: Ticket, messages: readonly Heard[]) {
    const seat = seatAt(caller, ticket);
    const plans: Plan[] = [];
    for (const message of messages) plans.push(await hear(seat, message));
    return {
      result: plans.map(({ result }) => result).join(', ') || 'ignored: empty',
      lock: [...new Set(plans.flatMap(({ lock = [] }) => lock))],
      apply: async (tx: Transaction) => {
        for (const plan of plans) await plan.apply?.(tx);
      },
    };
  }

  function seatAt(caller: Caller, ticket: Ticket): Seat {
    return { ...caller, ticket, queue: threads.queueOf(ticket), inThread: false };
  }

  return {
    turnTo,
    keepWaiting,
    answer,
    deliver,
    seatAt,

    /** As `deliver`, of what waited for him to say whom it is for. */
    async deliverWaiting(caller: Caller, ticket: Ticket, waiting: readonly HeldMessage[]): Promise<Plan> {
      const plan = await deliver(caller, ticket, waiting);
      return {
        ...plan,
        apply: async (tx) => {
          await keepWaiting(tx, caller, []);
          await plan.apply?.(tx);
        },
      };
    },

    /** Keeps what waited as internal notes; whom his next words are for is as open as before. */
    async noteWaiting(caller: Caller, ticket: Ticket, waiting: readonly HeldMessage[]): Promise<Plan> {
      const plan = await plansOf(caller, ticket, asNotes(waiting));
      return {
        ...plan,
        apply: async (tx) => {
          await keepWaiting(tx, caller, []);
          await plan.apply(tx);
        },
      };
    },

    turn(caller: Caller, ticket: Ticket): Plan {
      const told = answer({ ...caller, ticket }, caller.say('desk.turned'), 'turned');
      return {
        ...told,
        apply: async (tx) => {
          await turnTo(tx, caller, ticket.id);
          await told.apply(tx);
        },
      };
    },

    /** Asks on which ticket what waited is noted; whatever he answers, it is for nobody outside. */
    askWhere(caller: Caller, waiting: readonly HeldMessage[], tickets: readonly Ticket[]): Plan {
      return {
        result: 'asked: note on which ticket',
        apply: async (tx) => {
          await keepWaiting(tx, caller, asNotes(waiting));
          await threads.answer(tx, caller, await questions.where(tx, { say: caller.say, waiting, tickets }));
        },
      };
    },

    drop(caller: Caller): Plan {
      const told = answer(caller, caller.say('desk.not-sent'), 'dropped');
      return {
        ...told,
        apply: async (tx) => {
          await keepWaiting(tx, caller, []);
          await told.apply(tx);
        },
      };
    },

    /** Keeps what he wrote and asks whom it is for. */
    ask(caller: Caller, waiting: HeldMessage[], choice: Choice): Plan {
      return {
        result: 'asked: to whom',
        apply: async (tx) => {
          await keepWaiting(tx, caller, waiting);
          const { say } = caller;
          await threads.answer(tx, caller, await questions.toWhom(tx, { say, waiting, ...choice }));
        },
      };
    },
  };
}

export type ChatActs = ReturnType<typeof createChatActs>;

/** As somebody else's words they are no command and for nobody outside. */
function asNotes(waiting: readonly HeldMessage[]): HeldMessage[] {
  return waiting.map((message) => ({ ...message, forwarded: true }));
}
