import { and, isNull, sql } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import type { People, Person } from '../../identity/people.ts';
import { followUp } from '../../runtime/follow-up.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import type { Collaboration, CollaborationTask } from '../../tickets/collaboration.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { DESK_CALENDAR } from '../../tickets/sla/calendars.ts';
import { collabText } from '../cards/collab-text.ts';
import type { CollabCommand } from '../commands/desk-command.ts';
import { instantOf } from '../commands/until.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import type { Plans } from './plans.ts';

export const TASK_ASKED = 'task-asked';

export interface CollaboratingOptions {
  db: Database;
  policy: DeskPolicy;
  people: People;
  collaboration: Collaboration;
  plans: Plans;
  replies: Replies;
}

/** `<@U0123>`, `@name`, or an id. */
const MARKED = /^<?[@\uff20]?([^\s@<>|]+)(?:\|[^>]*)?>?$/;

/** What agents do with the collaboration sheet of a ticket. */
export function createCollaborating(options: CollaboratingOptions) {
  const { db, policy, people, collaboration, plans, replies } = options;
  const { plan, answerAlone } = plans;

  async function run(seat: Seat, command: CollabCommand): Promise<Plan> {
    switch (command.act) {
      case 'show':
        return show(seat);
      case 'add':
        return add(seat, command);
      case 'done':
      case 'drop':
        return end(seat, command);
    }
  }

  async function show(seat: Seat): Promise<Plan> {
    const text = await sheet(seat, await collaboration.ofTicket(seat.ticket.id));
    return plan(seat, 'collab', (tx) => replies.inThread(tx, seat, text));
  }

  async function sheet(
    { ticket, say, person, cause }: Seat,
    tasks: readonly CollaborationTask[],
  ): Promise<string> {
    const known = await people.byIds(tasks.map(({ ownerId }) => ownerId));
    const names = new Map([...known].map(([id, { name }]) => [id, name]));
    const reader = { say, locale: person.locale ?? policy.locale, timeZone: policy.timeZone, now: cause.at };
    return collabText(ticket.number, { tasks, names }, reader);
  }

  async function add(
    seat: Seat,
    { to, until, title, deliverable }: CollabCommand & { act: 'add' },
  ): Promise<Plan> {
    const { say, cause, ticket } = seat;
    const [owner, ...others] = await find(seat, to);
    if (!owner || others.length > 0) {
      const key = owner ? 'refused.several-agents' : 'refused.no-person';
      return answerAlone(seat, say(key, { name: verbatim(to) }), 'refused: no person');
    }
    const dueAt = instantOf(until, cause.at, policy.calendars.named(DESK_CALENDAR));
    if (dueAt === undefined || dueAt <= cause.at) {
      return answerAlone(seat, say('refused.no-time', { words: verbatim(until) }), 'refused: no time');
    }
    return plan(seat, 'task added', async (tx) => {
      const task = { ticketId: ticket.id, title, deliverable, ownerId: owner.id, dueAt };
      const added = await collaboration.add(tx, task, { by: seat.person.id, at: cause.at });
      const subject = `${added.id}|asked`;
      await followUp(tx, db.tables, { name: TASK_ASKED, subject, lane: `task:${added.id}`, at: cause.at });
      await replies.inThread(tx, seat, say('collab.added', { n: added.n, owner: verbatim(owner.name) }));
    });
  }

  async function end(
    seat: Seat,
    { act, n, result }: CollabCommand & { act: 'done' | 'drop' },
  ): Promise<Plan> {
    const { say, cause, person } = seat;
    const task = (await collaboration.ofTicket(seat.ticket.id)).find(
      (one) => one.n === n && one.state === 'open',
    );
    if (!task) return answerAlone(seat, say('refused.no-task', { n }), 'refused: no task');
    const owner = (await people.byId(task.ownerId))?.name ?? task.ownerId;
    return plan(seat, `task ${act}`, async (tx) => {
      const state = act === 'done' ? 'done' : 'dropped';
      const ended = await collaboration.end(tx, task.id, { by: person.id, at: cause.at, state, result });
      if (!ended) return replies.alone(tx, seat, say('refused.no-task', { n }));
      const words = { n, owner: verbatim(owner), title: verbatim(task.title) };
      await replies.inThread(tx, seat, say(act === 'done' ? 'collab.done' : 'collab.dropped', words));
    });
  }

  /** Anybody who is known: by account where he is mentioned, by id, else by name. */
  async function find({ identity }: Seat, mention: string): Promise<Person[]> {
    const userId = MARKED.exec(mention.trim())?.[1];
    const account = userId === undefined ? undefined : await people.byIdentity({ ...identity, userId });
    if (account) return [account];
    const byId = await people.byId(userId ?? mention);
    if (byId) return [byId];
    const { people: t } = db.tables;
    const name = mention
      .replace(/^[@\uff20]\s*/, '')
      .trim()
      .toLowerCase();
    return db.read
      .select()
      .from(t)
      .where(and(sql`lower(${t.name}) = ${name}`, isNull(t.mergedInto)))
      .limit(3);
  }

  return { run };
}
