import { verbatim } from '../content/markdown.ts';
import type { People } from '../identity/people.ts';
import type { Button, OutboundMessage } from '../platforms/platform.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Transaction } from '../store/database.ts';
import type { Ticket } from '../tickets/commands.ts';
import type { Say } from './card.ts';
import type { HeldMessage } from './chat-state.ts';
import type { Hear, Heard } from './hearing.ts';
import type { Caller, Seat } from './seat.ts';
import type { Threads } from './threads.ts';
import { shortNumber } from '../tickets/ticket-number.ts';

interface ChatActsOptions {
  people: People;
  threads: Threads;
  hear: Hear;
}

/** Whom a message may be for. */
export interface Choice {
  tickets: readonly Ticket[];
  /** Whether it may be for the bot. */
  own: boolean;
}

/** Most tickets that are offered as buttons; the others are named in the text. */
const MOST_OFFERED = 4;
const LONGEST_QUOTE = 80;

/** What can be done in an agent's own chat with the bot, each as a plan. */
export function createChatActs({ people, threads, hear }: ChatActsOptions) {
  const { chats } = threads;

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
      // As somebody else's words they are no command and for nobody outside.
      const notes = waiting.map((message) => ({ ...message, forwarded: true }));
      const plan = await plansOf(caller, ticket, notes);
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

    drop(caller: Caller): Plan {
      const told = answer(caller, caller.say('desk.dropped'), 'dropped');
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
          await threads.answer(tx, caller, await question(tx, { say: caller.say, waiting, choice }));
        },
      };
    },
  };

  async function question(
    tx: Transaction,
    { say, waiting, choice }: { say: Say; waiting: readonly HeldMessage[]; choice: Choice },
  ): Promise<OutboundMessage> {
    const { tickets, own } = choice;
    const names = await people.byIds([...new Set(tickets.map(({ requesterId }) => requesterId))], tx);
    const nameOf = ({ requesterId }: Ticket) => names.get(requesterId)?.name ?? '?';
    const quotes = waiting.map(({ text, files }) => `> ${verbatim(shortened(text, files))}`);
    const list = tickets.map((ticket) => `- \`${shortNumber(ticket.number)}\` ${verbatim(nameOf(ticket))}`);
    // An older question's buttons are about what waited then.
    const about = waiting.at(-1)?.event;
    const buttons: Button[] = tickets.slice(0, MOST_OFFERED).map((ticket) => ({
      id: 'say-to',
      label: say('desk.say-to', { ticket: shortNumber(ticket.number), name: nameOf(ticket) }),
      value: `${ticket.id}:${about}`,
    }));
    if (own) buttons.push({ id: 'say-to-bot', label: say('desk.say-to-bot'), value: `:${about}` });
    buttons.push({ id: 'say-to-nobody', label: say('desk.say-to-nobody'), value: `:${about}` });
    return { text: [say('desk.to-whom'), quotes.join('\n>\n'), list.join('\n')].join('\n\n'), buttons };
  }
}

export type ChatActs = ReturnType<typeof createChatActs>;

function shortened(text: string, files: HeldMessage['files']): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  const words = characters.slice(0, LONGEST_QUOTE).join('') + (characters.length > LONGEST_QUOTE ? '…' : '');
  return [words, ...files.map(({ name }) => `📎 ${name}`)].filter((part) => part !== '').join(' ');
}
