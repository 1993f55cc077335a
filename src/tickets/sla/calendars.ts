import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  aroundTheClock,
  createCalendar,
  type CalendarRules,
  type Exceptions,
  type WorkCalendar,
} from './calendar.ts';
import { isOpenInChina, knowsChineseHolidays } from './holidays.ts';
import { readIcal } from './ical.ts';

/** The name of the calendar that desk.yaml calls `calendar`, and of the one that never closes. */
export const DESK_CALENDAR = 'desk';
export const ALWAYS = '24x7';

/** The desk's calendars by name. */
export interface Calendars {
  /** Throws where there is none of that name: names are checked when desk.yaml is read. */
  named: (name: string) => WorkCalendar;
  names: readonly string[];
  /** Whether a calendar keeps the statutory holidays of China. */
  keepsChineseHolidays: boolean;
}

/** What one calendar is made of besides its rules; throws a CalendarFileError or what reading a file throws. */
export function exceptionsOf(
  rules: Pick<CalendarRules, 'closed' | 'open' | 'holidays' | 'ical'>,
  { contentDir, timeZone }: { contentDir: string; timeZone: string },
): Exceptions {
  const own = new Map([
    ...rules.closed.map((day) => [day, false] as const),
    ...rules.open.map((day) => [day, true] as const),
  ]);
  const files = rules.ical.map((file) => readIcal(readFileSync(join(contentDir, file), 'utf8'), timeZone));
  return {
    isOpen(day) {
      const imported = files.map((file) => file.isOpen(day)).find((open) => open !== undefined);
      return own.get(day) ?? imported ?? (rules.holidays === 'CN' ? isOpenInChina(day) : undefined);
    },
    off: files.flatMap(({ off }) => off),
  };
}

/** Makes the calendars of desk.yaml; the one that never closes is always among them. */
export function createCalendars(
  rules: ReadonlyMap<string, CalendarRules>,
  options: { contentDir: string; timeZone: string },
): Calendars {
  const made = new Map<string, WorkCalendar>([[ALWAYS, aroundTheClock(options.timeZone)]]);
  for (const [name, one] of rules) {
    const timeZone = one.timeZone ?? options.timeZone;
    const exceptions = exceptionsOf(one, { ...options, timeZone });
    made.set(name, createCalendar(name, one, { timeZone, exceptions }));
  }
  return {
    names: [...made.keys()],
    keepsChineseHolidays: [...rules.values()].some(({ holidays }) => holidays === 'CN'),
    named(name) {
      const found = made.get(name);
      if (!found) throw new Error(`desk.yaml has no calendar ${name}`);
      return found;
    },
  };
}

/** Targets reach so far into the next year. */
const AHEAD_MS = 30 * 24 * 3_600_000;

/** The years soon to come whose statutory holidays are kept but not known yet: every weekday would silently count. */
export function unknownYears({ keepsChineseHolidays }: Calendars, now: number): number[] {
  if (!keepsChineseHolidays) return [];
  const years = new Set([now, now + AHEAD_MS].map((at) => new Date(at).getUTCFullYear()));
  return [...years].filter((year) => !knowsChineseHolidays(year));
}
