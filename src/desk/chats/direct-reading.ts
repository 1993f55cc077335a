import type { People } from '../../identity/people.ts';
import { clean } from '../../language/clean.ts';
import type { InboundEvent } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { addresseeOf } from './addressee.ts';
import type { Agents } from '../actions/agents.ts';
import type { ChatNews } from './chat-news.ts';
import { createChatScenes } from './chat-scene.ts';
import type { HeldMessage } from '../threads/chat-state.ts';
import type { TypeOf } from '../commands/command-arguments.ts';
import { parseDeskText } from '../commands/commands.ts';
import { needsNoTicket, type DeskCommand } from '../commands/desk-command.ts';
import type { DirectChat } from './direct-chat.ts';
import { splitLines } from '../commands/internal-lines.ts';
import { isBotWish, ownReport } from '../commands/own-words.ts';
import { PATIENCE, type PendingQuestions } from '../actions/pending.ts';
import type { Threads } from '../threads/threads.ts';
import type { TicketFinder } from '../commands/ticket-finder.ts';
import { addressed, nameIn } from '../commands/ticket-names.ts';

export interface DirectReadingOptions {
  people: People;
  agents: Agents;
  queries: TicketQueries;
  threads: Threads;
  finder: TicketFinder;
  pending: PendingQuestions;
  news: ChatNews;
  typeOf: TypeOf;
  /** The wish that is the whole message, such as `my-tickets`. */
  moveOf: (words: string) => string | undefined;
  now: () => number;
}

/** What becomes of something in an agent's own chat. */
export type Direction =
  | { to: 'ticket'; ticket: Ticket; words: string }
  | { to: 'turn'; ticket: Ticket }
  | { to: 'ask'; tickets: readonly Ticket[]; own: boolean; remarkOn?: Ticket | undefined }
  /** What he was asked on these has expired, and nobody can tell whether he answers it. */
  | { to: 'expired'; tickets: readonly Ticket[] }
  /** His own report: the bot's business. */
  | { to: 'bot'; words: string }
  | { to: 'drop' }
  | { to: 'help' }
  | { to: 'list' }
  /** Something about knowledge that is about no ticket. */
  | { to: 'look-up'; command: DeskCommand }
  | { to: 'refuse'; key: string; ticket?: Ticket | undefined; name?: string | undefined };

type Message = InboundEvent & { kind: 'message' };

/** The bot's business in every chat; `human` may be meant for a requester too and is asked about. */
const BOT_MOVES: ReadonlySet<string> = new Set([
  'my-tickets',
  'language-zh',
  'language-en',
  'link-accounts',
  'unlink',
]);

