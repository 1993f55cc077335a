import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { Exceptions, Span } from './calendar.ts';

/** Recurring events are followed so far ahead of the first. */
const YEARS_AHEAD = 30;
const MOST_REPEATS = 5_000;

/** A whole day that is worked although the week says no, as published calendars of China name it: 春节(班). */
const WORKED = /[(\uff08]\u73ed[)\uff09]|\u8865\u73ed|\u4e0a\u73ed|make-?up (work|day)|working day/i;

/** A calendar file that can't be read, with why. */
export class CalendarFileError extends Error {
  override name = 'CalendarFileError';
}

/**
 * The days and hours off in an iCalendar file (RFC 5545): whole days count as closed, or as worked where their title
 * says so; events with times are hours off unless they are marked transparent. `timeZone` is meant by times without
 * a zone. Throws a CalendarFileError.
 */
export function readIcal(text: string, timeZone: string): Exceptions {
  const days = new Map<string, boolean>();
  const off: Span[] = [];
  for (const event of eventsIn(text)) {
    if (event.startDate === null) throw new CalendarFileError(`“${event.summary}” has no beginning`);
    if (event.component.getFirstPropertyValue('status') === 'CANCELLED') continue;
    for (const { start, end } of occurrencesOf(event)) {
      if (start.isDate) {
        // A day that one entry says is worked is worked, whatever a longer holiday around it says.
        const isWorked = WORKED.test(event.summary ?? '');
        for (const day of daysBetween(start, end))
          if (isWorked || days.get(day) !== true) days.set(day, isWorked);
      } else if (event.component.getFirstPropertyValue('transp') !== 'TRANSPARENT') {
        off.push({ from: instantOf(start, timeZone), to: instantOf(end, timeZone) });
      }
    }
  }
  return { isOpen: (day) => days.get(day), off: off.toSorted((a, b) => a.from - b.from) };
}

function eventsIn(text: string): ICAL.Event[] {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CalendarFileError(`It is no iCalendar file: ${reason}`, { cause });
  }
}

function occurrencesOf(event: ICAL.Event): { start: ICAL.Time; end: ICAL.Time }[] {
  if (!event.isRecurring()) return [{ start: event.startDate, end: event.endDate }];
  const until = event.startDate.year + YEARS_AHEAD;
  const found: { start: ICAL.Time; end: ICAL.Time }[] = [];
  const each = event.iterator();
  for (let start = each.next(); start && found.length < MOST_REPEATS; start = each.next()) {
    if (start.year > until) break;
    const { startDate, endDate } = event.getOccurrenceDetails(start);
    found.push({ start: startDate, end: endDate });
  }
  return found;
}

/** The end is not included, but an event without one is a day long. */
function daysBetween(start: ICAL.Time, end: ICAL.Time): string[] {
  const last = plainDate(end);
  const days: string[] = [];
  let day = plainDate(start);
  do {
    days.push(day.toString());
    day = day.add({ days: 1 });
  } while (Temporal.PlainDate.compare(day, last) < 0);
  return days;
}

function plainDate({ year, month, day }: ICAL.Time): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month, day });
}

function instantOf(time: ICAL.Time, timeZone: string): number {
  if (time.zone === ICAL.Timezone.utcTimezone) return time.toUnixTime() * 1_000;
  const { year, month, day, hour, minute, second } = time;
  const zone = knownZone(time.zone?.tzid) ?? timeZone;
  return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second }).toZonedDateTime(zone)
    .epochMilliseconds;
}

/** The zone that a time is named with, if it is one that every system knows. */
function knownZone(name: string | undefined): string | undefined {
  if (!name || name === 'floating') return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
