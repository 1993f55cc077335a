import type { Identity, People, Person } from '../identity/people.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { clean } from '../language/clean.ts';
import type { FileRef, InboundEvent } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import type { StoredEvent } from '../runtime/inbox.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Database } from '../store/database.ts';
import type { Ticket } from '../tickets/commands.ts';
import type { Queue } from '../tickets/desk-policy.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketService } from '../tickets/ticket-service.ts';
import { createActions } from './actions.ts';
import { createAgents } from './agents.ts';
import { speaker, type Voice } from './card.ts';
import { parseDeskText } from './commands.ts';
import { createExecution } from './execution.ts';
import { splitLines } from './internal-lines.ts';
import { createPendingQuestions, openQuestion } from './pending.ts';
import { createReplies } from './replies.ts';
import type { Seat } from './seat.ts';
import type { Threads } from './threads.ts';

export interface DeskOptions {
  db: Database;
  voice: Voice;
  people: People;
  knowledge: KnowledgeBase;
  tickets: TicketService;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

type ChannelEvent = StoredEvent & { payload: InboundEvent };

/** What the bot does with what agents write and press in the desk channels. */
export function createDesk(options: DeskOptions) {
  const { db, voice, people, threads, queries, now } = options;
  const agents = createAgents({ policy: voice.policy, people });
  const pending = createPendingQuestions(db);
  const replies = createReplies(threads);
  const execution = createExecution({ ...options, agents, pending, replies });
  const actions = createActions({ execution, replies, pending });
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
      if (!agents.mayAct(queue, person.id, identityOf(payload))) return { result: 'ignored: no agent' };
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

  async function personOf(payload: InboundEvent): Promise<Person> {
    const identity = identityOf(payload);
    const known = await people.byIdentity(identity);
    return known ?? db.transaction({}, (tx) => people.ensure(tx, identity, payload.sender, now()));
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
    const { ticket, person, queue } = seat;
    const { words, internal } = splitLines(clean(payload.text));
    const message = (text: string, files: FileRef[]) => ({
      id: newId(now()),
      text,
      files,
      originId: payload.messageId,
    });
    if (words === '' && internal === '' && payload.files.length === 0) return { result: 'ignored: empty' };
    if (words === '' && internal !== '') return execution.note(seat, message(internal, payload.files));

    const parsed = parseDeskText(words, typeOf);
    const aside = internal === '' ? undefined : message(internal, []);
    if ('command' in parsed) {
      if (parsed.command.do === 'note') {
        const text = [parsed.command.text, internal].filter((part) => part !== '').join('\n');
        return execution.note(seat, message(text, payload.files));
      }
      // What hangs on a command is kept with the ticket, and not sent to anybody.
      const attached =
        internal !== '' || payload.files.length > 0 ? message(internal, payload.files) : undefined;
      return execution.withNote(await execution.run(seat, parsed.command), seat, attached);
    }
    const isSlashed = 'misused' in parsed && /^[/／]/.test(words);
    const asked = isSlashed ? undefined : await pending.of(openQuestion(seat));
    if (asked) return execution.withNote(await execution.answerPending(seat, asked, words), seat, aside);
    if ('misused' in parsed) {
      return execution.withNote(execution.explain(seat, parsed.misused), seat, aside);
    }
    const toRequester = ticket.queue === queue.id && ticket.assigneeId === person.id;
    if (!toRequester) {
      const text = [words, internal].filter((part) => part !== '').join('\n');
      return execution.sideRemark(seat, message(text, payload.files));
    }
    return execution.withNote(execution.relay(seat, message(words, payload.files)), seat, aside);
  }
}

function identityOf({ platform, tenant, sender }: InboundEvent): Identity {
  return { platform, tenant, userId: sender.userId };
}

/** Types by id and by name in every language; a part of a name will do where it means only one. */
function typeFinder({ typeNames }: Voice): (name: string) => string | undefined {
  const names = [...typeNames].flatMap(([id, name]) =>
    [id, name['zh-CN'], name.en].map((word) => ({ id, word: word.toLowerCase() })),
  );
  return (name) => {
    const wanted = name.trim().toLowerCase();
    if (wanted.length < 2) return undefined;
    const exact = names.find(({ word }) => word === wanted);
    if (exact) return exact.id;
    const like = new Set(names.filter(({ word }) => word.includes(wanted)).map(({ id }) => id));
    return like.size === 1 ? [...like][0] : undefined;
  };
}
