import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarSchema } from '../../../src/tickets/sla/calendar.ts';
import { createCalendars, unknownYears } from '../../../src/tickets/sla/calendars.ts';
import { CalendarFileError, readIcal } from '../../../src/tickets/sla/ical.ts';
import {
  afterWorkingTime,
  isAtWork,
  nextOpening,
  workingTimeBetween,
} from '../../../src/tickets/sla/working-time.ts';
import { copyContent, mistakesOf, type ContentFolder } from '../../support/content-folder.ts';
import { loadDeskPolicy } from '../../../src/tickets/desk-policy.ts';

const ZONE = 'Asia/Shanghai';
const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

let folder: ContentFolder;
beforeEach(() => {
  folder = copyContent('desk.yaml');
});
afterEach(() => folder.remove());

/** A calendar of nine hours a day with what a file says. */
function calendar(rules: object, ics?: string) {
  if (ics !== undefined) folder.write('days.ics', ics);
  const parsed = calendarSchema.parse({
    weekdays: [1, 2, 3, 4, 5],
    spans: [['09:00', '18:00']],
    ...rules,
    ...(ics === undefined ? {} : { ical: ['days.ics'] }),
  });
  return createCalendars(new Map([['desk', parsed]]), { contentDir: folder.path, timeZone: ZONE }).named(
    'desk',
  );
}

