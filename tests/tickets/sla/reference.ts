import type { Duration } from '../../../src/content/duration.ts';
import type { SlaEvent } from '../../../src/tickets/sla/history.ts';

/**
 * The clocks once more, slow and plain: time is walked in cells of five minutes, and what counts is asked of each
 * cell. Shares no code with what it checks.
 */

const CELL = 5 * 60_000;
const HALF_HOUR = 30 * 60_000;
const DAY = 86_400_000;
const FROM = Date.parse('2025-12-20T00:00Z');
const TO = Date.parse('2027-10-01T00:00Z');

export interface PlainCalendar {
  timeZone: string;
  always: boolean;
  weekdays: number[];
  /** In minutes after midnight. */
  spans: [number, number][];
  closed: string[];
  open: string[];
  holidays: boolean;
}

export interface PlainTargets {
  respond: Duration;
  next: Duration;
  resolve: Duration;
}

/** What the order of the State Council says for 2026, written down from it. */
const CHINA_OFF: [string, number][] = [
  ['2026-01-01', 3],
  ['2026-02-15', 9],
  ['2026-04-04', 3],
  ['2026-05-01', 5],
  ['2026-06-19', 3],
  ['2026-09-25', 3],
  ['2026-10-01', 7],
];
export const CHINA_WORKED = [
  '2026-01-04',
  '2026-02-14',
  '2026-02-28',
  '2026-05-09',
  '2026-09-20',
  '2026-10-10',
];
const chinaOff = new Set(
  CHINA_OFF.flatMap(([first, days]) =>
    Array.from({ length: days }, (_, i) =>
      new Date(Date.parse(`${first}T00:00Z`) + i * DAY).toISOString().slice(0, 10),
    ),
  ),
);

/** Whether each cell is worked, asked one after the other from two days before `start` on. */
function worker(start: number, calendar: PlainCalendar): (at: number) => boolean {
  const offsets = offsetsOf(calendar.timeZone);
  let today = -1;
  let isDay = false;
  let latest = 0;
  const isWorkedAt = (at: number) => {
    const local = at + (offsets[Math.floor((at - FROM) / HALF_HOUR)] ?? 0);
    const date = Math.floor(local / DAY);
    const minute = Math.floor((local - date * DAY) / 60_000);
    if (date !== today) {
      today = date;
      latest = minute;
      isDay = isWorked(date, calendar);
    }
    // A clock that is put back doesn't begin or end anything a second time.
    latest = Math.max(latest, minute);
    return calendar.always || (isDay && calendar.spans.some(([from, to]) => from <= latest && latest < to));
  };
  for (let at = start - 2 * DAY; at < start; at += CELL) isWorkedAt(at);
  return isWorkedAt;
}

function isWorked(date: number, { weekdays, closed, open, holidays }: PlainCalendar): boolean {
  const day = new Date(date * DAY);
  const name = day.toISOString().slice(0, 10);
  if (closed.includes(name) || open.includes(name)) return open.includes(name);
  if (holidays && chinaOff.has(name)) return false;
  if (holidays && CHINA_WORKED.includes(name)) return true;
  return weekdays.includes(day.getUTCDay() === 0 ? 7 : day.getUTCDay());
}

const offsetTables = new Map<string, Int32Array>();

/** What the clocks of a zone are ahead of UTC in each half hour, ms. */
function offsetsOf(timeZone: string): Int32Array {
  const known = offsetTables.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const table = new Int32Array((TO - FROM) / HALF_HOUR);
  for (let i = 0; i < table.length; i++) {
    const at = FROM + i * HALF_HOUR;
    const [day = '', month = '', year = '', time = ''] = format.format(at).split(/[/,]\s*/);
    table[i] = Date.parse(`${year}-${month}-${day}T${time}Z`) - at;
  }
  offsetTables.set(timeZone, table);
  return table;
}

