import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Duration } from '../../../src/content/duration.ts';
import { priorities, type Priority } from '../../../src/store/schema.ts';
import { priorityOf } from '../../../src/tickets/priority.ts';
import { calendarSchema, createCalendar, type CalendarRules } from '../../../src/tickets/sla/calendar.ts';
import { exceptionsOf } from '../../../src/tickets/sla/calendars.ts';
import { slaColumns } from '../../../src/tickets/sla/columns.ts';
import { beginHistory } from '../../../src/tickets/sla/history.ts';
import { createTerms } from '../../../src/tickets/sla/terms.ts';
import { afterWorkingTime, fitsCalendar, workingLength } from '../../../src/tickets/sla/working-time.ts';
import { policy } from '../setting.ts';

function hours(timeZone: string, rules: CalendarRules) {
  const exceptions = exceptionsOf(rules, { contentDir: '', timeZone });
  return { timeZone, rules, calendar: createCalendar('test', rules, { timeZone, exceptions }) };
}

/** When so much working time has passed. */
function after(start: number, count: Duration, { calendar }: Hours): number {
  return afterWorkingTime(start, workingLength(count, calendar), calendar);
}

type Hours = ReturnType<typeof hours>;

const shanghai = hours(
  'Asia/Shanghai',
  calendarSchema.parse({
    weekdays: [1, 2, 3, 4, 5],
    spans: [
      ['09:00', '12:00'],
      ['13:30', '18:00'],
    ],
    closed: ['2026-11-20'],
    open: ['2026-11-22'],
  }),
);
const berlin = hours(
  'Europe/Berlin',
  calendarSchema.parse({
    weekdays: [1, 2, 3, 4, 5],
    spans: [['08:00', '17:00']],
    closed: [],
    open: [],
  }),
);
/** Works through the nights on which the clocks are changed. */
const allNight = hours(
  'Europe/Berlin',
  calendarSchema.parse({
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    spans: [['00:00', '06:00']],
    closed: [],
    open: [],
  }),
);

function length(text: string): Duration {
  return { count: Number(text.slice(0, -1)), unit: text.at(-1) as Duration['unit'] };
}

const cases: [string, Hours, string, string, string][] = [
  ['within the morning', shanghai, '2026-11-18T09:15+08:00', '2h', '2026-11-18T11:15+08:00'],
  ['over lunch', shanghai, '2026-11-18T11:30+08:00', '1h', '2026-11-18T14:00+08:00'],
  ['just to lunch', shanghai, '2026-11-18T11:30+08:00', '30m', '2026-11-18T12:00+08:00'],
  ['from lunch', shanghai, '2026-11-18T12:30+08:00', '30m', '2026-11-18T14:00+08:00'],
  ['from before work', shanghai, '2026-11-18T03:00+08:00', '30m', '2026-11-18T09:30+08:00'],
  ['over night', shanghai, '2026-11-17T17:45+08:00', '30m', '2026-11-18T09:15+08:00'],
  [
    'from Thursday evening over a closed Friday and Saturday to an open Sunday',
    shanghai,
    '2026-11-19T17:30+08:00',
    '1h',
    '2026-11-22T09:30+08:00',
  ],
  ['from Friday evening over the weekend', berlin, '2026-11-20T16:30+01:00', '1h', '2026-11-23T08:30+01:00'],
  ['from Saturday', berlin, '2026-11-21T12:00+01:00', '1h', '2026-11-23T09:00+01:00'],
  ['one working day', shanghai, '2026-11-17T10:00+08:00', '1d', '2026-11-18T10:00+08:00'],
  ['one working day from the evening', shanghai, '2026-11-17T19:00+08:00', '1d', '2026-11-18T18:00+08:00'],
  [
    'three working days over a closed day',
    shanghai,
    '2026-11-17T10:00+08:00',
    '3d',
    '2026-11-22T10:00+08:00',
  ],
  [
    'over the weekend when summer time begins',
    berlin,
    '2026-03-27T16:30+01:00',
    '1h',
    '2026-03-30T08:30+02:00',
  ],
  [
    'over the weekend when summer time ends',
    berlin,
    '2026-10-23T16:30+02:00',
    '1h',
    '2026-10-26T08:30+01:00',
  ],
  ['through the short night', allNight, '2026-03-29T00:00+01:00', '3h', '2026-03-29T04:00+02:00'],
  ['through the long night', allNight, '2026-10-25T00:00+02:00', '4h', '2026-10-25T03:00+01:00'],
];

