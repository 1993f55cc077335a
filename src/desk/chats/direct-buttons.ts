import type { InboundEvent } from '../../platforms/platform.ts';
import type { StoredEvent } from '../../runtime/inbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { Actions } from '../actions/actions.ts';
import type { Agents } from '../actions/agents.ts';
import type { ChatActs } from './chat-acts.ts';
import { OWN, type HeldMessage } from '../threads/chat-state.ts';
import type { DirectChat } from './direct-chat.ts';
import type { HandBack } from './hand-back.ts';
import type { Caller } from '../threads/seat.ts';

export interface DirectButtonsOptions {
  queries: TicketQueries;
  agents: Agents;
  actions: Actions;
  acts: ChatActs;
  handBack: HandBack;
}

interface Pressed {
  caller: Caller;
  chat: DirectChat;
  event: StoredEvent & { payload: InboundEvent };
  payload: InboundEvent & { kind: 'action' };
}

/** Buttons that only stand in an agent's own chat with the bot. */
const CHAT_BUTTONS: ReadonlySet<string> = new Set(['switch', 'say-to', 'say-to-bot', 'say-to-nobody']);

/** What the desk's buttons do in an agent's own chat with the bot. */
export function createDirectButtons({ queries, agents, actions, acts, handBack }: DirectButtonsOptions) {
  return {
    knows: (action: string): boolean => CHAT_BUTTONS.has(action) || actions.knows(action),

    async onButton(pressed: Pressed): Promise<Plan> {
      const { caller, chat, event, payload } = pressed;
      if (payload.action.startsWith('say-to') && isOutdated(pressed)) {
        return acts.ask(caller, [...chat.waiting], { tickets: chat.held, own: true });
      }
      if (payload.action.startsWith('say-to') && isForgotten(pressed)) {
        const again = chat.forgotten.map((message) => ({ ...message, at: caller.cause.at }));
        return acts.ask(caller, again, { tickets: chat.held, own: true });
      }
      if (payload.action === 'say-to-bot') {
        const ids = chat.waiting.map((message) => message.event);
        if (ids.length === 0) return nothingWaits(caller);
        return handBack.plan(event, ids, {
          before: async (tx) => {
            await acts.keepWaiting(tx, caller, []);
            await acts.turnTo(tx, caller, OWN);
          },
        });
      }
      if (payload.action === 'say-to-nobody') return toNobody(pressed);
      const ticket = await queries.byId(payload.value.split(':')[0] ?? '');
      const queue = chat.queues.find(({ id }) => id === ticket?.queue);
      if (!ticket) return { result: 'ignored: no ticket' };
      if (!queue) return refuse(caller, ticket, 'refused.elsewhere');
      if (!agents.mayActAlone(queue, caller, ticket)) {
        const key = payload.action === 'claim' ? 'desk.claim-in-group' : 'desk.not-in-chat';
        return refuse(caller, ticket, key);
      }
      if (payload.action === 'switch') return turn(caller, ticket);
      if (payload.action === 'say-to') {
        return chat.waiting.length > 0
          ? acts.deliverWaiting(caller, ticket, chat.waiting)
          : turn(caller, ticket);
      }
      return turning(caller, ticket, await actions.onButton(acts.seatAt(caller, ticket), payload));
    },
  };

  /** What is for nobody is kept as a note, if it is clear on which ticket. */
  async function toNobody({ caller, chat, payload }: Pressed): Promise<Plan> {
    const { active, held, waiting } = chat;
    if (waiting.length === 0) return nothingWaits(caller);
    const [first, another] = held;
    if (!first) return acts.drop(caller);
    const remarkOn = held.find(({ id }) => id === payload.value.split(':')[0]);
    const ticket = remarkOn ?? active ?? (another ? undefined : first);
    return ticket ? acts.noteWaiting(caller, ticket, waiting) : acts.askWhere(caller, waiting, held);
  }

  function turn(caller: Caller, ticket: Ticket): Plan {
    return ticket.assigneeId === caller.person.id
      ? acts.turn(caller, ticket)
      : refuse(caller, ticket, 'desk.not-in-chat');
  }

  /** Who does something about his ticket goes on with it. */
  function turning(caller: Caller, ticket: Ticket, plan: Plan): Plan {
    if (ticket.assigneeId !== caller.person.id) return plan;
    return {
      ...plan,
      apply: async (tx) => {
        await acts.turnTo(tx, caller, ticket.id);
        await plan.apply?.(tx);
      },
    };
  }

  function refuse(caller: Caller, ticket: Ticket, key: string): Plan {
    const { say } = caller;
    const words = say(key, { line: say(`line.${ticket.line}`), ticket: `#${ticket.number}` });
    return acts.answer({ ...caller, ticket }, words, `refused: ${key}`);
  }

  function nothingWaits(caller: Caller): Plan {
    return acts.answer(caller, caller.say('desk.nothing-waits'), 'nothing waits');
  }
}

/** Something else waits by now than what the button asked about. */
function isOutdated({ chat, payload }: Pressed): boolean {
  const last = chat.waiting.at(-1);
  return last !== undefined && !asksAbout(payload, last);
}

/** He answers so late that he must see once more what it is about. */
function isForgotten({ chat, payload }: Pressed): boolean {
  const last = chat.forgotten.at(-1);
  return chat.waiting.length === 0 && last !== undefined && asksAbout(payload, last);
}

function asksAbout({ value }: Pressed['payload'], { event }: HeldMessage): boolean {
  return value.split(':')[1] === String(event);
}
