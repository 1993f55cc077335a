import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBoard } from '../../src/analytics/board.ts';
import { figures, type BoardFilter, type Figure } from '../../src/analytics/figures.ts';
import { periodAt, type PeriodName } from '../../src/analytics/periods.ts';
import type { Database } from '../../src/store/database.ts';
import { lines, priorities, ticketStages } from '../../src/store/schema.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { onEachDatabase } from '../support/databases.ts';

const ZONE = 'Asia/Shanghai';
/** Wednesday 18 November 2026, 10:00 in Shanghai. */
const NOW = Date.parse('2026-11-18T10:00:00+08:00');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Tickets of six weeks in all stages, the same in every run. */
function tickets(): Ticket[] {
  const near = fc.integer({ min: -40 * 24 * 60, max: 0 }).map((minutes) => NOW + minutes * 60_000);
  const later = fc.integer({ min: 0, max: 6 * 24 * 60 }).map((minutes) => minutes * 60_000);
  const one = fc.record({
    createdAt: near,
    respondAfter: fc.option(later),
    resolveAfter: fc.option(later),
    respondDue: later,
    resolveDue: later,
    stage: fc.constantFrom(...ticketStages),
    line: fc.constantFrom(...lines),
    priority: fc.constantFrom(...priorities),
    queue: fc.constantFrom('it-l1', 'it-l2', 'hr-l1'),
    type: fc.constantFrom('network', 'printer'),
    department: fc.constantFrom('Sales', 'Finance', null),
    waitingFor: fc.constantFrom('requester', 'vendor', 'snooze', null, null, null),
    reopens: fc.constantFrom(0, 0, 0, 1),
    handOvers: fc.constantFrom(0, 0, 1, 2),
    handBacks: fc.constantFrom(0, 0, 0, 1),
    reassigns: fc.constantFrom(0, 0, 1),
  });
  return fc
    .sample(one, { numRuns: 600, seed: 7 })
    .map(({ respondAfter, resolveAfter, respondDue, resolveDue, ...row }, i) => {
      const isSolved = ['verification', 'feedback', 'closed'].includes(row.stage);
      const resolvedAt =
        isSolved && resolveAfter !== null ? Math.min(NOW, row.createdAt + resolveAfter) : null;
      const answered = respondAfter !== null ? Math.min(NOW, row.createdAt + respondAfter) : null;
      return {
        ...row,
        id: `t${i}`,
        number: `IT-2026-${String(i).padStart(6, '0')}`,
        requesterId: 'ann',
        conversationId: 'c',
        title: 'T',
        description: '',
        impact: 'person',
        urgency: 'normal',
        assigneeId: null,
        answers: [],
        tried: [],
        resolution: null,
        outcome: null,
        mergedInto: null,
        respondBy: row.createdAt + respondDue,
        resolveBy: row.createdAt + resolveDue,
        nextRespondBy: null,
        sla: null,
        agreement: null,
        parentId: null,
        isIncident: false,
        rootCause: null,
        firstResponseAt: answered,
        resolvedAt,
        closedAt: row.stage === 'closed' ? NOW : null,
        updatedAt: NOW,
        version: 0,
      } satisfies Ticket;
    });
}