describe('working time', () => {
  it.each(cases)('ends right %s', (_, working, start, count, end) => {
    expect(new Date(after(Date.parse(start), length(count), working)).toISOString()).toBe(
      new Date(end).toISOString(),
    );
  });

  it('is found minute by minute too, at any start, in any zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(shanghai, berlin, allNight),
        fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2026-12-20') }),
        fc.integer({ min: 1, max: 700 }),
        (working, start, minutes) => {
          const minute = Math.floor(start / 60_000) * 60_000;
          expect(after(minute, { count: minutes, unit: 'm' }, working)).toBe(
            slowly(minute, minutes, working),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never ends earlier for a later start or a longer time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(shanghai, berlin, allNight),
        fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2026-12-01') }),
        fc.nat(10 * 86_400_000),
        fc.integer({ min: 0, max: 3_000 }),
        fc.nat(600),
        (working, start, later, minutes, more) => {
          const end = after(start, { count: minutes, unit: 'm' }, working);
          expect(after(start + later, { count: minutes, unit: 'm' }, working)).toBeGreaterThanOrEqual(end);
          expect(after(start, { count: minutes + more, unit: 'm' }, working)).toBeGreaterThanOrEqual(end);
        },
      ),
    );
  });

  it('is now while the desk is at work, and else begins next morning', () => {
    const at = Date.parse('2026-11-18T10:00+08:00');
    const none = { count: 0, unit: 'm' } as const;
    expect(after(at, none, shanghai)).toBe(at);
    expect(after(Date.parse('2026-11-18T19:00+08:00'), none, shanghai)).toBe(
      Date.parse('2026-11-19T09:00+08:00'),
    );
  });

  it('that a year doesn’t have is refused', () => {
    expect(fitsCalendar(length('5d'), shanghai.calendar)).toBe(true);
    expect(fitsCalendar(length('400d'), shanghai.calendar)).toBe(false);
    expect(() => after(0, length('700d'), shanghai)).toThrow(RangeError);
  });

  it('of any length that fits the calendar can be counted from any start', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(shanghai, berlin, allNight),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        (working, days, start) => {
          fc.pre(fitsCalendar({ count: days, unit: 'd' }, working.calendar));
          expect(after(start, { count: days, unit: 'd' }, working)).toBeGreaterThan(start);
        },
      ),
      { numRuns: 20 },
    );
  });
});

/** The targets of a ticket that is opened at `at`. */
function targetsOf(priority: Priority, at: number) {
  const opened = { kind: 'opened', actor: 'ann', at, data: { type: 'network', priority, queue: 'it-l1' } };
  const { respondBy, resolveBy } = slaColumns(beginHistory(opened, 'it-l1'), createTerms(policy));
  return { respondBy, resolveBy };
}

describe('the targets of the desk', () => {
  const at = Date.parse('2026-11-18T10:00+08:00');

  it.each([
    ['urgent', '2026-11-18T10:15+08:00', '2026-11-18T14:00+08:00'],
    ['high', '2026-11-18T10:30+08:00', '2026-11-19T10:00+08:00'],
    ['normal', '2026-11-18T12:00+08:00', '2026-11-23T10:00+08:00'],
    ['low', '2026-11-19T10:00+08:00', '2026-11-25T10:00+08:00'],
  ] as const)('for %s are those of requirements 6.1 and 6.2', (priority, respondBy, resolveBy) => {
    expect(targetsOf(priority, at)).toEqual({
      respondBy: Date.parse(respondBy),
      resolveBy: Date.parse(resolveBy),
    });
  });

  it('run through the night for what is urgent', () => {
    const night = Date.parse('2026-11-21T23:00+08:00');
    expect(targetsOf('urgent', night).respondBy).toBe(night + 15 * 60_000);
    expect(targetsOf('high', night).respondBy).toBe(Date.parse('2026-11-23T09:30+08:00'));
  });

  it('never get tighter as the impact or the urgency falls', () => {
    const rank = (
      impact: 'person' | 'department' | 'company',
      urgency: 'low' | 'normal' | 'high' | 'critical',
    ) => priorities.indexOf(priorityOf(impact, urgency, policy));
    for (const urgency of ['low', 'normal', 'high', 'critical'] as const) {
      expect(rank('person', urgency)).toBeGreaterThanOrEqual(rank('department', urgency));
      expect(rank('department', urgency)).toBeGreaterThanOrEqual(rank('company', urgency));
    }
  });
});

/** The same by walking: every minute on the wall that is within working time counts. */
function slowly(start: number, minutes: number, { rules, timeZone }: Hours): number {
  let at = start;
  for (let left = minutes; left > 0; at += 60_000) {
    const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    const day = now.toPlainDate().toString();
    const isWorkingDay =
      rules.open.includes(day) || (rules.weekdays.includes(now.dayOfWeek) && !rules.closed.includes(day));
    const clock = now.toPlainTime().toString().slice(0, 5);
    if (isWorkingDay && rules.spans.some(([from, to]) => from <= clock && clock < to)) left--;
  }
  return at;
}
