import type { InboundEvent } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { ChatScene } from './addressee.ts';
import type { AgentChats } from '../threads/agent-chats.ts';
import type { Agents } from '../actions/agents.ts';
import type { ChatNews } from './chat-news.ts';
import { OWN } from '../threads/chat-state.ts';
import { isAtWork } from '../threads/held-tickets.ts';
import type { DirectChat } from './direct-chat.ts';
import type { PendingQuestions } from '../actions/pending.ts';

interface ChatScenesOptions {
  agents: Agents;
  queries: TicketQueries;
  chats: AgentChats;
  pending: PendingQuestions;
  news: ChatNews;
  now: () => number;
}

/** Tickets on which the bot has asked an agent something that he hasn't answered. */
interface Questions {
  asked: Ticket[];
  /** So long ago that what he writes may be for a requester. */
  expired: Ticket[];
}

/** Looks up what plain words in an agent's own chat may be about. */
export function createChatScenes({ agents, queries, chats, pending, news, now }: ChatScenesOptions) {
  return {
    /** Who can't do any more what he was asked about needn't answer. */
    async questionsTo({ person, identity, queues }: DirectChat): Promise<Questions> {
      const questions: Questions = { asked: [], expired: [] };
      for (const { ticketId, isExpired } of await pending.openFor(person.id, now())) {
        const ticket = await queries.byId(ticketId);
        const queue = queues.find((one) => one.id === ticket?.queue);
        if (!ticket || !queue || !agents.mayActAlone(queue, { person, identity }, ticket)) continue;
        questions[isExpired ? 'expired' : 'asked'].push(ticket);
      }
      return questions;
    },

    async sceneOf(
      { person, identity, held, atWork }: DirectChat,
      { place, quoted }: InboundEvent & { kind: 'message' },
      asked: readonly Ticket[],
    ): Promise<ChatScene> {
      const state = await chats.states.of(identity);
      const own = await queries.openOfRequester(person.id);
      const question = { personId: person.id, held, own, seen: state.seen };
      const talk = await news.ownTalk(place);
      const left = state.active === OWN || atWork.some(({ id }) => id === state.active) ? null : state.active;
      return {
        turnedTo: state.active,
        isTakenAway: left !== null && (await news.isTakenAway(left, question)),
        isAnswer: quoted === true,
        atWork,
        resolved: held.filter((ticket) => !isAtWork(ticket) && ticket.stage === 'verification'),
        asked,
        news: await news.ofHeld(question),
        remarks: await news.remarksOn(question),
        own: {
          isOpen: talk !== undefined,
          isNews: (talk !== undefined && talk > state.since) || (await news.ofOwn(question)),
        },
      };
    },
  };
}
