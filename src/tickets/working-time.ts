import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Duration } from '../content/duration.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time such as 09:00');
const day = z.iso.date('A day such as 2027-01-01');
const span = z.tuple([time, time]).refine(([from, to]) => from < to, 'The end must come after the beginning');

export const calendarSchema = z.strictObject({
  weekdays: z.array(z.int().min(1).max(7)).min(1),
  spans: z
    .array(span)
    .min(1)
    .refine(
      (spans) => spans.every(([from], i) => i === 0 || from >= (spans[i - 1]?.[1] ?? '')),
      'Spans in order and without overlap',
    ),
  closed: z.array(day),
  open: z.array(day),
});

/** When the desk works, in one time zone. */
export type Calendar = z.infer<typeof calendarSchema>;

/** Far enough for any target; a calendar that is closed for longer is a mistake. */
const LAST_DAY = 400;
const MINUTE = 60_000;

/**
 * The instant (UTC ms) at which `length` of working time has passed since `start`. `N` days are N times the
 * working time of one day, so they end in working time (requirement 6.2).
 */
export function afterWorkingTime(
  start: number,
  length: Duration,
  hours: { calendar: Calendar; timeZone: string },
): number {
  let left = workingMinutes(length, hours.calendar) * MINUTE;
  let date = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(hours.timeZone).toPlainDate();
  for (let i = 0; i < LAST_DAY; i++, date = date.add({ days: 1 })) {
    if (!isWorkingDay(date, hours.calendar)) continue;
    for (const [from, to] of hours.calendar.spans) {
      const begin = Math.max(instantAt(date, from, hours.timeZone), start);
      const end = instantAt(date, to, hours.timeZone);
      if (end <= begin) continue;
      if (left <= end - begin) return begin + left;
      left -= end - begin;
    }
  }
  throw new RangeError(`No ${length.count}${length.unit} of working time within ${LAST_DAY} days`);
}

/** Whether so much working time surely ends within the days that are looked at. */
export function fitsCalendar(length: Duration, calendar: Calendar): boolean {
  const ofOneDay = workingMinutes({ count: 1, unit: 'd' }, calendar);
  const days = Math.floor(LAST_DAY / 7) * new Set(calendar.weekdays).size - calendar.closed.length - 1;
  return workingMinutes(length, calendar) <= days * ofOneDay;
}

function workingMinutes({ count, unit }: Duration, calendar: Calendar): number {
  if (unit === 'm') return count;
  if (unit === 'h') return count * 60;
  return count * calendar.spans.reduce((sum, [from, to]) => sum + minutesOf(to) - minutesOf(from), 0);
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function isWorkingDay(date: Temporal.PlainDate, calendar: Calendar): boolean {
  const name = date.toString();
  if (calendar.open.includes(name)) return true;
  return calendar.weekdays.includes(date.dayOfWeek) && !calendar.closed.includes(name);
}

function instantAt(date: Temporal.PlainDate, clock: string, timeZone: string): number {
  return date.toZonedDateTime({ timeZone, plainTime: clock }).epochMilliseconds;
}
