import { Hono } from 'hono';
import { z } from 'zod';
import type { TicketRow, WebDeps } from '../deps.ts';
import { peopleIn } from '../event-sentences.ts';
import { formOf } from '../forms.ts';
import { ticketKnowledge } from '../knowledge/ticket-knowledge.ts';
import { namesOf } from '../names.ts';
import { page } from '../page.tsx';
import { notFound } from '../refusal.ts';
import { queuesOf, visibleTicket, whoever } from '../rights.ts';
import { deskPath } from '../views/desk-props.ts';
import { SurveyPage } from '../views/survey-page.tsx';
import { TicketLive, TicketPage } from '../views/ticket-page.tsx';
import type { TicketPageProps } from '../views/ticket-props.ts';
import type { Visit, WebEnv } from '../visit.ts';

const rating = z.coerce.number().int().min(1).max(5);
const answers = z.object({
  response: rating,
  quality: rating,
  attitude: rating,
  comment: z.string().trim().max(4_000).optional(),
});

/** A ticket's page and its survey. */
export function ticketRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/tickets/:number', async (c) =>
    page(c, <TicketPage {...await history(c.var.visit, c.req.param('number'))} />),
  );

  app.get('/tickets/:number/live', async (c) =>
    c.html(<TicketLive {...await history(c.var.visit, c.req.param('number'))} />),
  );

  app.get('/survey/:number', async (c) => {
    const ticket = await ownTicket(c.var.visit, c.req.param('number'));
    const done = await surveyState(ticket);
    return page(c, <SurveyPage visit={c.var.visit} ticket={ticket} done={done} />);
  });

  app.post('/survey/:number', async (c) => {
    const { visit } = c.var;
    const ticket = await ownTicket(visit, c.req.param('number'));
    const given = answers.safeParse(await formOf(c, z.record(z.string(), z.unknown())));
    if (!given.success) {
      c.status(422);
      return page(c, <SurveyPage visit={visit} ticket={ticket} missing />);
    }
    const { comment, ...ratings } = given.data;
    const done = await deps.submitSurvey(ticket.number, ticket.requesterId, {
      ...ratings,
      comment: comment === '' ? undefined : comment,
    });
    return page(c, <SurveyPage visit={visit} ticket={ticket} done={done} />);
  });

  async function history(visit: Visit, number: string): Promise<TicketPageProps> {
    const person = whoever(visit);
    const { ticket, viewer } = await visibleTicket(deps, visit, number);
    const { tickets } = deps;
    const [messages, steps, events, chainIntact, survey, tasks, parts, whole] = await Promise.all([
      tickets.messagesOf(ticket.id),
      tickets.stepsOf(ticket.id),
      tickets.eventsOf(ticket.id),
      tickets.chainIntact(ticket.id),
      tickets.surveyOf(ticket.id),
      tickets.tasksOf(ticket.id),
      tickets.partsOf(ticket.id),
      ticket.parentId === null ? undefined : tickets.byId(ticket.parentId),
    ]);
    const nameOf = await namesOf(deps, visit, [
      ticket.requesterId,
      ticket.assigneeId,
      ...messages.map((message) => message.authorId),
      ...steps.map((step) => step.doneBy),
      ...events.flatMap(peopleIn),
      ...tasks.map((task) => task.ownerId),
    ]);
    const queue = queuesOf(deps, person).find(({ id }) => id === ticket.queue);
    return {
      visit,
      ticket,
      typeName: (id) => deps.typeName(id, visit.locale),
      articleTitle: (id) => deps.knowledge.reads.byId(id, visit.locale)?.title ?? id,
      nameOf,
      viewer,
      messages,
      steps,
      events,
      chainIntact,
      survey,
      tasks: viewer === 'agent' ? tasks : [],
      parts: viewer === 'agent' ? parts : [],
      whole: viewer === 'agent' ? whole : undefined,
      why: viewer === 'agent' ? deps.whyOf(ticket, visit.locale) : [],
      knowledge: viewer === 'agent' ? await ticketKnowledge(deps, visit, ticket) : undefined,
      deskLink: queue && deskPath({ queue, ticket }),
      channels: viewer === 'agent' ? person.queues : [`dm:${person.id}`],
    };
  }

  async function ownTicket(visit: Visit, number: string): Promise<TicketRow> {
    const { ticket } = await visibleTicket(deps, visit, number);
    if (ticket.requesterId !== visit.person?.id) throw notFound();
    return ticket;
  }

  async function surveyState(ticket: TicketRow): Promise<'already' | 'closed' | undefined> {
    if (await deps.tickets.surveyOf(ticket.id)) return 'already';
    return ticket.stage === 'feedback' || ticket.stage === 'closed' ? undefined : 'closed';
  }

  return app;
}
