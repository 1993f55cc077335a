import { Hono } from 'hono';
import { csvOf } from '../../analytics/csv.ts';
import { monthAt, monthPeriod } from '../../analytics/periods.ts';
import type { WebDeps } from '../deps.ts';
import { namesOf } from '../names.ts';
import { page } from '../page.tsx';
import { notFound } from '../refusal.ts';
import { agent } from '../rights.ts';
import { AgreementsPage, StatementPage } from '../views/agreements-page.tsx';
import type { Visit, WebEnv } from '../visit.ts';
import { asFile } from './board.tsx';

/** Who reads what was promised to whom, and what a month has cost. */
const READERS = ['desk-manager', 'quality-officer', 'admin'];
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Agreements and their monthly statements (requirement 15.1). */
export function agreementRoutes(deps: WebDeps): Hono<WebEnv> {
  const app = new Hono<WebEnv>();

  app.get('/agreements', (c) => {
    const { visit } = c.var;
    mustRead(visit);
    const { agreements } = deps;
    const typeName = (id: string) => deps.typeName(id, visit.locale);
    return page(
      c,
      <AgreementsPage {...{ visit, agreements, typeName, month: monthAt(visit.at, deps.timeZone) }} />,
    );
  });

  app.get('/agreements/:id', async (c) => {
    const { visit } = c.var;
    const { agreement, month, statement } = await read(visit, c.req.param('id'), c.req.query('month'));
    const nameOf = await namesOf(
      deps,
      visit,
      statement.breaches.map(({ ownerId }) => ownerId),
    );
    const typeName = (id: string) => deps.typeName(id, visit.locale);
    const hours = deps.hoursOf(agreement.calendar);
    return page(c, <StatementPage {...{ visit, agreement, month, statement, nameOf, typeName, hours }} />);
  });

  app.get('/agreements/:id/statement.csv', async (c) => {
    const { agreement, month, statement } = await read(c.var.visit, c.req.param('id'), c.req.query('month'));
    const { response, resolution, waiver } = statement;
    const rows = [
      ['agreement', agreement.id],
      ['month', month],
      ['tickets', statement.tickets],
      ...Object.entries({ response, resolution }).flatMap(([name, { met, missed, percent, standard }]) => [
        [`${name} met`, met],
        [`${name} missed`, missed],
        [`${name} percent`, percent],
        [`${name} standard`, standard],
      ]),
      ['urgent overruns', statement.urgentOverruns],
      ['fee', agreement.fee?.amount],
      ['currency', agreement.fee?.currency],
      ['waived percent', waiver.percent],
      ['waived amount', waiver.amount],
      [],
      ['ticket', 'clock', 'priority', 'due', 'cause', 'reason'],
      ...statement.breaches.map((one) => [
        one.number,
        one.clock,
        one.priority,
        new Date(one.dueAt).toISOString(),
        one.cause,
        one.reason,
      ]),
    ];
    return asFile(c, csvOf(rows), `statement-${agreement.id}-${month}.csv`);
  });

  async function read(visit: Visit, id: string, wanted: string | undefined) {
    mustRead(visit);
    const agreement = deps.agreements.find((one) => one.id === id);
    if (!agreement || (wanted !== undefined && !MONTH.test(wanted))) throw notFound();
    const month = wanted ?? monthAt(visit.at, deps.timeZone);
    const statement = await deps.statementOf(agreement, monthPeriod(month, deps.timeZone));
    return { agreement, month, statement };
  }

  function mustRead(visit: Visit): void {
    if (!agent(visit).roles.some((role) => READERS.includes(role))) throw notFound();
  }

  return app;
}
