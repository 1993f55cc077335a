import { createMentions } from '../identity/mentions.ts';
import type { People } from '../identity/people.ts';
import type { ArticleQueries } from '../knowledge/article-queries.ts';
import type { ArticleService } from '../knowledge/article-service.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { Synonyms } from '../knowledge/synonyms.ts';
import type { Model } from '../model/model.ts';
import type { InboundEvent } from '../platforms/platform.ts';
import type { StoredEvent } from '../runtime/inbox.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Database } from '../store/database.ts';
import type { SimilarCases } from '../tickets/cases.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Queue } from '../tickets/desk-policy.ts';
import { bareEmoji } from '../tickets/policy-schema.ts';
import type { Collaboration } from '../tickets/collaboration.ts';
import type { PresenceBook } from '../tickets/presence.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketService } from '../tickets/ticket-service.ts';
import { createActions } from './actions/actions.ts';
import { createAgents } from './actions/agents.ts';
import { createAssigning } from './actions/assigning.ts';
import { createCallers } from './threads/callers.ts';
import { createCalls } from './actions/calls.ts';
import { speaker, type Voice } from './cards/voice.ts';
import { createChatActs } from './chats/chat-acts.ts';
import { createChatNews } from './chats/chat-news.ts';
import { createDirect } from './chats/direct.ts';
import { createDirectButtons } from './chats/direct-buttons.ts';
import { createDirectReading } from './chats/direct-reading.ts';
import { createArticleActs } from './actions/article-acts.ts';
import { createArticlePresses } from './actions/article-presses.ts';
import { createExecution } from './actions/execution.ts';
import { createHandBack } from './chats/hand-back.ts';
import { createHearing } from './actions/hearing.ts';
import { createKeywordActs } from './actions/keyword-acts.ts';
import { createLookUps } from './actions/look-ups.ts';
import { createPendingQuestions } from './actions/pending.ts';
import { createQueueList } from './actions/queue-list.ts';
import { createRelayedChanges } from './actions/relayed-changes.ts';
import { createSynonymActs } from './actions/synonym-acts.ts';
import type { WhyType } from './cards/type-why.ts';
import { createOwnLookUps } from './chats/own-look-ups.ts';
import { createPressesAnywhere } from './chats/presses-anywhere.ts';
import type { Digests } from './threads/digests.ts';
import type { KnowledgeChannel } from './threads/knowledge-channel.ts';
import type { StandingCards } from './threads/standing-cards.ts';
import { createReplies } from './threads/replies.ts';
import type { Caller, Seat } from './threads/seat.ts';
import type { Threads } from './threads/threads.ts';
import { createTicketFinder } from './commands/ticket-finder.ts';
import { typeFinder } from './commands/type-finder.ts';

export interface DeskOptions {
  db: Database;
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  articles: ArticleService;
  articleQueries: ArticleQueries;
  synonyms: Synonyms;
  /** Solved tickets, to be looked up. */
  cases: SimilarCases;
  /** Where articles are reviewed, and the cards about them. */
  channel: KnowledgeChannel;
  cards: StandingCards;
  digests: Digests;
  model: Model | undefined;
  /** The words by which a text is of a type. */
  whyType: WhyType;
  /** Where people edit an article, if the page's address is known. */
  editorOf: (articleId: string) => string | undefined;
  tickets: TicketService;
  queries: TicketQueries;
  threads: Threads;
  /** The wish that is somebody's whole message, such as `my-tickets`. */
  moveOf: (words: string) => string | undefined;
  presence: PresenceBook;
  collaboration: Collaboration;
  /** What owners of collaboration tasks do in their own chats. */
  tasks: OwnTasks;
  tenantOf: (platform: string) => string;
  now: () => number;
}

interface OwnTasks {
  takes: (event: DeskEvent) => Promise<boolean>;
  handle: (event: DeskEvent) => Promise<Plan>;
}

type DeskEvent = StoredEvent & { payload: InboundEvent };

