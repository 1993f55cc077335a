import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { InboundEvent, OutboundMessage } from '../../platforms/platform.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import type { FollowUpEvent } from '../../runtime/follow-up.ts';
import type { StoredEvent } from '../../runtime/inbox.ts';
import { post } from '../../runtime/outbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { Collaboration, CollaborationTask } from '../../tickets/collaboration.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { whenText } from '../../tickets/when.ts';
import { deliverableText } from '../cards/collab-text.ts';
import { speaker, type Say, type Voice } from '../cards/voice.ts';
import type { DirectPlaces } from '../threads/direct-places.ts';
import type { Threads } from '../threads/threads.ts';

const DONE = 'task-done';

export interface TaskNewsOptions {
  db: Database;
  voice: Voice;
  people: People;
  queries: TicketQueries;
  threads: Threads;
  collaboration: Collaboration;
  directPlaces: DirectPlaces;
  now: () => number;
}

type DirectEvent = StoredEvent & { payload: InboundEvent };

/** What owners of collaboration tasks are told, and what they do in their own chats with the bot. */
export function createTaskNews(options: TaskNewsOptions) {
  const { db, voice, people, queries, threads, collaboration, directPlaces, now } = options;
  const { policy } = voice;

  async function known(subject: string) {
    const [id = '', what = ''] = subject.split('|');
    const task = await collaboration.byId(id);
    const ticket = task && (await queries.byId(task.ticketId));
    return task && ticket ? { task, ticket, what } : undefined;
  }

  /** The owner is asked, reminded, and told that he is late; lateness stands on the ticket too. */
  async function tell({ id, payload: { subject } }: FollowUpEvent): Promise<Plan> {
    const found = await known(subject);
    if (!found || found.task.state !== 'open') return { result: 'ignored: task over' };
    const { task, ticket, what } = found;
    const there = await directPlaces.of(task.ownerId);
    const names = await people.byIds([task.ownerId, task.openedBy]);
    const nameOf = (personId: string) => verbatim(names.get(personId)?.name ?? personId);
    return {
      result: `task ${what}`,
      lock: [`ticket:${ticket.id}`],
      apply: async (tx) => {
        if (what === 'late') await sayLate(tx, { task, ticket, owner: nameOf(task.ownerId) });
        if (!there) return;
        const say = speaker(voice, there.locale);
        const due = whenText(task.dueAt, { locale: there.locale, timeZone: policy.timeZone, now: now() });
        const words = {
          by: nameOf(task.openedBy),
          number: ticket.number,
          title: verbatim(ticket.title),
          task: verbatim(task.title),
          deliverable: deliverableText(task, say),
          due,
        };
        const key = { asked: 'collab.asked', remind: 'collab.reminder', late: 'collab.overdue' }[what];
        const text = say(key ?? 'collab.asked', words);
        const buttons = [
          { id: DONE, label: say('button.task-done'), value: task.id, style: 'primary' as const },
        ];
        const { place } = there;
        const posting = { lane: conversationLane(place), place, ref: `${what}:${task.id}:${id}` };
        await post(tx, db.tables, [{ ...posting, message: { text, buttons } }], now());
      },
    };
  }

  async function sayLate(
    tx: Transaction,
    { task, ticket, owner }: { task: CollaborationTask; ticket: Ticket; owner: string },
  ): Promise<void> {
    const words = { n: task.n, owner, title: verbatim(task.title) };
    const text = speaker(voice, policy.locale)('collab.late', words);
    await threads.write(tx, ticket, [{ message: { text }, group: text }], now());
  }

  async function ownTask({ payload }: DirectEvent): Promise<CollaborationTask | undefined> {
    const { place, platform, tenant, sender } = payload;
    if (place.kind !== 'direct' || sender.kind !== 'member') return undefined;
    const isFiles = payload.kind === 'message' && payload.files.length > 0 && payload.text.trim() === '';
    const isPress = payload.kind === 'action' && payload.action === DONE;
    if (!isFiles && !isPress) return undefined;
    const person = await people.byIdentity({ platform, tenant, userId: sender.userId });
    if (!person) return undefined;
    if (!isPress) return collaboration.justDone(person.id, now());
    const task = await collaboration.byId(payload.value);
    return task?.ownerId === person.id ? task : undefined;
  }

  async function handle(event: DirectEvent): Promise<Plan> {
    const task = await ownTask(event);
    const ticket = task && (await queries.byId(task.ticketId));
    const owner = task && (await people.byId(task.ownerId));
    if (!task || !ticket || !owner) return { result: 'ignored: no task' };
    const { payload } = event;
    const say = speaker(voice, owner.locale ?? policy.locale);
    const atDesk = speaker(voice, policy.locale);
    const name = verbatim(owner.name);
    const { platform, tenant, channel } = payload.place;
    const place = { platform, tenant, channel };
    const answer = (tx: Transaction, text: string) =>
      post(tx, db.tables, [{ lane: conversationLane(place), place, message: { text } }], now());
    const atTicket = (tx: Transaction, message: OutboundMessage) =>
      threads.write(tx, ticket, [{ message, group: message.text }], now());
    const lock = [`ticket:${ticket.id}`];
    if (payload.kind === 'message') {
      const names = payload.files.map((file) => file.name).join(', ');
      return {
        result: 'task handed in',
        lock,
        apply: async (tx) => {
          await collaboration.hand(tx, task, payload.files);
          await atTicket(tx, {
            text: atDesk('collab.file', { owner: name, n: task.n, names }),
            files: payload.files,
          });
          await answer(tx, say('collab.filed'));
        },
      };
    }
    return {
      result: 'task done',
      lock,
      apply: async (tx) => {
        const ended = await collaboration.end(tx, task.id, {
          by: owner.id,
          at: now(),
          state: 'done',
          result: null,
        });
        if (!ended) return answer(tx, say('collab.over'));
        await atTicket(tx, { text: doneText(atDesk, task, name) });
        await answer(tx, say('collab.thanks'));
      },
    };
  }

  return {
    tell,
    /** Whether an event of somebody's own chat is about a task of his. */
    takes: async (event: DirectEvent) => (await ownTask(event)) !== undefined,
    handle,
  };
}

export type TaskNews = ReturnType<typeof createTaskNews>;

function doneText(say: Say, task: CollaborationTask, owner: string): string {
  return say('collab.done', { n: task.n, owner, title: verbatim(task.title) });
}
