import type { OutboundMessage, Place } from '../../platforms/platform.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import { newId } from '../../runtime/id.ts';
import { messageTarget, post, type Posting } from '../../runtime/outbox.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Queue } from '../../tickets/desk-policy.ts';
import { chatOf, createAgentChats, tagged, type AgentChatsOptions } from './agent-chats.ts';
import { barePlace } from './bare-place.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { cardRef } from '../cards/card-ref.ts';
import type { Caller, Seat } from './seat.ts';
import { createThreadLookups } from './thread-lookups.ts';

export type ThreadPosting = Omit<Posting, 'lane' | 'place' | 'threadRef' | 'ticketId'> & {
  /** What everybody must know of it, where a group stands in for the threads. */
  group?: string | undefined;
  /** Who held the ticket until now, and is told as well. */
  formerly?: string | null | undefined;
};

/** Begins the name of an answer to who acted in a group. */
const ANSWER = 'answer:';

export interface ThreadsOptions extends Omit<AgentChatsOptions, 'policy'> {
  voice: Voice;
}

/**
 * Where a ticket is worked on: in one thread of its queue's channel; where there are no threads, in the queue's group
 * and the assignee's own chat with the bot.
 */
export function createThreads({ voice, ...options }: ThreadsOptions) {
  const { db, tenantOf } = options;
  const { policy } = voice;
  const chats = createAgentChats({ ...options, policy });
  const say = speaker(voice, policy.locale);

  function queueOf(ticket: Pick<Ticket, 'queue'>): Queue {
    const queue = policy.queues.find((one) => one.id === ticket.queue);
    if (!queue) throw new Error(`desk.yaml has no queue ${ticket.queue}, which a ticket is in`);
    return queue;
  }

  /** The queue whose channel this is. */
  const queueAt = ({ platform, channel }: Place): Queue | undefined =>
    policy.queues.find((queue) => queue.channel.platform === platform && queue.channel.channel === channel);

  function placeOf({ channel }: Queue): Place {
    return { platform: channel.platform, tenant: tenantOf(channel.platform), channel: channel.channel };
  }

  /** Whether a queue's tickets have no threads. */
  const isApart = (queueId: string) => !chats.hasThreads(queueOf({ queue: queueId }).channel.platform);

  function inThread(ticket: Ticket, queue: Queue, posting: ThreadPosting): Posting {
    const { group: _, formerly: __, ...rest } = posting;
    const ref = cardRef(ticket.id, queue.id);
    const isRoot = posting.ref === ref || posting.op === 'edit' || posting.op === 'react';
    return {
      ...rest,
      lane: `desk:${ticket.id}`,
      place: placeOf(queue),
      ticketId: ticket.id,
      ...(isRoot ? {} : { threadRef: ref }),
    };
  }

  async function apart(
    tx: Transaction,
    { ticket, queue }: { ticket: Ticket; queue: Queue },
    posting: ThreadPosting,
  ): Promise<Posting[]> {
    const { group, formerly, ...rest } = posting;
    const place = placeOf(queue);
    const inGroup = { lane: groupLane(place), place, ticketId: ticket.id };
    const card = cardRef(ticket.id, queue.id);
    if (rest.ref === card || rest.target === card) return [{ ...rest, ...inGroup }];
    const notice: Posting[] =
      group === undefined ? [] : [{ ...inGroup, message: { text: tagged(ticket, group) }, notice: true }];
    const holder = ticket.queue === queue.id ? ticket.assigneeId : null;
    const addressed: Posting[] = [];
    for (const personId of new Set([holder, formerly ?? null])) {
      const identity = personId && (await chats.identityOf(personId, place.platform, tx));
      if (!personId || !identity) continue;
      const said = { identity, personId, ticket, say };
      const message = rest.message && (await chats.framed(tx, { ...said, message: rest.message }));
      const chat = chatOf(identity);
      addressed.push({ ...rest, message, lane: conversationLane(chat), place: chat, ticketId: ticket.id });
    }
    if (addressed.length > 0 || group !== undefined) return [...notice, ...addressed];
    if (!rest.message) return [];
    return [{ ...rest, ...inGroup, message: forGroup(ticket, rest.message) }];
  }

  return {
    queueOf,
    isApart,
    chats,

    queueAt,

    /** The queue in whose group somebody acted who is answered in his own chat under this name. */
    queueAnswered: (ref: string): Queue | undefined =>
      policy.queues.find(({ id }) => ref.startsWith(`${ANSWER}${id}:`)),

    /** Where the first line works. */
    firstLine(): Place {
      const [first] = policy.queues;
      const queue = policy.queues.find(({ line }) => line === 'L1') ?? first;
      if (!queue) throw new Error('desk.yaml was loaded without a queue');
      return placeOf(queue);
    },

    /** Whether what was written into a ticket's thread can be changed there. */
    edits: (queueId: string): boolean => chats.edits(queueOf({ queue: queueId }).channel.platform),

    /** Writes where the ticket is worked on in its present queue, or in `queueId`. */
    async write(
      tx: Transaction,
      ticket: Ticket,
      postings: readonly ThreadPosting[],
      at: number,
      queueId = ticket.queue,
    ) {
      const queue = queueOf({ queue: queueId });
      const rows: Posting[] = [];
      for (const posting of postings) {
        if (isApart(queue.id)) rows.push(...(await apart(tx, { ticket, queue }, posting)));
        else rows.push(inThread(ticket, queue, posting));
      }
      await post(tx, db.tables, rows, at);
    },

    /** Answers an agent where he acts: in a shared channel himself alone, without threads in his own chat. */
    async answer(
      tx: Transaction,
      caller: Caller & { ticket?: Ticket | undefined },
      message: OutboundMessage,
    ): Promise<void> {
      const { at, identity, person, say: speak, ticket, cause } = caller;
      const ticketId = ticket?.id;
      if (at.kind === 'channel' && chats.hasThreads(at.platform)) {
        const { kind: _, ...place } = at;
        const words = ticket ? { ...message, text: tagged(ticket, message.text) } : message;
        const posting = { op: 'private' as const, privateTo: identity.userId, message: words };
        await post(tx, db.tables, [{ ...posting, lane: groupLane(at), place, ticketId }], cause.at);
        return;
      }
      const said = { identity, personId: person.id, ticket, message, say: speak };
      const hasOwnChat = at.kind === 'direct' && chats.hasThreads(at.platform);
      const place = hasOwnChat ? barePlace(at) : chatOf(identity);
      const queue = at.kind === 'channel' ? queueAt(at) : undefined;
      const posting = {
        ...(queue ? { ref: `${ANSWER}${queue.id}:${newId(cause.at)}` } : {}),
        lane: conversationLane(place),
        place,
        // On a platform with threads nobody works on tickets in his own chat.
        message: hasOwnChat ? message : await chats.framed(tx, said),
        ticketId,
      };
      await post(tx, db.tables, [posting], cause.at);
    },

    /** Says something for everybody where it is about no ticket. */
    async sayAt(tx: Transaction, { platform, tenant, channel, thread }: Place, text: string, at: number) {
      const place = { platform, tenant, channel, thread };
      await post(tx, db.tables, [{ lane: groupLane(place), place, message: { text } }], at);
    },

    /** Puts an emoji on what an agent wrote. */
    async react(
      tx: Transaction,
      seat: Seat,
      { messageId, reaction }: { messageId: string; reaction: string },
    ) {
      const { at, inThread: isInThread, ticket, cause } = seat;
      const { platform, tenant, channel } = at;
      const place = { platform, tenant, channel };
      const lane = isInThread ? `desk:${ticket.id}` : laneAt(at);
      const mark = { op: 'react' as const, target: messageTarget(messageId), reaction };
      await post(tx, db.tables, [{ ...mark, lane, place, ticketId: ticket.id }], cause.at);
    },

    /** Tells a group something that an agent could not be told, with the tag of the ticket it is about. */
    async tellGroup(
      tx: Transaction,
      { queue, ticket }: { queue: Queue; ticket?: Ticket | undefined },
      { message, ref }: { message: OutboundMessage; ref?: string },
      at: number,
    ) {
      const place = placeOf(queue);
      const about = ticket ? { ticketId: ticket.id, message: forGroup(ticket, message) } : { message };
      const told = { lane: groupLane(place), place, ...about };
      await post(tx, db.tables, [ref === undefined ? told : { ...told, ref }], at);
    },

    ...createThreadLookups({ db, chats, placeOf }),
  };
}

export type Threads = ReturnType<typeof createThreads>;

/** All that is said in one channel or group keeps its order. */
export function groupLane({ platform, tenant, channel }: Place): string {
  return `desk-channel:${platform}:${tenant}:${channel}`;
}

function laneAt(at: Caller['at']): string {
  return at.kind === 'direct' ? conversationLane(at) : groupLane(at);
}

function forGroup(ticket: Ticket, message: OutboundMessage): OutboundMessage {
  return message.card ? message : { ...message, text: tagged(ticket, message.text) };
}