const ics = (...events: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...events, 'END:VCALENDAR'].join('\r\n');
let uid = 0;
const event = (...lines: string[]) =>
  ['BEGIN:VEVENT', `UID:${++uid}@test`, 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT'].join('\r\n');

describe('statutory holidays of China', () => {
  it.each([
    ['the day before the National Day', '2026-09-30T17:30+08:00', '2026-10-08T09:30+08:00'],
    ['a Friday before a Saturday that is worked instead', '2026-10-09T17:30+08:00', '2026-10-10T09:30+08:00'],
    ['the eve of Spring Festival', '2026-02-14T17:30+08:00', '2026-02-24T09:30+08:00'],
    ['an ordinary Friday', '2026-11-20T17:30+08:00', '2026-11-23T09:30+08:00'],
  ])('are left out: an hour from %s', (_, start, end) => {
    const desk = calendar({ holidays: 'CN' });
    expect(new Date(afterWorkingTime(at(start), HOUR, desk)).toISOString()).toBe(new Date(end).toISOString());
  });

  it('give way to the desk’s own list', () => {
    const desk = calendar({ holidays: 'CN', open: ['2026-10-01'], closed: ['2026-10-10'] });
    expect(isAtWork(at('2026-10-01T10:00+08:00'), desk)).toBe(true);
    expect(isAtWork(at('2026-10-10T10:00+08:00'), desk)).toBe(false);
  });

  it('of a year that isn’t known are said to be missing, before it comes', () => {
    const rules = calendarSchema.parse({ weekdays: [1], spans: [['09:00', '18:00']], holidays: 'CN' });
    const calendars = createCalendars(new Map([['desk', rules]]), { contentDir: '', timeZone: ZONE });
    expect(unknownYears(calendars, at('2026-11-18'))).toEqual([]);
    expect(unknownYears(calendars, at('2026-12-15'))).toEqual([2027]);
    expect(unknownYears({ ...calendars, keepsChineseHolidays: false }, at('2026-12-15'))).toEqual([]);
  });
});

describe('an imported calendar', () => {
  it('closes whole days, to the last of a span, and opens those it says are worked', () => {
    const desk = calendar(
      {},
      ics(
        event(
          'DTSTART;VALUE=DATE:20261123',
          'DTEND;VALUE=DATE:20261125',
          'SUMMARY:Company outing',
          'TRANSP:TRANSPARENT',
        ),
        event('DTSTART;VALUE=DATE:20261128', 'DTEND;VALUE=DATE:20261129', 'SUMMARY:校庆(班)'),
      ),
    );
    expect(isAtWork(at('2026-11-23T10:00+08:00'), desk)).toBe(false);
    expect(isAtWork(at('2026-11-24T10:00+08:00'), desk)).toBe(false);
    expect(isAtWork(at('2026-11-25T10:00+08:00'), desk)).toBe(true);
    expect(isAtWork(at('2026-11-28T10:00+08:00'), desk)).toBe(true);
    expect(isAtWork(at('2026-11-29T10:00+08:00'), desk)).toBe(false);
  });

  it('takes hours off, in any zone, every week if it says so; not what is cancelled or doesn’t block', () => {
    const desk = calendar(
      {},
      ics(
        event(
          'DTSTART;TZID=Asia/Shanghai:20261118T140000',
          'DTEND;TZID=Asia/Shanghai:20261118T160000',
          'SUMMARY:Team meeting',
          'RRULE:FREQ=WEEKLY;COUNT=3',
        ),
        event('DTSTART:20261119T010000Z', 'DTEND:20261119T020000Z', 'SUMMARY:Fire drill'),
        event(
          'DTSTART;TZID=Asia/Shanghai:20261120T090000',
          'DTEND;TZID=Asia/Shanghai:20261120T120000',
          'SUMMARY:Called off',
          'STATUS:CANCELLED',
        ),
        event(
          'DTSTART;TZID=Asia/Shanghai:20261120T130000',
          'DTEND;TZID=Asia/Shanghai:20261120T140000',
          'SUMMARY:Free',
          'TRANSP:TRANSPARENT',
        ),
      ),
    );
    const hoursOf = (day: string) =>
      workingTimeBetween(at(`${day}T00:00+08:00`), at(`${day}T24:00+08:00`), desk) / HOUR;
    expect(
      ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-25', '2026-12-02', '2026-12-09'].map(hoursOf),
    ).toEqual([7, 8, 9, 7, 7, 9]);
    expect(nextOpening(at('2026-11-18T14:30+08:00'), desk)).toBe(at('2026-11-18T16:00+08:00'));
  });

  it('that is no calendar is refused', () => {
    expect(() => readIcal('hello', ZONE)).toThrow(CalendarFileError);
  });

  it('that is missing or broken is a mistake of desk.yaml with its line', () => {
    folder.replace('desk.yaml', '  open: []\n', '  open: []\n  ical: [nowhere.ics]\n');
    const [missing] = mistakesOf(() => loadDeskPolicy(folder.path), folder);
    expect(missing).toContain(`desk.yaml:${folder.lineOf('desk.yaml', 'ical: [nowhere.ics]')}:`);
    folder.write('nowhere.ics', 'BEGIN:VCALENDAR');
    const [broken] = mistakesOf(() => loadDeskPolicy(folder.path), folder);
    expect(broken).toMatch(/A calendar file/);
  });
});

describe('desk.yaml', () => {
  const mistakes: [string, string, string, RegExp][] = [
    [
      'an unknown calendar of a queue',
      "channel: 'web:l2',",
      "channel: 'web:l2', calendar: moon,",
      /no calendar moon/,
    ],
    ['an agreement with nobody', 'departments: [生产部, Production]', 'departments: []', /is with nobody/],
    [
      'an unknown type in the scope',
      '    calendar: plant',
      '    calendar: plant\n    types: [weather]',
      /no type weather/,
    ],
    ['an unknown calendar of an agreement', '    calendar: plant', '    calendar: moon', /no calendar moon/],
    ['a fee that is waived but not there', '    fee: { amount: 12000, currency: CNY }\n', '', /doesn’t have/],
    ['an unknown person on call', 'people: [wang-fang, tom]', 'people: [nobody]', /no person nobody/],
    ['an unknown queue on call', '{ queue: it-l1, people', '{ queue: moon, people', /no queue moon/],
    [
      'an expert for nothing that there is',
      'fields: [network, email, account]',
      'fields: [weather]',
      /no type weather/,
    ],
    [
      'a rule for a line about no type',
      'beyond: []',
      'beyond: [{ type: weather, line: L2 }]',
      /no type weather/,
    ],
    [
      'incidents that are a company before a department',
      'company: 15',
      'company: 3',
      /fewer than for a department/,
    ],
    ['a span that ends before it begins', "['08:00', '20:00']", "['20:00', '08:00']", /end must come after/],
  ];
  it.each(mistakes)('names the line of %s', (_, from, to, reason) => {
    folder.replace('desk.yaml', from, to);
    const found = mistakesOf(() => loadDeskPolicy(folder.path), folder);
    expect(found.join('\n')).toMatch(reason);
    expect(found.every((mistake) => /^\S*desk\.yaml:(?!1:)\d+: /.test(mistake))).toBe(true);
  });
});