/** Reads what an agent writes in his own chat with the bot. */
export function createDirectReading(options: DirectReadingOptions) {
  const { people, agents, threads, finder, typeOf, moveOf, now } = options;
  const { chats } = threads;
  const scenes = createChatScenes({ ...options, chats });

  return { chatAt, read };

  /** The chat, if it is of somebody who works for a queue of its platform. */
  async function chatAt({ platform, tenant, sender }: InboundEvent): Promise<DirectChat | undefined> {
    const queues = chats.queuesOn(platform);
    if (queues.length === 0) return undefined;
    const identity = { platform, tenant, userId: sender.userId };
    const person = await people.byIdentity(identity);
    if (!person || !(await agents.isKnown(queues, person, identity))) return undefined;
    const { held, atWork, active, state } = await chats.work(identity, person.id);
    const isRecent = ({ at }: HeldMessage) => at + PATIENCE >= now();
    const waiting = state.held.filter(isRecent);
    const forgotten = state.held.filter((message) => !isRecent(message));
    return { person, identity, queues, held, atWork, active, waiting, forgotten };
  }

  /** What is to be done about a message; undefined where it is the bot's and not the desk's. */
  async function read(chat: DirectChat, payload: Message): Promise<Direction | undefined> {
    const text = clean(payload.text).trim();
    const { held } = chat;
    const { asked, expired } = await scenes.questionsTo(chat);
    const isBusy = held.length > 0 || asked.length > 0;
    const isPassedOn = payload.forwarded === true;
    if (!isPassedOn) {
      const report = ownReport(text);
      if (report !== undefined) return isBusy ? { to: 'bot', words: report } : undefined;
      if (isBotWish(text) || BOT_MOVES.has(moveOf(text) ?? '')) return undefined;
    }
    const { name: tag, words } = isPassedOn ? { name: undefined, words: text } : addressed(text);
    const name = tag ?? (payload.quotedTicket === undefined ? undefined : nameIn(payload.quotedTicket));
    const isEmpty = words === '' && payload.files.length === 0 && !payload.lost;
    const parsed = isPassedOn ? { words } : parseDeskText(words, typeOf);
    const isClaim = 'command' in parsed && parsed.command.do === 'claim';
    if (name) {
      const found = await finder.find(name);
      const said = `#${name.n}`;
      return toNamed(chat, { found, words, isEmpty, isClaim, isBusy, said });
    }
    if (isClaim) return { to: 'list' };
    const command = 'command' in parsed ? parsed.command : undefined;
    const lookUp = command && needsNoTicket(command) ? { to: 'look-up' as const, command } : undefined;
    if (!isBusy) return lookUp;
    if (chat.waiting.length > 0 && /^(?:cancel|取消)[.\u3002!\uff01]?$/i.test(words)) return { to: 'drop' };
    if ('command' in parsed && parsed.command.do === 'help') return { to: 'help' };
    if (isEmpty) return undefined;
    const isSaid = 'words' in parsed && !isPassedOn && splitLines(words).words !== '';
    if (expired.length > 0 && isSaid) return { to: 'expired', tickets: expired };
    const addressee = addresseeOf(await scenes.sceneOf(chat, payload, asked));
    const wantsHuman = !isPassedOn && moveOf(text) === 'human';
    if (addressee.to === 'bot') return lookUp;
    if (addressee.to === 'unclear') {
      const solved = command && isAboutLearning(command) ? solvedAlone(held) : undefined;
      return solved ? { to: 'ticket', ticket: solved, words } : (lookUp ?? { ...addressee, to: 'ask' });
    }
    if (wantsHuman) return { to: 'ask', tickets: [addressee.ticket], own: true };
    return { to: 'ticket', ticket: addressee.ticket, words };
  }

  function toNamed({ person, identity, queues, waiting }: DirectChat, named: Named): Direction | undefined {
    const { found, words, isEmpty, isClaim, isBusy, said } = named;
    const mine = found.filter(({ assigneeId }) => assigneeId === person.id);
    // In January this year's and last year's ticket may have the same number.
    if (mine.length > 1) return { to: 'refuse', key: 'desk.which-year', name: numbersOf(mine) };
    const [ticket] = mine.length === 1 ? mine : found;
    if (!ticket)
      return isBusy || isClaim ? { to: 'refuse', key: 'desk.no-such-ticket', name: said } : undefined;
    const queue = queues.find(({ id }) => id === ticket.queue);
    const isOwn = ticket.requesterId === person.id && ticket.assigneeId !== person.id;
    if (isOwn && !isClaim) return undefined;
    if (!queue) return { to: 'refuse', key: 'refused.elsewhere', ticket };
    if (agents.mayActAlone(queue, { person, identity }, ticket)) {
      const isHis = ticket.assigneeId === person.id;
      if (isEmpty && isHis && waiting.length === 0) return { to: 'turn', ticket };
      return { to: 'ticket', ticket, words };
    }
    return { to: 'refuse', key: isClaim ? 'desk.claim-in-group' : 'desk.not-in-chat', ticket };
  }
}

/** What is decided about the knowledge that a solved ticket brought. */
function isAboutLearning(command: DeskCommand): boolean {
  if (command.do === 'new-article' || command.do === 'no-article') return true;
  return command.do === 'article' && !needsNoTicket(command);
}

/** The one that waits for its requester to confirm, if it is the only one. */
function solvedAlone(held: readonly Ticket[]): Ticket | undefined {
  const [first, another] = held.filter(({ stage }) => stage === 'verification');
  return another ? undefined : first;
}

function numbersOf(tickets: readonly Ticket[]): string {
  return tickets.map(({ number }) => `#${number}`).join(' ');
}

interface Named {
  /** Tickets the name may mean. */
  found: readonly Ticket[];
  words: string;
  isEmpty: boolean;
  isClaim: boolean;
  isBusy: boolean;
  /** The name as it is said. */
  said: string;
}

export type DirectReading = ReturnType<typeof createDirectReading>;