/** Walks until `length` cells have counted; `counts` says of each instant whether it does. */
function walk(
  start: number,
  length: number,
  calendar: PlainCalendar,
  counts: (at: number) => boolean,
): number {
  const isWorkedAt = worker(start, calendar);
  let left = length;
  for (let at = start; at < TO; at += CELL) {
    if (!isWorkedAt(at) || !counts(at)) continue;
    left -= 1;
    if (left === 0) return at + CELL;
  }
  throw new Error('The walk has left the years it knows');
}

/** How many cells a length of working time has. */
function cellsIn({ count, unit }: Duration, { spans, always }: PlainCalendar): number {
  const day = always ? 24 * 60 : spans.reduce((sum, [from, to]) => sum + to - from, 0);
  return (count * { m: 1, h: 60, d: day }[unit]) / 5;
}

export interface PlainClocks {
  respondBy: number;
  resolveBy: number;
  nextRespondBy: number | null;
}

/** The due times by the events; `targets` and `calendars` are named by priority. */
export function plainClocks(
  events: readonly SlaEvent[],
  rules: (priority: string) => { targets: PlainTargets; calendar: PlainCalendar },
): PlainClocks {
  const [opened] = events;
  if (!opened) throw new Error('Nothing has happened');
  const priority = String(
    events.findLast(({ kind }) => kind === 'priority-changed')?.data.to ?? opened.data.priority,
  );
  const { targets, calendar } = rules(priority);
  const waits = waitsIn(events);
  const stillWaits = waits.at(-1);
  const isPaused = (at: number) =>
    waits.some((one) => one.to !== undefined && one.from <= at && at < one.to && one !== stillWaits) ||
    (stillWaits?.to !== undefined && stillWaits.from <= at && at < stillWaits.to);
  const asked = askedSince(events);
  return {
    respondBy: walk(opened.at, cellsIn(targets.respond, calendar), calendar, () => true),
    resolveBy: walk(opened.at, cellsIn(targets.resolve, calendar), calendar, (at) => !isPaused(at)),
    nextRespondBy:
      asked === undefined ? null : walk(asked, cellsIn(targets.next, calendar), calendar, () => true),
  };
}

/** From when to when nobody of the desk had the next move; the last may have no end. */
function waitsIn(events: readonly SlaEvent[]): { from: number; to: number | undefined }[] {
  const waits: { from: number; to: number | undefined; for: string }[] = [];
  const last = () => (waits.at(-1)?.to === undefined ? waits.at(-1) : undefined);
  const end = (at: number) => {
    const open = last();
    if (open) open.to = at;
  };
  for (const { kind, at, data } of events) {
    const open = last();
    if (kind === 'waiting' || kind === 'snoozed' || kind === 'resolved') {
      end(at);
      const what = kind === 'waiting' ? String(data.for) : kind;
      waits.push({ from: at, to: undefined, for: what });
    } else if (kind === 'requester-wrote') {
      if (open?.for === 'requester' || open?.for === 'snoozed') end(at);
    } else if (
      ['continued', 'woke', 'escalated', 'verification-failed', 'reopened', 'cancelled'].includes(kind)
    ) {
      end(at);
    }
  }
  return waits;
}

/** Since when words of the requester wait for a human's, after the first answer. */
function askedSince(events: readonly SlaEvent[]): number | undefined {
  let since: number | undefined;
  let heard = false;
  let settled = false;
  for (const { kind, at, actor, data } of events) {
    const isHuman = actor !== 'bot';
    const answers =
      kind === 'agent-wrote' || kind === 'resolved' || (kind === 'waiting' && data.for === 'requester');
    if (answers && isHuman) [heard, since] = [true, undefined];
    if (kind === 'resolved' || kind === 'cancelled') [settled, since] = [true, undefined];
    // Whatever takes it up again ends the confirming.
    if (['waiting', 'snoozed', 'continued', 'woke', 'escalated'].includes(kind))
      settled = kind === 'cancelled';
    if (kind === 'verification-failed' || kind === 'reopened') settled = false;
    const asks = kind === 'requester-wrote' || kind === 'verification-failed' || kind === 'reopened';
    if (asks && heard && !settled) since ??= at;
  }
  return since;
}