/** What the bot does with what agents write and press: in the desk channels, and in their own chats with it. */
export function createDesk(options: DeskOptions) {
  const { db, voice, people, threads, queries, channel, now } = options;
  const { policy } = voice;
  const callers = createCallers({ db, voice, people, now });
  const agents = createAgents({ ...options, policy });
  const assigning = createAssigning({ ...options, policy, agents });
  const pending = createPendingQuestions(db);
  const replies = createReplies(threads);
  const shelf = options.articleQueries;
  const articleActs = createArticleActs({ ...options, shelf, replies, agents });
  const synonyms = createSynonymActs({ ...options, policy, replies });
  const lookUps = createLookUps({
    ...options,
    versionsOf: (id) => shelf.versions(id),
    pointsOf: (id) => shelf.pointsOf(id),
  });
  const execution = createExecution({
    ...options,
    agents,
    pending,
    replies,
    shelf,
    lookUps,
    acts: articleActs,
    synonyms,
  });
  const { work } = execution;
  const actions = createActions({ execution, replies, pending });
  const typeOf = typeFinder(voice);
  const mentions = createMentions(people);
  const { hasThreads } = threads.chats;
  const hear = createHearing({ execution, pending, agents, mentions, typeOf, hasThreads });
  const finder = createTicketFinder({ queries, timeZone: policy.timeZone, now });
  const list = createQueueList({ queries, people });
  const calls = createCalls({ db, threads, finder, list, hear, typeOf, work });
  const relayedChanges = createRelayedChanges({ ...options, replies });
  const acts = createChatActs({ people, threads, hear });
  const handBack = createHandBack({ db, now });
  const decideKeyword = createKeywordActs({ ...options, policy, replies });
  const presses = createPressesAnywhere({
    presses: createArticlePresses({ acts: articleActs, decideKeyword, synonyms }),
    callers,
  });
  const ownLookUps = createOwnLookUps({ policy, people, agents, callers, work, typeOf });
  const direct = createDirect({
    ...options,
    agents,
    presses,
    lookUps: ownLookUps,
    pending,
    reading: createDirectReading({ ...options, agents, finder, pending, news: createChatNews(db), typeOf }),
    buttons: createDirectButtons({ queries, agents, actions, acts, handBack }),
    acts,
    handBack,
    list,
    relayedChanges,
    callerOf: callers.callerOf,
  });

  return {
    /** Whether an event of a direct chat is the desk's and not the requester's side's. */
    takes: async (event: DeskEvent) => (await options.tasks.takes(event)) || direct.takes(event),
    /** Thinks about an event that it takes. */
    async handleDirect(event: DeskEvent): Promise<Plan> {
      if (await options.tasks.takes(event)) return options.tasks.handle(event);
      const { platform, tenant, sender } = event.payload;
      const person = await people.byIdentity({ platform, tenant, userId: sender.userId });
      if (person) await options.presence.seen(person.id, now());
      return direct.handle(event);
    },

    /** Gives new tickets to somebody. */
    assigning,

    /** Whether something beside the tickets' threads is the desk's: about knowledge, in its channel or a queue's. */
    concerns(payload: InboundEvent): boolean {
      const isHere = channel.isHere(payload.place);
      if (ownLookUps.commandIn(payload)) return isHere || threads.queueAt(payload.place) !== undefined;
      const isMeant = payload.kind === 'message' && payload.mention === true;
      return isHere && (isMeant || payload.kind === 'action' || payload.kind === 'pressed');
    },

    /** One part's share of what was said to all of an incident. */
    tellPart: execution.tellPart,

    /** Says where an agent wrote or pressed that it could not be worked on. */
    async apologise({ payload }: DeskEvent): Promise<Plan> {
      const { place, sender, kind } = payload;
      const isWaited = kind === 'action' || (kind === 'message' && (place.thread || isCall(payload)));
      if (sender.kind !== 'member' || !isWaited || !threads.queueAt(place)) return { result: 'failed' };
      const text = speaker(voice, policy.locale)('dialogue.failed');
      return { result: 'failed', apply: (tx) => threads.sayAt(tx, place, text, now()) };
    },

    /** Thinks about an event of a desk channel. */
    async handle(event: DeskEvent): Promise<Plan> {
      const { payload } = event;
      if (payload.sender.kind !== 'member') return { result: `ignored: ${payload.sender.kind}` };
      if (presses.takes(payload)) return presses.handle(event);
      if (channel.isHere(payload.place)) return inKnowledgeChannel(event);
      const queue = threads.queueAt(payload.place);
      if (!queue) return { result: 'ignored: no desk channel' };
      if (payload.kind === 'joined' || payload.kind === 'pressed')
        return { result: `ignored: ${payload.kind}` };
      const ticket = await ticketOf(payload);
      if (!ticket && !isCall(payload)) return { result: 'ignored: no ticket' };
      const { person, identity } = await callers.whoSent(payload);
      const isAgent = payload.sender.unverified ? agents.isListed : agents.mayAct;
      if (!isAgent(queue, person.id, identity)) return { result: 'ignored: no agent' };
      await agents.noteSeen(queue, person.id, now());
      const caller = callers.callerOf(event, { person, identity });
      return ticket ? onTicket({ caller, queue, ticket, payload }) : onCall(caller, queue, payload);
    },
  };

  async function inKnowledgeChannel(event: DeskEvent): Promise<Plan> {
    if (!(await ownLookUps.isOfChannel(event.payload))) return { result: 'ignored: no agent' };
    if (ownLookUps.commandIn(event.payload)) return ownLookUps.handle(event);
    if (event.payload.kind !== 'message') return { result: `ignored: ${event.payload.kind}` };
    const caller = callers.callerOf(event, await callers.whoSent(event.payload));
    const text = caller.say('desk.kb-channel-help');
    return { result: 'help', apply: (tx) => replies.to(tx, caller, { text }) };
  }

  /** By the root of the thread it happens in, or the card itself; what is written beside threads names none. */
  async function ticketOf(payload: DeskPayload): Promise<Ticket | undefined> {
    const { place, kind } = payload;
    const written =
      kind === 'edited' || kind === 'deleted' ? await queries.writtenAt(place, payload.messageId) : [];
    const root = kind === 'reaction' ? payload.messageId : (place.thread ?? payload.messageId);
    const id =
      written[0]?.ticketId ?? (await threads.ticketAt(place, root)) ?? (await pressedTicket(payload));
    return id === undefined ? undefined : queries.byId(id);
  }

  /** A card that can't be found any more still says which ticket it is; what may be done is looked up anew. */
  async function pressedTicket(payload: DeskPayload): Promise<string | undefined> {
    return payload.kind === 'action' ? payload.value.split(':')[0] : undefined;
  }

  /** Said to the bot itself. Where there are threads, colleagues also talk to each other. */
  function isCall(payload: InboundEvent): payload is InboundEvent & { kind: 'message' } {
    if (payload.kind !== 'message') return false;
    if (payload.mention === true || !threads.chats.hasThreads(payload.platform)) return true;
    return ownLookUps.commandIn(payload) !== undefined;
  }

  async function onTicket(seated: Seated): Promise<Plan> {
    const { caller, queue, ticket, payload } = seated;
    const inThread = threads.chats.hasThreads(payload.platform);
    const seat: Seat = { ...caller, queue, ticket, inThread };
    if (!(await calls.isHere(queue, ticket))) return { result: 'ignored: foreign ticket' };
    return turning(seat, await onSeat(seat, payload));
  }

  async function onSeat(seat: Seat, payload: DeskPayload): Promise<Plan> {
    switch (payload.kind) {
      case 'message':
        return hear(seat, payload);
      case 'action':
        return actions.onButton(seat, payload);
      case 'reaction':
        return actions.onReaction(seat, policy.reactions[bareEmoji(payload.reaction)]);
      case 'edited':
      case 'deleted':
        return relayedChanges.onChange(seat, payload);
    }
  }

  async function onCall(caller: Caller, queue: Queue, payload: DeskPayload): Promise<Plan> {
    if (payload.kind !== 'message') return { result: `ignored: ${payload.kind}` };
    const { plan, seat } = await calls.onMessage(caller, queue, payload);
    return seat ? turning(seat, plan) : plan;
  }

  /** Without threads, who does something about his ticket goes on with it in his own chat. */
  function turning(seat: Seat, plan: Plan): Plan {
    if (threads.chats.hasThreads(seat.at.platform) || seat.ticket.assigneeId !== seat.person.id) return plan;
    return {
      ...plan,
      apply: async (tx) => {
        const who = { identity: seat.identity, personId: seat.person.id };
        await threads.chats.turnTo(tx, who, { ticketId: seat.ticket.id, at: seat.cause.at });
        await plan.apply?.(tx);
      },
    };
  }
}

export type Desk = ReturnType<typeof createDesk>;

type DeskPayload = Exclude<InboundEvent, { kind: 'joined' | 'pressed' }>;

interface Seated {
  caller: Caller;
  queue: Queue;
  ticket: Ticket;
  payload: DeskPayload;
}
