import { Hono, type Context } from 'hono';
import { csvOf } from '../../analytics/csv.ts';
import { figures } from '../../analytics/figures.ts';
import { talkOutcomes } from '../../store/schema.ts';
import { boardPath, filterOf, readChoice, readListed } from '../board-query.ts';
import type { WebDeps } from '../deps.ts';
import { namesOf } from '../names.ts';
import { page } from '../page.tsx';
import { BoardLive, BoardPage } from '../views/board-page.tsx';
import type { BoardProps } from '../views/board-props.ts';
import { BoardTicketsPage } from '../views/board-tickets-page.tsx';
import { OverduePage } from '../views/overdue-page.tsx';
import type { Visit, WebEnv } from '../visit.ts';

const LISTED = 50;

/** The desk's numbers, live; as JSON and CSV; and the tickets behind each. */
export function boardRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/board', async (c) => page(c, <BoardPage {...await board(c.var.visit, c.req.query())} />));
  app.get('/board/live', async (c) => c.html(<BoardLive {...await board(c.var.visit, c.req.query())} />));

  app.get('/board.json', async (c) => {
    const choice = readChoice(c.req.query());
    const figuresNow = await deps.board.figures(filterOf(deps, c.var.visit, choice));
    return c.json({ ...choice, ...figuresNow });
  });

  app.get('/board.csv', async (c) => {
    const { figures: now } = await board(c.var.visit, c.req.query());
    const rows = [
      ['figure', 'value'],
      ...figures.map((name) => [name, now.counts[name]]),
      ['attainment response', now.attainment.response],
      ['attainment resolution', now.attainment.resolution],
      ...Object.entries(now.rates).map(([name, rate]) => [`rate ${name}`, rate]),
      ...Object.entries(now.lineShares).map(([line, rate]) => [`share ${line}`, rate]),
      ...Object.entries(now.backlog.byQueue).map(([queue, many]) => [`backlog queue ${queue}`, many]),
      ...Object.entries(now.backlog.byPriority).map(([name, many]) => [`backlog priority ${name}`, many]),
      ...Object.entries(now.backlog.byAge).map(([age, many]) => [`backlog age ${age}`, many]),
      ...talkOutcomes.map((outcome) => [`talks ${outcome}`, now.outcomes[outcome]]),
      ...now.days.flatMap(({ day, ...of }) =>
        Object.entries(of).map(([name, many]) => [`${day} ${name}`, many]),
      ),
    ];
    return asFile(c, csvOf(rows), 'board.csv');
  });

  app.get('/board/tickets', async (c) => {
    const { visit } = c.var;
    const choice = readListed(c.req.query());
    const { figure, skip, queue, priority, age } = choice;
    const narrower = { queue, priority, age };
    const found = await deps.board.ticketsOf(figure, filterOf(deps, visit, choice), {
      ...narrower,
      limit: LISTED,
      skip,
    });
    const nameOf = await namesOf(
      deps,
      visit,
      found.tickets.flatMap(({ requesterId, assigneeId }) => [requesterId, assigneeId]),
    );
    return page(c, <BoardTicketsPage {...{ visit, choice, nameOf, listed: LISTED, ...found }} />);
  });

  app.get('/board/overdue', async (c) => {
    const { visit } = c.var;
    const choice = readChoice(c.req.query());
    const { period, queues } = filterOf(deps, visit, choice);
    const report = await deps.overdueIn({ period, queues });
    const nameOf = await namesOf(
      deps,
      visit,
      report.breaches.map(({ ownerId }) => ownerId),
    );
    return page(c, <OverduePage {...{ visit, choice, report, nameOf }} />);
  });

  app.get('/board/overdue.csv', async (c) => {
    const { visit } = c.var;
    const { period, queues } = filterOf(deps, visit, readChoice(c.req.query()));
    const { breaches } = await deps.overdueIn({ period, queues });
    const nameOf = await namesOf(
      deps,
      visit,
      breaches.map(({ ownerId }) => ownerId),
    );
    const header = [
      'ticket',
      'title',
      'clock',
      'priority',
      'queue',
      'type',
      'department',
      'owner',
      'due',
      'missed at',
      'cause',
      'reason',
    ];
    const rows = breaches.map((one) => [
      one.number,
      one.title,
      one.clock,
      one.priority,
      one.queue,
      one.type,
      one.department,
      one.ownerId === null ? '' : nameOf(one.ownerId),
      new Date(one.dueAt).toISOString(),
      new Date(one.at).toISOString(),
      one.cause,
      one.reason,
    ]);
    return asFile(c, csvOf([header, ...rows]), 'overdue.csv');
  });

  async function board(visit: Visit, query: Record<string, string>): Promise<BoardProps> {
    const choice = readChoice(query);
    const filter = filterOf(deps, visit, choice);
    return {
      visit,
      choice,
      figures: await deps.board.figures(filter),
      departments: await deps.board.departments(),
      types: deps.typeNames(visit.locale),
      queues: deps.queues.filter(({ id }) => filter.queues.includes(id)),
      shares: deps.lineShares,
      resetReason: (because) => deps.resetReason(because, visit.locale),
      live: boardPath('/board/live', choice),
    };
  }

  return app;
}

/** A table as a file to keep. */
export function asFile(c: Context<WebEnv>, text: string, name: string) {
  c.header('Content-Disposition', `attachment; filename="${name}"`);
  return c.body(text, 200, { 'Content-Type': 'text/csv; charset=utf-8' });
}
