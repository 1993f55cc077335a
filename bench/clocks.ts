import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { pino } from 'pino';
import { createBoard } from '../src/analytics/board.ts';
import { figures, type BoardFilter } from '../src/analytics/figures.ts';
import { periodAt, periods } from '../src/analytics/periods.ts';
import { loadContent } from '../src/content.ts';
import { createDeskline } from '../src/deskline.ts';
import { openDatabase } from '../src/store/open.ts';
import { slaColumns } from '../src/tickets/sla/columns.ts';
import { beginHistory } from '../src/tickets/sla/history.ts';
import { momentsOf } from '../src/tickets/sla/moments.ts';
import { createTerms } from '../src/tickets/sla/terms.ts';
import { createTicketQueries } from '../src/tickets/ticket-queries.ts';
import { findBinaries, startPostgres } from '../tests/support/postgres-server.ts';
import { newFolder } from './house.ts';
import { fill, NOW } from './many-tickets.ts';
import { percentile, type Figure } from './measure.ts';

const OPEN = Number(process.env['BENCH_OPEN'] ?? 100_000);
const CLOSED = Number(process.env['BENCH_CLOSED'] ?? 1_000_000);
const DUE = 1_000;
const BUDGET_MS = 300;
const ROUNDS = 7;
const MIGRATIONS = join(import.meta.dirname, '../migrations');
const ZONE = 'Asia/Shanghai';

/** The board and the queue's view where there are many tickets, on both databases. */
export async function board(): Promise<Figure[]> {
  const { folder, remove } = newFolder();
  const found = await measureBoard('SQLite', `file:${join(folder, 'board.db')}`);
  remove();
  const binaries = findBinaries();
  if (!binaries) {
    process.stdout.write("PostgreSQL isn't measured: there are no binaries of it\n");
    return found;
  }
  const server = await startPostgres(binaries);
  try {
    return [...found, ...(await measureBoard('PostgreSQL', server.url))];
  } finally {
    server.stop();
  }
}

async function measureBoard(name: string, url: string): Promise<Figure[]> {
  const db = openDatabase({ url, migrationsFolder: MIGRATIONS, onPoolError: () => {} });
  await db.migrate();
  await fill(url, { open: OPEN, closed: CLOSED });
  let now = NOW;
  const reads = createBoard({ db, timeZone: ZONE, now: () => now });
  const queues = ['it-l1', 'it-l2', 'it-expert'];
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const took = [];
    for (let round = 0; round < ROUNDS; round++) {
      // What was read a second ago isn't read again: each round is another second.
      now += 2_000;
      const start = performance.now();
      await work();
      took.push(performance.now() - start);
    }
    return percentile(took, 99);
  };
  const found: Figure[] = [];
  const what = `${name}: %s, ${OPEN} open and ${CLOSED} closed`;
  const add = (of: string, value: number) =>
    found.push({
      bench: 'board',
      what: what.replace('%s', of),
      value,
      unit: 'ms',
      budget: { most: BUDGET_MS },
    });
  for (const period of periods) {
    const filter: BoardFilter = { period: periodAt(period, NOW, ZONE), queues };
    add(`board of ${period}`, await timed(() => reads.figures(filter)));
  }
  const filter: BoardFilter = {
    period: periodAt('month', NOW, ZONE),
    queues,
    department: 'Sales',
    type: 'network',
  };
  add('board of one department and type', await timed(() => reads.figures(filter)));
  let slowest = 0;
  for (const figure of figures) {
    const month: BoardFilter = { period: periodAt('month', NOW, ZONE), queues };
    slowest = Math.max(slowest, await timed(() => reads.ticketsOf(figure, month, { limit: 50, skip: 0 })));
  }
  add('tickets behind the slowest figure', slowest);
  const queries = createTicketQueries(db);
  add(
    'queue view',
    await timed(() => Promise.all([queries.openInQueue('it-l1', 100), queries.countOpen('it-l1')])),
  );
  await db.close();
  return found;
}

/** One second's worth of open clocks coming due among many. */
export async function clocks(): Promise<Figure[]> {
  const { folder, remove } = newFolder();
  const url = `file:${join(folder, 'clocks.db')}`;
  const content = loadContent({
    contentDir: 'prompts',
    deskChannels: {},
    locale: undefined,
    timeZone: undefined,
  });
  const db = openDatabase({ url, migrationsFolder: MIGRATIONS, onPoolError: () => {} });
  await db.migrate();
  await fill(url, { open: OPEN, closed: 0 });
  await db.close();
  const termsOf = createTerms(content.policy);
  const rules = { watch: content.policy.watch, lines: content.policy.lines, termsOf };

  const started = performance.now();
  const file = new Sqlite(url.slice('file:'.length));
  const openAt = (i: number) => (i < DUE ? NOW - 61 * 60_000 : NOW - (i % 20) * 60_000);
  const keep = file.prepare(
    'update tickets set sla = ?, respond_by = ?, resolve_by = ?, created_at = ? where id = ?',
  );
  const set = file.prepare('insert into timers (key, name, subject, lane, due_at) values (?, ?, ?, ?, ?)');
  file.transaction(() => {
    for (let i = 0; i < OPEN; i++) {
      const id = `open-${i}`;
      const data = { type: 'network', priority: 'normal', queue: 'it-l1', line: 'L1', agreement: null };
      const history = beginHistory({ kind: 'opened', actor: 'ann', at: openAt(i), data }, 'it-l1');
      const { respondBy, resolveBy } = slaColumns(history, termsOf);
      const dueAt = momentsOf(history, rules)[0]?.at ?? 0;
      keep.run(JSON.stringify(history), respondBy, resolveBy, openAt(i), id);
      set.run(`sla-watch:${id}`, 'sla-watch', id, `sla:${id}`, dueAt);
    }
  })();
  const derived = performance.now() - started;
  file.close();

  let time = NOW;
  const deskline = await createDeskline({
    databaseUrl: url,
    content,
    migrationsFolder: MIGRATIONS,
    log: pino({ level: 'silent' }),
    now: () => time,
  });
  const looks: number[] = [];
  time = NOW - 3_600_000;
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    await deskline.fireTimers();
    looks.push(performance.now() - start);
  }
  time = NOW;
  const begun = performance.now();
  await deskline.start();
  let fired = 0;
  while (fired < DUE) {
    const now = await deskline.fireTimers();
    await deskline.settle();
    const told = await deskline.db.read.$count(deskline.db.tables.ticketEvents);
    fired = told;
    if (now === 0 && told >= DUE) break;
  }
  const seconds = (performance.now() - begun) / 1_000;
  await deskline.stop();
  remove();
  return [
    {
      bench: 'clocks',
      what: `look at ${OPEN} timers, none due, p99`,
      value: percentile(looks, 99),
      unit: 'ms',
      budget: { most: 5 },
    },
    { bench: 'clocks', what: `derive and store ${OPEN} open clocks`, value: derived / 1_000, unit: 's' },
    // G8: late by at most 5 s while running.
    {
      bench: 'clocks',
      what: `${DUE} clocks due together among ${OPEN}, all told`,
      value: seconds,
      unit: 's',
      budget: { most: 5 },
    },
  ];
}
