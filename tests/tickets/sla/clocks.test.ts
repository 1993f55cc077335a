import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Duration } from '../../../src/content/duration.ts';
import {
  aroundTheClock,
  calendarSchema,
  createCalendar,
  type WorkCalendar,
} from '../../../src/tickets/sla/calendar.ts';
import { exceptionsOf } from '../../../src/tickets/sla/calendars.ts';
import { countedUntil, clocksOf } from '../../../src/tickets/sla/clocks.ts';
import { slaColumns } from '../../../src/tickets/sla/columns.ts';
import { explain } from '../../../src/tickets/sla/explain.ts';
import { historyOf, type SlaEvent } from '../../../src/tickets/sla/history.ts';
import type { Terms, TermsOf } from '../../../src/tickets/sla/terms.ts';
import { CHINA_WORKED, plainClocks, type PlainCalendar, type PlainTargets } from './reference.ts';

const CELL = 5 * 60_000;
const HOUR = 3_600_000;
const RUNS = 10_000;

const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana'];

const spans = fc.constantFrom<[number, number][]>(
  [
    [540, 720],
    [810, 1080],
  ],
  [[480, 1020]],
  [[0, 360]],
  [
    [0, 125],
    [150, 1440],
  ],
  [[1320, 1440]],
  [
    [90, 150],
    [600, 605],
    [610, 1200],
  ],
);

const calendar: fc.Arbitrary<PlainCalendar> = fc.record({
  timeZone: fc.constantFrom(...zones),
  always: fc.boolean().map((never) => never && false),
  weekdays: fc.constantFrom([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7], [1, 3, 5], [7]),
  spans,
  closed: fc.constantFrom([], ['2026-03-30', '2026-11-20'], ['2026-10-26', '2026-10-27', '2026-10-28']),
  open: fc.constantFrom([], ['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01'], ['2026-04-05']),
  holidays: fc.boolean(),
});
const always: fc.Arbitrary<PlainCalendar> = fc.constantFrom(...zones).map((timeZone) => ({
  timeZone,
  always: true,
  weekdays: [1],
  spans: [[0, 1440]],
  closed: [],
  open: [],
  holidays: false,
}));

const length: fc.Arbitrary<Duration> = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 24 }).map((n) => n * 5), unit: fc.constant('m' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 12 }), unit: fc.constant('h' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 5 }), unit: fc.constant('d' as const) }),
);
const targets: fc.Arbitrary<PlainTargets> = fc.record({ respond: length, next: length, resolve: length });

/** Friday evenings, the eves of holidays and of clock changes, and any time else. */
const beginnings = [
  '2026-01-02T18:00Z',
  '2026-02-13T09:30Z',
  '2026-03-06T22:00Z',
  '2026-03-27T16:30Z',
  '2026-04-03T09:55Z',
  '2026-09-30T09:50Z',
  '2026-10-09T09:30Z',
  '2026-10-23T16:00Z',
  '2026-10-30T21:00Z',
  ...CHINA_WORKED.map((day) => `${day}T01:00Z`),
].map((text) => Date.parse(text));
const begin = fc
  .oneof(
    fc
      .constantFrom(...beginnings)
      .chain((at) => fc.integer({ min: -300, max: 300 }).map((n) => at + n * CELL)),
    fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2026-12-20') }),
  )
  .map((at) => Math.floor(at / CELL) * CELL);

const happening: fc.Arbitrary<Omit<SlaEvent, 'at'>> = fc.constantFrom(
  { kind: 'requester-wrote', actor: 'ann', data: {} },
  { kind: 'agent-wrote', actor: 'wang', data: {} },
  { kind: 'agent-wrote', actor: 'bot', data: {} },
  { kind: 'waiting', actor: 'wang', data: { for: 'requester' } },
  { kind: 'waiting', actor: 'wang', data: { for: 'vendor' } },
  { kind: 'snoozed', actor: 'wang', data: { until: 0 } },
  { kind: 'continued', actor: 'wang', data: {} },
  { kind: 'woke', actor: 'bot', data: {} },
  { kind: 'claimed', actor: 'wang', data: {} },
  { kind: 'unclaimed', actor: 'wang', data: {} },
  { kind: 'note', actor: 'wang', data: {} },
  { kind: 'escalated', actor: 'wang', data: { to: 'L2', queue: 'it-l2' } },
  { kind: 'priority-changed', actor: 'wang', data: { to: 'urgent' } },
  { kind: 'priority-changed', actor: 'wang', data: { to: 'low' } },
  { kind: 'resolved', actor: 'wang', data: {} },
  { kind: 'verification-failed', actor: 'ann', data: {} },
);
/** Some minutes or hours after the one before; sometimes days, over a weekend or a holiday. */
const gap = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((n) => n * CELL),
  fc.integer({ min: 0, max: 1_600 }).map((n) => n * CELL),
);
const story = fc
  .record({
    begin,
    steps: fc.array(fc.tuple(gap, happening), { maxLength: 12 }),
  })
  .map(({ begin: at, steps }): SlaEvent[] => {
    const opened = { type: 'network', priority: 'low', queue: 'it-l1', agreement: null };
    let now = at;
    const later = steps.map(([after, one]) => ({ ...one, at: (now += after) }));
    return [{ kind: 'opened', actor: 'ann', at, data: opened }, ...later];
  });

