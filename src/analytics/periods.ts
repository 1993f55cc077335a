import { Temporal } from 'temporal-polyfill';

export const periods = ['today', 'week', 'month'] as const;
export type PeriodName = (typeof periods)[number];

/** From `from` up to but not including `to`, UTC ms. */
export interface Period {
  from: number;
  to: number;
}

/** Today, this week from its Monday, or this month, in a time zone, until its end. */
export function periodAt(name: PeriodName, now: number, timeZone: string): Period {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  switch (name) {
    case 'today':
      return between(today, today.add({ days: 1 }), timeZone);
    case 'week': {
      const monday = today.subtract({ days: today.dayOfWeek - 1 });
      return between(monday, monday.add({ days: 7 }), timeZone);
    }
    case 'month':
      return monthPeriod(today.toPlainYearMonth().toString(), timeZone);
  }
}

/** A month such as `2026-11`, in a time zone. Throws a RangeError for anything else. */
export function monthPeriod(month: string, timeZone: string): Period {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return between(first, first.add({ months: 1 }), timeZone);
}

/** The month that an instant lies in. */
export function monthAt(now: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toPlainYearMonth()
    .toString();
}

/** The days of a period that have begun by `now`, each with its name, such as `2026-11-18`. */
export function daysOf({ from, to }: Period, now: number, timeZone: string): (Period & { day: string })[] {
  const days = [];
  let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
  for (;;) {
    const next = day.add({ days: 1 });
    const { from: begin, to: end } = between(day, next, timeZone);
    if (begin >= to || begin > now) return days;
    days.push({ day: day.toString(), from: begin, to: end });
    day = next;
  }
}

function between(first: Temporal.PlainDate, next: Temporal.PlainDate, timeZone: string): Period {
  const start = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone }).epochMilliseconds;
  return { from: start(first), to: start(next) };
}
