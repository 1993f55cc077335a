import type { Ticket } from '../../tickets/ticket.ts';
import { OWN } from '../threads/chat-state.ts';

/** What is known when an agent writes plain words in his own chat with the bot. */
export interface ChatScene {
  /** What he turned to last: a ticket's id, `own`, or nothing. */
  turnedTo: string | null;
  /** What he turned to was taken out of his hands by somebody else since: he may not have seen it. */
  isTakenAway?: boolean | undefined;
  /** Tickets on which it is his turn. */
  atWork: readonly Ticket[];
  /** Tickets he has resolved, which wait for their requesters. */
  resolved: readonly Ticket[];
  /** Tickets on which the bot has asked him something that he hasn't answered. */
  asked: readonly Ticket[];
  /** Ids of tickets of which his chat has shown something new since he last said or chose whom he talks with. */
  news: ReadonlySet<string>;
  /** Tickets of which his chat has shown what colleagues said since: he may be answering them. */
  remarks: readonly Ticket[];
  /** He answers a message of which nobody can tell what it was about. */
  isAnswer?: boolean | undefined;
  /** His own talk with the bot, as somebody who needs help. */
  own: { isOpen: boolean; isNews: boolean };
}

/** Whom plain words are for: a ticket, the bot, or one of several that nobody can tell. */
export type Addressee =
  | { to: 'ticket'; ticket: Ticket }
  | { to: 'bot' }
  | { to: 'unclear'; tickets: readonly Ticket[]; own: boolean; remarkOn?: Ticket | undefined };

/** Whom an agent's plain words are for. Never a guess: what he may just as well mean is asked. */
export function addresseeOf(scene: ChatScene): Addressee {
  const { atWork, resolved, asked, remarks, own, turnedTo } = scene;
  const all = [...new Map([...atWork, ...asked, ...resolved].map((ticket) => [ticket.id, ticket])).values()];
  if (all.length === 0) return { to: 'bot' };
  const meant = meantTickets(scene);
  const [only] = meant;
  const ownMeant = own.isNews || (turnedTo === OWN && own.isOpen);
  if (scene.isAnswer && all.length + (own.isOpen ? 1 : 0) > 1) {
    return { to: 'unclear', tickets: withOthers(meant, all), own: own.isOpen || turnedTo === OWN };
  }
  const isClear = remarks.length === 0 && !scene.isTakenAway;
  if (only && meant.length === 1 && !ownMeant && isClear) return { to: 'ticket', ticket: only };
  if (meant.length === 0 && ownMeant && isClear) return { to: 'bot' };
  const tickets = meant.length > 1 ? withOthers(meant, all) : all;
  const mayBeOwn = ownMeant || turnedTo === OWN || meant.length === 0;
  const [remarkOn, another] = remarks;
  return { to: 'unclear', tickets, own: mayBeOwn, ...(remarkOn && !another ? { remarkOn } : {}) };
}

function meantTickets({ turnedTo, atWork, resolved, asked, news }: ChatScene): Ticket[] {
  const turned = atWork.find(({ id }) => id === turnedTo);
  const [only] = atWork;
  const isOnly = atWork.length === 1 && turnedTo !== OWN;
  const active = turned ?? (isOnly ? only : undefined);
  const fresh = [...atWork, ...resolved].filter(({ id }) => news.has(id));
  // Nothing is chosen of several: each may be meant.
  const any = !active && turnedTo !== OWN && atWork.length > 1 ? atWork : [];
  const meant = [...(active ? [active] : []), ...any, ...asked, ...fresh];
  return [...new Map(meant.map((ticket) => [ticket.id, ticket])).values()];
}

/** Those that are meant first, as they are the likely answers. */
function withOthers(meant: readonly Ticket[], all: readonly Ticket[]): Ticket[] {
  return [...meant, ...all.filter(({ id }) => !meant.some((one) => one.id === id))];
}
