import type { InboundEvent } from '../../platforms/platform.ts';
import type { StoredEvent } from '../../runtime/inbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { Agents } from '../actions/agents.ts';
import type { ChatActs } from './chat-acts.ts';
import { OWN, type HeldMessage } from '../threads/chat-state.ts';
import type { createDirectButtons } from './direct-buttons.ts';
import type { DirectChat } from './direct-chat.ts';
import type { DirectReading, Direction } from './direct-reading.ts';
import { isHandedBack, type HandBack } from './hand-back.ts';
import type { OwnLookUps } from './own-look-ups.ts';
import type { PressesAnywhere } from './presses-anywhere.ts';
import type { PendingQuestions } from '../actions/pending.ts';
import type { QueueList } from '../actions/queue-list.ts';
import type { RelayedChanges } from '../actions/relayed-changes.ts';
import type { Caller } from '../threads/seat.ts';
import type { Threads } from '../threads/threads.ts';

interface DirectOptions {
  queries: TicketQueries;
  agents: Agents;
  threads: Threads;
  pending: PendingQuestions;
  reading: DirectReading;
  buttons: ReturnType<typeof createDirectButtons>;
  acts: ChatActs;
  handBack: HandBack;
  list: QueueList;
  relayedChanges: RelayedChanges;
  lookUps: OwnLookUps;
  presses: PressesAnywhere;
  callerOf: (event: DirectEvent, chat: DirectChat) => Caller;
  now: () => number;
}

type DirectEvent = StoredEvent & { payload: InboundEvent };
type Changed = InboundEvent & { kind: 'edited' | 'deleted' };

interface Written {
  caller: Caller;
  chat: DirectChat;
  event: DirectEvent;
  payload: InboundEvent & { kind: 'message' };
}

/** Agents' own chats with the bot, where they work on platforms without threads (design §4). */
export function createDirect(options: DirectOptions) {
  const { queries, agents, threads, pending, reading, buttons, acts } = options;
  const { handBack, list, relayedChanges, lookUps, presses, callerOf, now } = options;

  return {
    /** Whether an event of a direct chat is the desk's; in doubt it is, and asks. */
    async takes({ payload }: DirectEvent): Promise<boolean> {
      const { place, sender } = payload;
      if (place.kind !== 'direct' || sender.kind !== 'member' || isHandedBack(payload)) return false;
      if (presses.takes(payload)) return true;
      if (threads.chats.hasThreads(place.platform)) return lookUps.takes(payload);
      if (payload.kind === 'action') return buttons.knows(payload.action);
      if (isChange(payload)) return wroteAsAgent(payload);
      const chat = await reading.chatAt(payload);
      if (payload.kind === 'pressed') return chat !== undefined && chat.held.length > 0;
      if (payload.kind !== 'message') return false;
      return chat !== undefined && (await reading.read(chat, payload)) !== undefined;
    },

    /** Thinks about an event that it takes. */
    async handle(event: DirectEvent): Promise<Plan> {
      const { payload } = event;
      if (presses.takes(payload)) return presses.handle(event);
      if (threads.chats.hasThreads(payload.place.platform)) return lookUps.handle(event);
      const chat = await reading.chatAt(payload);
      if (!chat) return { result: 'ignored: no agent' };
      const caller = callerOf(event, chat);
      if (payload.kind === 'action') return buttons.onButton({ caller, chat, event, payload });
      if (isChange(payload)) return onChange(caller, payload);
      if (payload.kind === 'pressed') {
        return acts.answer(caller, caller.say('desk.stale-button'), 'refused: lost button');
      }
      const direction = payload.kind === 'message' ? await reading.read(chat, payload) : undefined;
      if (payload.kind !== 'message' || !direction) return { result: `ignored: ${payload.kind}` };
      return follow({ caller, chat, event, payload }, direction);
    },
  };

  async function follow({ caller, chat, event, payload }: Written, direction: Direction): Promise<Plan> {
    const { say } = caller;
    const { messageId, text, files, lost = [], forwarded = false } = payload;
    switch (direction.to) {
      case 'ticket': {
        const { ticket, words } = direction;
        if (words === '' && files.length + lost.length === 0) {
          return acts.deliverWaiting(caller, ticket, chat.waiting);
        }
        return acts.deliver(caller, ticket, [{ messageId, text: words, files, lost, forwarded }]);
      }
      case 'turn':
        return acts.turn(caller, direction.ticket);
      case 'bot':
        return handBack.plan(event, [event.id], {
          words: direction.words,
          before: (tx) => acts.turnTo(tx, caller, OWN),
        });
      case 'ask': {
        const held: HeldMessage = { event: event.id, messageId, text, files, lost, forwarded, at: now() };
        return acts.ask(caller, [...chat.waiting, held], direction);
      }
      case 'drop':
        return acts.drop(caller);
      case 'help':
        return acts.answer(caller, `${say('desk.direct-help')}\n\n${say('desk.help')}`, 'help');
      case 'expired':
        return expire(caller, direction.tickets);
      case 'list':
        return listOpen(caller, chat);
      case 'look-up':
        return lookUps.run(caller, direction.command);
      case 'refuse': {
        const { key, ticket, name } = direction;
        const line = ticket ? say(`line.${ticket.line}`) : '';
        const named = name ?? `#${ticket?.number}`;
        const words = say(key, { line, ticket: named, numbers: named });
        return acts.answer({ ...caller, ticket }, words, `refused: ${key}`);
      }
    }
  }

  async function listOpen(caller: Caller, { queues }: DirectChat): Promise<Plan> {
    const { say, cause } = caller;
    const visible = await agents.visibleTo(queues, { ...caller, now: cause.at });
    if (visible.length === 0) return acts.answer(caller, say('desk.list-in-group'), 'refused: list');
    const open = [];
    for (const queue of visible) open.push(await list.open(queue, say, 'claim'));
    return acts.answer(caller, open.join('\n\n'), 'listed');
  }

  /** He let the questions lie for so long that nobody can tell whether this answers them. */
  function expire(caller: Caller, tickets: readonly Ticket[]): Plan {
    const { say, person, cause } = caller;
    const [ticket, another] = tickets;
    const about = another ? caller : { ...caller, ticket };
    const told = acts.answer(about, say('desk.question-expired'), 'question expired');
    return {
      ...told,
      apply: async (tx) => {
        for (const { id } of tickets)
          await pending.drop(tx, { ticketId: id, personId: person.id, now: cause.at });
        await told.apply(tx);
      },
    };
  }

  async function wroteAsAgent({ place, messageId }: Changed): Promise<boolean> {
    return (await queries.writtenAt(place, messageId)).some(({ side }) => side !== 'requester');
  }

  async function onChange(caller: Caller, payload: Changed): Promise<Plan> {
    const [written] = await queries.writtenAt(payload.place, payload.messageId);
    const ticket = written && (await queries.byId(written.ticketId));
    if (!ticket) return { result: 'ignored: on no ticket' };
    return relayedChanges.onChange(acts.seatAt(caller, ticket), payload);
  }
}

function isChange(payload: InboundEvent): payload is Changed {
  return payload.kind === 'edited' || payload.kind === 'deleted';
}