/** What each figure means, said once more and in another way. */
function recount(
  all: readonly Ticket[],
  figure: Figure,
  { period, department, type, queues }: BoardFilter,
): string[] {
  const inPeriod = (at: number | null) => at !== null && at >= period.from && at < period.to;
  const isOpen = (t: Ticket) => t.stage !== 'closed';
  const solved = (t: Ticket) => inPeriod(t.resolvedAt);
  const runs = (t: Ticket) => isOpen(t) && t.resolvedAt === null && t.waitingFor === null;
  const soon = (at: number) => at >= NOW && at < NOW + HOUR;
  const meaning: Record<Figure, (t: Ticket) => boolean> = {
    'response-met': (t) => inPeriod(t.firstResponseAt) && t.firstResponseAt! <= t.respondBy,
    'response-missed': (t) => inPeriod(t.firstResponseAt) && t.firstResponseAt! > t.respondBy,
    'response-late': (t) =>
      isOpen(t) && t.firstResponseAt === null && t.respondBy < NOW && t.respondBy >= period.from,
    'resolution-met': (t) => solved(t) && t.resolvedAt! <= t.resolveBy,
    'resolution-missed': (t) => solved(t) && t.resolvedAt! > t.resolveBy,
    'resolution-late': (t) => runs(t) && t.resolveBy < NOW && t.resolveBy >= period.from,
    opened: (t) => inPeriod(t.createdAt),
    resolved: solved,
    'first-contact': (t) => solved(t) && t.reopens + t.handOvers + t.handBacks + t.reassigns === 0,
    reopened: (t) => solved(t) && t.reopens > 0,
    'handed-over': (t) => solved(t) && t.handOvers > 0,
    'handed-back': (t) => solved(t) && t.handBacks > 0,
    reassigned: (t) => solved(t) && t.reassigns > 0,
    'line-L1': (t) => solved(t) && t.line === 'L1',
    'line-L2': (t) => solved(t) && t.line === 'L2',
    'line-expert': (t) => solved(t) && t.line === 'expert',
    'near-breach': (t) =>
      isOpen(t) && ((t.firstResponseAt === null && soon(t.respondBy)) || (runs(t) && soon(t.resolveBy))),
    backlog: isOpen,
  };
  return all
    .filter((t) => queues.includes(t.queue))
    .filter((t) => department === undefined || t.department === department)
    .filter((t) => type === undefined || t.type === type)
    .filter(meaning[figure])
    .map(({ number }) => number)
    .toSorted();
}