interface Rules {
  targets: PlainTargets;
  calendar: PlainCalendar;
}

function realTerms({ targets: lengths, calendar: plain }: Rules): Terms {
  const key = JSON.stringify(plain);
  const made = realCalendars.get(key) ?? realCalendar(plain);
  realCalendars.set(key, made);
  return { ...lengths, calendar: made, aroundTheClock: plain.always };
}

const realCalendars = new Map<string, WorkCalendar>();

function realCalendar(plain: PlainCalendar): WorkCalendar {
  const { timeZone } = plain;
  const clockOf = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const rules = calendarSchema.parse({
    weekdays: plain.weekdays,
    spans: plain.spans.map(([from, to]) => [clockOf(from), clockOf(to)]),
    closed: plain.closed,
    open: plain.open,
    ...(plain.holidays ? { holidays: 'CN' } : {}),
  });
  const exceptions = exceptionsOf(rules, { contentDir: '', timeZone });
  return plain.always ? aroundTheClock(timeZone) : createCalendar('test', rules, { timeZone, exceptions });
}

const rulesArbitrary: fc.Arbitrary<Rules> = fc.record({
  targets,
  calendar: fc.oneof({ weight: 4, arbitrary: calendar }, always),
});

describe('the clocks of a ticket', () => {
  it(`are those of a slow walk through time, in ${RUNS} random calendars and histories`, () => {
    fc.assert(
      fc.property(story, rulesArbitrary, rulesArbitrary, (events, urgent, low) => {
        const terms = { urgent: realTerms(urgent), low: realTerms(low) };
        const termsOf: TermsOf = ({ priority }) => (priority === 'urgent' ? terms.urgent : terms.low);
        const { respondBy, resolveBy, nextRespondBy } = slaColumns(historyOf(events, 'it-l1'), termsOf);
        const expected = plainClocks(events, (priority) => (priority === 'urgent' ? urgent : low));
        expect({ respondBy, resolveBy, nextRespondBy }).toEqual(expected);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('explain themselves by spans that add up to what has counted', () => {
    fc.assert(
      fc.property(story, rulesArbitrary, fc.integer({ min: 0, max: 20 }), (events, rules, days) => {
        const terms = realTerms(rules);
        const history = historyOf(events, 'it-l1');
        const now = (events.at(-1)?.at ?? 0) + days * 24 * HOUR;
        for (const { clock, counted, ahead, spent, left, state } of explain(history, () => terms, now)
          .clocks) {
          expect(sum(counted)).toBe(spent);
          expect(spent).toBe(countedUntil(clock, now));
          expect(sum(ahead)).toBe(state === 'running' ? left : 0);
          const isOver = state === 'late' || state === 'missed';
          expect(isOver ? Math.max(left, 0) : 0).toBe(0);
        }
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('stand still while it waits for somebody else, and go on after a solution that failed', () => {
    const at = Date.parse('2026-11-20T17:00+08:00');
    const events: SlaEvent[] = [
      { kind: 'opened', actor: 'ann', at, data: { type: 'network', priority: 'low', queue: 'it-l1' } },
      { kind: 'waiting', actor: 'wang', at: at + HOUR / 2, data: { for: 'vendor' } },
      // Monday noon.
      { kind: 'continued', actor: 'wang', at: Date.parse('2026-11-23T11:00+08:00'), data: {} },
      { kind: 'resolved', actor: 'wang', at: Date.parse('2026-11-23T11:30+08:00'), data: {} },
      { kind: 'verification-failed', actor: 'ann', at: Date.parse('2026-11-24T09:00+08:00'), data: {} },
    ];
    const office: PlainCalendar = {
      timeZone: 'Asia/Shanghai',
      always: false,
      weekdays: [1, 2, 3, 4, 5],
      spans: [[540, 1080]],
      closed: [],
      open: [],
      holidays: false,
    };
    const two = { count: 2, unit: 'h' } as const;
    const terms = realTerms({ targets: { respond: two, next: two, resolve: two }, calendar: office });
    const clocks = clocksOf(historyOf(events, 'it-l1'), () => terms);
    const resolution = clocks.find(({ kind }) => kind === 'resolution');
    // Half an hour on Friday, half an hour on Monday, an hour from Tuesday 9:00.
    expect(new Date(resolution?.dueAt ?? 0).toISOString()).toBe(
      new Date('2026-11-24T10:00+08:00').toISOString(),
    );
    expect(clocks.find(({ kind }) => kind === 'next-response')?.dueAt).toBe(
      Date.parse('2026-11-24T11:00+08:00'),
    );
  });
});

function sum(spansOf: readonly { from: number; to: number }[]): number {
  return spansOf.reduce((all, { from, to }) => all + to - from, 0);
}
