import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'A time such as 09:00');
const day = z.iso.date('A day such as 2027-01-01');
const span = z.tuple([time, time]).refine(([from, to]) => from < to, 'The end must come after the beginning');

/** How desk.yaml writes down when somebody works. */
export const calendarSchema = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'A time zone such as Asia/Shanghai').optional(),
  weekdays: z.array(z.int().min(1).max(7)).min(1),
  spans: z
    .array(span)
    .min(1)
    .refine(
      (spans) => spans.every(([from], i) => i === 0 || from >= (spans[i - 1]?.[1] ?? '')),
      'Spans in order and without overlap',
    ),
  /** Statutory holidays of a country, with the weekends that are worked instead (调休). */
  holidays: z.enum(['CN']).optional(),
  closed: z.array(day).default([]),
  open: z.array(day).default([]),
  /** iCalendar files beside desk.yaml with more days and hours off. */
  ical: z.array(z.string().regex(/^[\w.-]+\.ics$/, 'A file name such as holidays.ics')).default([]),
});

export type CalendarRules = z.infer<typeof calendarSchema>;

/** From `from` up to but not including `to`, UTC ms. */
export interface Span {
  from: number;
  to: number;
}

/** What is known of single days besides the week: the desk's own list, statutory holidays, imported calendars. */
export interface Exceptions {
  /** `false`: a day off; `true`: a day at work; undefined: as the week says. */
  isOpen: (day: string) => boolean | undefined;
  /** Hours off, UTC ms, in order. */
  off: readonly Span[];
}

/** When somebody works, in one time zone. */
export interface WorkCalendar {
  name: string;
  timeZone: string;
  /** Day and night: a day is 24 hours. */
  always: boolean;
  /** The working time of one day, ms. */
  dayLength: number;
  /** The hours of a working day as they stand on the wall. */
  hours: readonly (readonly [string, string])[];
  /** The spans worked on a day, named by days since 1970-01-01 in the calendar's own zone. */
  spansOn: (epochDay: number) => readonly Span[];
}

export const DAY_MS = 86_400_000;
const MINUTE = 60_000;
const KEPT_DAYS = 4_000;

/** The calendar of those who never close. */
export function aroundTheClock(timeZone: string): WorkCalendar {
  const spansOn = (epochDay: number) => [{ from: epochDay * DAY_MS, to: (epochDay + 1) * DAY_MS }];
  return { name: '24x7', timeZone, always: true, dayLength: DAY_MS, hours: [['00:00', '24:00']], spansOn };
}

/** A calendar by its rules. `exceptions` come before the week. */
export function createCalendar(
  name: string,
  rules: Pick<CalendarRules, 'weekdays' | 'spans'>,
  { timeZone, exceptions }: { timeZone: string; exceptions: Exceptions },
): WorkCalendar {
  const { weekdays, spans } = rules;
  const known = new Map<number, readonly Span[]>();

  function compute(epochDay: number): Span[] {
    const date = dateOf(epochDay);
    if (!(exceptions.isOpen(date.toString()) ?? weekdays.includes(date.dayOfWeek))) return [];
    const worked = spans.map(([from, to]) => ({
      from: instantAt(date, from, timeZone),
      to: instantAt(date, to, timeZone),
    }));
    return without(worked, exceptions.off).filter(({ from, to }) => from < to);
  }

  return {
    name,
    timeZone,
    always: false,
    dayLength: spans.reduce((sum, [from, to]) => sum + minutesOf(to) - minutesOf(from), 0) * MINUTE,
    hours: spans,
    spansOn(epochDay) {
      const before = known.get(epochDay);
      if (before) return before;
      if (known.size >= KEPT_DAYS) known.clear();
      const found = compute(epochDay);
      known.set(epochDay, found);
      return found;
    },
  };
}

/** `spans` less what is in `off`. */
function without(spans: readonly Span[], off: readonly Span[]): Span[] {
  let left = [...spans];
  for (const gap of off) {
    left = left.flatMap((one) =>
      gap.to <= one.from || one.to <= gap.from
        ? [one]
        : [
            { from: one.from, to: Math.max(one.from, gap.from) },
            { from: Math.min(one.to, gap.to), to: one.to },
          ],
    );
  }
  return left;
}

function dateOf(epochDay: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(epochDay * DAY_MS)
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
}

/**
 * When the clock on the wall first shows `clock` on that day. A time that is skipped when summer time begins is the
 * moment of the change; one that is shown twice is the first.
 */
function instantAt(date: Temporal.PlainDate, clock: string, timeZone: string): number {
  const plain =
    clock === '24:00'
      ? date.add({ days: 1 }).toPlainDateTime('00:00')
      : date.toPlainDateTime(Temporal.PlainTime.from(clock));
  const zoned = plain.toZonedDateTime(timeZone);
  if (zoned.toPlainDateTime().equals(plain)) return zoned.epochMilliseconds;
  // What is asked for is the change before an instant, and this one may be the moment of the change itself.
  return (zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous') ?? zoned).epochMilliseconds;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
