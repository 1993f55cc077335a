import { Hono } from 'hono';
import type { WebMessage } from '../../platforms/web/messages.ts';
import type { DemoPerson, TicketRow, WebDeps } from '../deps.ts';
import { lettersPage } from '../letters-shown.ts';
import { namesOf } from '../names.ts';
import { page } from '../page.tsx';
import { notFound } from '../refusal.ts';
import { agent, managesLetters, mayUse, queuesOf, visibleTicket } from '../rights.ts';
import { DeskLive, DeskPage } from '../views/desk-page.tsx';
import { deskPath, type DeskProps } from '../views/desk-props.ts';
import type { Visit, WebEnv } from '../visit.ts';
import { threadName, type Writers } from '../writers.ts';

const OPEN_SHOWN = 100;
const CLOSED_SHOWN = 15;
const NEWS_SHOWN = 12;
const LETTERS_SHOWN = 5;

/** The desk, for support staff only. */
export function deskRoutes(deps: WebDeps, writers: Writers): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/desk', (c) => {
    const [first] = queuesOf(deps, agent(c.var.visit));
    if (!first) throw notFound();
    return c.redirect(deskPath({ queue: first }), 303);
  });

  app.get('/desk/:queue/:number?', async (c) =>
    page(c, <DeskPage {...await desk(c.var.visit, c.req.param())} />),
  );

  app.get('/desk-live/:queue/:number?', async (c) =>
    c.html(<DeskLive {...await desk(c.var.visit, c.req.param())} />),
  );

  async function desk(visit: Visit, at: { queue: string; number?: string | undefined }): Promise<DeskProps> {
    const person = agent(visit);
    const mine = queuesOf(deps, person);
    const queue = mine.find(({ id }) => id === at.queue);
    if (!queue) throw notFound();
    const ticket = at.number === undefined ? undefined : (await visibleTicket(deps, visit, at.number)).ticket;

    const { tickets } = deps;
    const [queues, open, closed, troubles, thread, news] = await Promise.all([
      Promise.all(mine.map(async (one) => ({ queue: one, open: await tickets.countOpen(one.id) }))),
      tickets.openInQueue(queue.id, OPEN_SHOWN),
      tickets.recentlyClosed(queue.id, CLOSED_SHOWN),
      troublesOf(deps, person),
      ticket ? threadOf(ticket) : undefined,
      newsFor(person),
    ]);
    const messages = thread
      ? await deps.platform.messages({
          channel: thread.channel,
          thread: thread.messageId,
          viewerId: person.id,
        })
      : [];
    const nameOf = await namesOf(deps, visit, [
      ...[...open, ...closed, ...(ticket ? [ticket] : [])].flatMap((one) => [
        one.requesterId,
        one.assigneeId,
      ]),
      ...messages.map((message) => message.authorId),
      ...troubles.recovery.flatMap(({ task, ticket: one }) => [task.ownerId, one?.requesterId ?? null]),
    ]);
    return {
      visit,
      person,
      queues,
      queue,
      open,
      closed,
      ...troubles,
      news,
      ticket,
      thread,
      messages,
      nameOf,
      writing: thread
        ? writers.others(threadName({ channel: thread.channel, thread: thread.messageId }), person.id)
        : [],
      back: `${deskPath({ queue, ticket })}#end`,
      newId: deps.newId,
    };

    /** A thread in another line's channel is read there. */
    async function threadOf(one: TicketRow) {
      const found = await deps.deskThreadOf(one.id);
      return found && mayUse(person, found.channel) ? found : undefined;
    }
  }

  /** A ticket's card has fields; the rest of what stands outside threads is shown nowhere else. */
  async function newsFor(person: DemoPerson): Promise<WebMessage[]> {
    const said = await Promise.all(
      person.queues.map((channel) => deps.platform.messages({ channel, thread: null, viewerId: person.id })),
    );
    return said
      .flat()
      .filter(({ authorId, body, deletedAt }) => authorId === 'bot' && !body?.card && deletedAt === null)
      .toSorted((a, b) => b.seq - a.seq)
      .slice(0, NEWS_SHOWN);
  }

  return app;
}

/** What needs somebody's eye. */
async function troublesOf(deps: WebDeps, person: DemoPerson) {
  const [tasks, letters] = await Promise.all([
    deps.tickets.openRecoveryTasks(),
    lettersPage(deps, { person, mayAct: managesLetters(person), choice: {}, limit: LETTERS_SHOWN }),
  ]);
  const found = await Promise.all(tasks.map(({ ticketId }) => deps.tickets.byId(ticketId)));
  const byId = new Map(found.flatMap((ticket) => (ticket ? [[ticket.id, ticket] as const] : [])));
  return {
    recovery: tasks.map((task) => ({ task, ticket: byId.get(task.ticketId) })),
    letters,
    letterWords: deps.letters,
  };
}
