import { Temporal } from 'temporal-polyfill';
import { dates } from '../../language/dates.ts';
import type { WorkCalendar } from '../../tickets/sla/calendar.ts';
import { nextOpening } from '../../tickets/sla/working-time.ts';

const LENGTH =
  /^(\d{1,3})\s*(?:(m|min|minutes?|\u5206\u949f|\u5206\u9418)|(h|hours?|\u4e2a?\u5c0f\u65f6|\u500b?\u5c0f\u6642)|(d|days?|\u5929))(?![a-z0-9])/i;
const CLOCK = /(?<!\d)([01]?\d|2[0-3])[:\uff1a]([0-5]\d)(?!\d)/;
const DAY_WORD =
  /^(?:\u660e\u5929|\u540e\u5929|\u5f8c\u5929|\u4eca\u5929|\u4e0b?(?:\u5468|\u661f\u671f|\u9031)[\u4e00-\u65e5]|\d{1,2}\u6708\d{1,2}[\u65e5\u53f7\u865f]?|tomorrow|today|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{4}-\d{1,2}-\d{1,2})/i;
const SEPARATOR = /^[\s,\uff0c:\uff1a]+/;
const PRESENT = /^(?:until|till|by|\u5230|\u81f3)\s*/i;

/** A time that somebody names, as the words of it and what follows them. */
export interface NamedTime {
  words: string;
  rest: string;
}

/** The time that a text begins with: `2h`, `30 分钟`, `明天 9:00`, `Friday`, `17:30`; undefined where there is none. */
export function timeAtBeginning(text: string): NamedTime | undefined {
  const line = text.trim().replace(PRESENT, '');
  const length = LENGTH.exec(line)?.[0];
  if (length !== undefined) return split(line, length.length);
  const day = DAY_WORD.exec(line)?.[0] ?? '';
  const after = line.slice(day.length);
  const gap = /^\s*/.exec(after)?.[0].length ?? 0;
  const clock = CLOCK.exec(after.slice(gap));
  if (clock?.index === 0) return split(line, day.length + gap + clock[0].length);
  return day === '' ? undefined : split(line, day.length);
}

/** The instant (UTC ms) that the words of a time mean; a day without an hour is when work begins on it. */
export function instantOf(words: string, now: number, calendar: WorkCalendar): number | undefined {
  const [, count, minutes, hours] = LENGTH.exec(words) ?? [];
  if (count !== undefined) {
    const unit = minutes ? 60_000 : hours ? 3_600_000 : 86_400_000;
    return now + Number(count) * unit;
  }
  const { timeZone } = calendar;
  const clock = CLOCK.exec(words);
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const isWord = DAY_WORD.test(words);
  const named = isWord ? dates(words, now, timeZone) : undefined;
  if (isWord && named === undefined) return undefined;
  const day = named === undefined ? today : Temporal.PlainDate.from(named);
  const at = (date: Temporal.PlainDate, plainTime: string) =>
    date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
  if (!clock) return nextOpening(at(day, '00:00'), calendar);
  const time = `${(clock[1] ?? '').padStart(2, '0')}:${clock[2]}`;
  const instant = at(day, time);
  return named === undefined && instant <= now ? at(day.add({ days: 1 }), time) : instant;
}

function split(line: string, at: number): NamedTime {
  return { words: line.slice(0, at).trim(), rest: line.slice(at).replace(SEPARATOR, '').trim() };
}