onEachDatabase('the board', (open) => {
  let database: Awaited<ReturnType<typeof open>>;
  let db: Database;
  const all = tickets();
  beforeAll(async () => {
    database = await open();
    db = database.db;
    await db.transaction({}, async (tx) => {
      await tx.insert(db.tables.people).values([
        { id: 'ann', name: 'Ann', profile: {}, department: 'Sales', createdAt: NOW },
        { id: 'bo', name: 'Bo', profile: {}, department: 'Finance', createdAt: NOW },
      ]);
      await tx.insert(db.tables.conversations).values({
        id: 'c',
        platform: 'web',
        tenant: 'local',
        channel: 'dm:ann',
        personId: 'ann',
        locale: 'en',
        createdAt: NOW,
      });
      for (const ticket of all) await tx.insert(db.tables.tickets).values(ticket);
      const talk = { holder: 'h', kind: 'talk', startedAt: NOW - HOUR, open: false };
      await tx.insert(db.tables.dialogues).values([
        { ...talk, id: 'd1', personId: 'ann', outcome: 'confirmed', type: 'network', updatedAt: NOW - HOUR },
        { ...talk, id: 'd2', personId: 'bo', outcome: 'abandoned', type: 'printer', updatedAt: NOW - HOUR },
        {
          ...talk,
          id: 'd3',
          personId: 'ann',
          outcome: 'assumed',
          type: 'network',
          updatedAt: NOW - 20 * DAY,
        },
      ]);
    });
  });
  afterAll(() => database.drop());

  const board = () => createBoard({ db, timeZone: ZONE, now: () => NOW });
  const filterOf = (period: PeriodName, more: Partial<BoardFilter> = {}): BoardFilter => ({
    period: periodAt(period, NOW, ZONE),
    queues: ['it-l1', 'it-l2'],
    ...more,
  });
  const filters = [
    filterOf('today'),
    filterOf('week'),
    filterOf('month'),
    filterOf('month', { department: 'Sales' }),
    filterOf('week', { type: 'printer', department: 'Finance' }),
    filterOf('month', { queues: [] }),
  ];

  it('counts what each figure means, and lists the same tickets behind it', async () => {
    for (const filter of filters) {
      const { counts } = await board().figures(filter);
      for (const figure of figures) {
        const expected = recount(all, figure, filter);
        expect([figure, counts[figure]]).toEqual([figure, expected.length]);
        const { tickets: listed, count } = await board().ticketsOf(figure, filter, { limit: 1_000, skip: 0 });
        expect(listed.map(({ number }) => number).toSorted()).toEqual(expected);
        expect(count).toBe(expected.length);
      }
    }
  });

  it('splits the backlog by queue, priority and age, and each bar lists its tickets', async () => {
    const filter = filterOf('today');
    const { backlog, counts } = await board().figures(filter);
    for (const part of Object.values(backlog)) {
      expect(Object.values(part).reduce((sum: number, many: number) => sum + many, 0)).toBe(counts.backlog);
    }
    const page = { limit: 1_000, skip: 0 };
    const old = await board().ticketsOf('backlog', filter, { age: 'over-7d', ...page });
    expect(old.count).toBe(backlog.byAge['over-7d']);
    expect(old.tickets.every(({ createdAt }) => createdAt <= NOW - 7 * DAY)).toBe(true);
    const urgent = await board().ticketsOf('backlog', filter, {
      priority: 'urgent',
      queue: 'it-l1',
      ...page,
    });
    expect(urgent.tickets.every(({ priority, queue }) => priority === 'urgent' && queue === 'it-l1')).toBe(
      true,
    );
  });

  it('gives rates of what was solved, shares of the lines, and days that add up', async () => {
    const { counts, rates, lineShares, attainment, days } = await board().figures(filterOf('month'));
    expect(rates.firstContact).toBeCloseTo(counts['first-contact'] / counts.resolved);
    expect((lineShares.L1 ?? 0) + (lineShares.L2 ?? 0) + (lineShares.expert ?? 0)).toBeCloseTo(1);
    const ended = counts['resolution-met'] + counts['resolution-missed'] + counts['resolution-late'];
    expect(attainment.resolution).toBeCloseTo(counts['resolution-met'] / ended);
    expect(days).toHaveLength(18);
    expect(days.reduce((sum, { opened }) => sum + opened, 0)).toBe(counts.opened);
    expect(days.reduce((sum, { met }) => sum + met, 0)).toBe(counts['resolution-met']);
    expect(days.reduce((sum, { resolved }) => sum + resolved, 0)).toBe(counts.resolved);
  });

  it('tells how the talks with the bot ended, by type and department of who had them', async () => {
    expect((await board().figures(filterOf('today'))).outcomes).toMatchObject({
      confirmed: 1,
      abandoned: 1,
      assumed: 0,
    });
    expect((await board().figures(filterOf('month', { department: 'Finance' }))).outcomes).toMatchObject({
      confirmed: 0,
      abandoned: 1,
    });
    expect((await board().figures(filterOf('month', { type: 'network' }))).outcomes).toMatchObject({
      confirmed: 1,
      abandoned: 0,
    });
  });

  it('has no shares of nothing', async () => {
    const { rates, attainment, lineShares } = await board().figures(filterOf('today', { queues: [] }));
    expect([...Object.values(rates), ...Object.values(attainment), ...Object.values(lineShares)]).toEqual(
      Array.from({ length: 11 }, () => null),
    );
  });
});

describe('a period', () => {
  it.each([
    ['today', '2026-11-18T00:00+08:00', '2026-11-19T00:00+08:00'],
    ['week', '2026-11-16T00:00+08:00', '2026-11-23T00:00+08:00'],
    ['month', '2026-11-01T00:00+08:00', '2026-12-01T00:00+08:00'],
  ] as const)('%s begins and ends at midnight of the desk', (name, from, to) => {
    expect(periodAt(name, NOW, ZONE)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  it('is an hour shorter on the day when summer time begins', () => {
    const { from, to } = periodAt('today', Date.parse('2026-03-29T12:00Z'), 'Europe/Berlin');
    expect(to - from).toBe(23 * HOUR);
  });
});
