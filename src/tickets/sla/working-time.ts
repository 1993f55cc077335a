import { elapsed, type Duration } from '../../content/duration.ts';
import { DAY_MS, type Span, type WorkCalendar } from './calendar.ts';

/** So many days are looked through; targets that don't end in the first half of them are refused at start. */
const LAST_DAY = 800;
const LONGEST_TARGET = 400;

/** Ms of working time. `N` days are N times the working time of one day (requirement 6.2). */
export function workingLength({ count, unit }: Duration, { dayLength }: WorkCalendar): number {
  return unit === 'd' ? count * dayLength : elapsed({ count, unit });
}

/** The instant (UTC ms) at which `length` ms of working time have passed since `start`: always in working time. */
export function afterWorkingTime(start: number, length: number, calendar: WorkCalendar): number {
  if (calendar.always) return start + length;
  let left = length;
  const first = firstDay(start);
  for (let day = first; day < first + LAST_DAY; day++) {
    for (const { from, to } of calendar.spansOn(day)) {
      const begin = Math.max(from, start);
      if (to <= begin) continue;
      if (left <= to - begin) return begin + left;
      left -= to - begin;
    }
  }
  throw new RangeError(`No ${Math.round(length / 60_000)} minutes of working time within ${LAST_DAY} days`);
}

/** The spans of working time between two instants (UTC ms), in order. */
export function workingSpans(from: number, to: number, calendar: WorkCalendar): Span[] {
  if (from >= to) return [];
  if (calendar.always) return [{ from, to }];
  const found: Span[] = [];
  for (let day = firstDay(from); day * DAY_MS < to + DAY_MS; day++) {
    for (const span of calendar.spansOn(day)) {
      const part = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
      if (part.from < part.to) found.push(part);
    }
  }
  return found;
}

/** Ms of working time between two instants (UTC ms). */
export function workingTimeBetween(from: number, to: number, calendar: WorkCalendar): number {
  if (from >= to) return 0;
  if (calendar.always) return to - from;
  let sum = 0;
  for (let day = firstDay(from); day * DAY_MS < to + DAY_MS; day++) {
    for (const span of calendar.spansOn(day)) {
      sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from));
    }
  }
  return sum;
}

/** Whether somebody works at `at` (UTC ms). */
export function isAtWork(at: number, calendar: WorkCalendar): boolean {
  return nextOpening(at, calendar) === at;
}

/** `at` (UTC ms) while somebody works, else when work begins next. */
export function nextOpening(at: number, calendar: WorkCalendar): number {
  return afterWorkingTime(at, 0, calendar);
}

/** Whether so much working time surely ends within the days that are looked at, from any day of the years ahead. */
export function fitsCalendar(length: Duration, calendar: WorkCalendar): boolean {
  if (calendar.always) return elapsed(length) <= LONGEST_TARGET * DAY_MS;
  const wanted = workingLength(length, calendar);
  return YEARS_AHEAD.every((start) => {
    try {
      return afterWorkingTime(start, wanted, calendar) <= start + LONGEST_TARGET * DAY_MS;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  });
}

/** A day a quarter for ten years: where targets end at each of them, they end. */
const YEARS_AHEAD = Array.from({ length: 40 }, (_, quarter) => Date.UTC(2026, quarter * 3, 1));

/** A day's spans may begin up to 14 hours before the same day does in UTC, and end 12 hours after it. */
function firstDay(at: number): number {
  return Math.floor(at / DAY_MS) - 1;
}
