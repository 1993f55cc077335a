import { ulid } from 'ulid';
import type { People, Person } from '../identity/people.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { clean } from '../language/clean.ts';
import type { InboundEvent } from '../platforms/platform.ts';
import type { StoredEvent } from '../runtime/inbox.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Database } from '../store/database.ts';
import type { Ticket } from '../tickets/commands.ts';
import type { Queue } from '../tickets/desk-policy.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketService } from '../tickets/ticket-service.ts';
import { createActions } from './actions.ts';
import { speaker, type Voice } from './card.ts';
import { parseDeskText } from './commands.ts';
import { createExecution, type Seat } from './execution.ts';
import { createPendingQuestions } from './pending.ts';
import { createReplies } from './replies.ts';
import type { Threads } from './threads.ts';

export interface DeskOptions {
  db: Database;
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  tickets: TicketService;
  queries: TicketQueries;
  threads: Threads;
  /** The agent of a queue somebody means by `@name`. */
  findAgent(queueId: string, mention: string): Promise<Person | undefined>;
  now: () => number;
}

type ChannelEvent = StoredEvent & { payload: InboundEvent };

/** What the bot does with what agents write and press in the desk channels. */
export function createDesk(options: DeskOptions) {
  const { db, voice, people, threads, queries, now } = options;
  const pending = createPendingQuestions(db);
  const replies = createReplies(threads);
  const execution = createExecution({ ...options, pending, replies });
  const actions = createActions({ ...options, execution, replies, pending });
  const typeOf = typeFinder(voice);

  return {
    /** Thinks about an event of a desk channel. */
    async handle(event: ChannelEvent): Promise<Plan> {
      const { payload } = event;
      if (payload.sender.kind !== 'member') return { result: `ignored: ${payload.sender.kind}` };
      const queue = threads.queueAt(payload.place);
      if (!queue) return { result: 'ignored: no desk channel' };
      if (payload.kind !== 'message' && payload.kind !== 'action')
        return { result: `ignored: ${payload.kind}` };
      const ticket = await ticketOf(payload);
      if (!ticket) return { result: 'ignored: no ticket' };
      const person = await personOf(payload);
      if (!isAgent(queue, person, payload)) return { result: 'ignored: no agent' };
      const seat = seatOf({ event, queue, ticket, person });
      return payload.kind === 'action' ? actions.onButton(seat, payload) : onMessage(seat, payload);
    },
  };

  async function ticketOf(
    payload: InboundEvent & { kind: 'message' | 'action' },
  ): Promise<Ticket | undefined> {
    const root = payload.place.thread ?? payload.messageId;
    const id = await threads.ticketAt(payload.place, root);
    return id === undefined ? undefined : queries.byId(id);
  }

  async function personOf({ platform, tenant, sender }: InboundEvent): Promise<Person> {
    const identity = { platform, tenant, userId: sender.userId };
    const known = await people.byIdentity(identity);
    return known ?? db.transaction({}, (tx) => people.ensure(tx, identity, sender, now()));
  }

  /** By default the channel's full members; `listed` narrows it to those named in desk.yaml (rule I-6). */
  function isAgent(queue: Queue, person: Person, { platform, sender }: InboundEvent): boolean {
    if (voice.policy.agents === 'channel') return true;
    return queue.members.includes(person.id) || queue.members.includes(`${platform}:${sender.userId}`);
  }

  function seatOf({
    event,
    queue,
    ticket,
    person,
  }: {
    event: ChannelEvent;
    queue: Queue;
    ticket: Ticket;
    person: Person;
  }): Seat {
    return {
      queue,
      ticket,
      person,
      userId: event.payload.sender.userId,
      say: speaker(voice, person.locale ?? voice.policy.locale),
      cause: { actor: person.id, at: now(), sourceEvent: event.id },
    };
  }

  async function onMessage(seat: Seat, payload: InboundEvent & { kind: 'message' }): Promise<Plan> {
    const { ticket, person } = seat;
    const text = clean(payload.text).trim();
    const lines = text.split('\n');
    const internal = lines.filter((line) => line.trimStart().startsWith('//'));
    const words = lines
      .filter((line) => !line.trimStart().startsWith('//'))
      .join('\n')
      .trim();
    const asked = await pending.of(ticket.id, person.id);
    const parsed = parseDeskText(words, typeOf);
    if (internal.length > 0 && words === '' && payload.files.length === 0) {
      return execution.note(
        seat,
        written(payload, internal.map((line) => line.trimStart().slice(2).trim()).join('\n')),
      );
    }
    if ('command' in parsed) return execution.run(seat, parsed.command, payload.messageId);
    if (asked) return execution.answerPending(seat, asked, words);
    if ('misused' in parsed) return execution.explain(seat, parsed.misused);
    const isHere = ticket.queue === seat.queue.id;
    const toRequester = isHere && ticket.assigneeId === person.id;
    if (!toRequester) return execution.sideRemark(seat, written(payload, text));
    return execution.relay(seat, written(payload, words));
  }

  function written(payload: InboundEvent & { kind: 'message' }, text: string) {
    return { id: ulid(now()), text, files: payload.files, originId: payload.messageId };
  }
}

function typeFinder({ typeNames }: Voice): (name: string) => string | undefined {
  const byName = new Map(
    [...typeNames].flatMap(([id, name]) =>
      [id, name['zh-CN'], name.en].map((word) => [word.toLowerCase(), id]),
    ),
  );
  return (name) => byName.get(name.trim().toLowerCase());
}
