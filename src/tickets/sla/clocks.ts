import type { TermsKey } from './agreements.ts';
import type { WorkCalendar } from './calendar.ts';
import type { Pause, SlaHistory, TermsSince } from '../../store/schema.ts';
import { openPause } from './history.ts';
import { lengthIn, type Terms, type TermsOf } from './terms.ts';
import { afterWorkingTime, workingTimeBetween } from './working-time.ts';

export const clockKinds = ['response', 'next-response', 'resolution'] as const;
export type ClockKind = (typeof clockKinds)[number];

/** An SLA measurement on one ticket; times are UTC ms, lengths ms of the time that counts. */
export interface Clock {
  kind: ClockKind;
  startedAt: number;
  /** When what it waits for came; null while it runs or stands still. */
  stoppedAt: number | null;
  target: number;
  /** By when it must stop. While it stands still: as if it went on at once. */
  dueAt: number;
  /** What doesn't count, in order. */
  pauses: readonly Pause[];
  isPaused: boolean;
  /** It ended with nothing to be measured: cancelled or merged. */
  isVoid: boolean;
  calendar: WorkCalendar;
}

/** `met` and `missed` are for good; a clock that runs is `late` after its due time. */
export type ClockState = 'running' | 'paused' | 'late' | 'met' | 'missed' | 'void';

/** The clocks of a ticket by its history: response, the next one if words wait, and resolution. */
export function clocksOf(history: SlaHistory, termsOf: TermsOf): Clock[] {
  const terms = termsOf(presentTerms(history));
  const { openedAt, respondedAt, askedAt, voidAt } = history;
  const { calendar } = terms;
  const plain = { calendar, pauses: [], isPaused: false };
  const response = lengthIn(terms, 'respond');
  const clocks: Clock[] = [
    {
      ...plain,
      kind: 'response',
      startedAt: openedAt,
      stoppedAt: respondedAt ?? voidAt,
      target: response,
      dueAt: afterWorkingTime(openedAt, response, calendar),
      isVoid: respondedAt === null && voidAt !== null,
    },
  ];
  if (askedAt !== null) {
    const target = lengthIn(terms, 'next');
    const dueAt = afterWorkingTime(askedAt, target, calendar);
    clocks.push({
      ...plain,
      kind: 'next-response',
      startedAt: askedAt,
      stoppedAt: null,
      target,
      dueAt,
      isVoid: false,
    });
  }
  return [...clocks, resolutionClock(history, terms)];
}

function resolutionClock(history: SlaHistory, terms: Terms): Clock {
  const { openedAt, voidAt, pauses } = history;
  const open = openPause(history);
  const target = lengthIn(terms, 'resolve');
  const isSolved = open?.why === 'solved';
  return {
    kind: 'resolution',
    startedAt: openedAt,
    stoppedAt: isSolved ? open.from : voidAt,
    target,
    dueAt: afterCounted(openedAt, target, { calendar: terms.calendar, pauses }),
    pauses,
    isPaused: open !== undefined && !isSolved,
    isVoid: voidAt !== null,
    calendar: terms.calendar,
  };
}

/** What the targets follow from now. */
export function presentTerms({ terms }: SlaHistory): TermsSince & TermsKey {
  const last = terms.at(-1);
  if (!last) throw new Error('A history has terms from its beginning');
  return last;
}

/**
 * When `length` ms of working time outside `pauses` have passed since `start` (UTC ms). A pause that hasn't ended
 * counts as if it ended where it began.
 */
export function afterCounted(
  start: number,
  length: number,
  { calendar, pauses }: { calendar: WorkCalendar; pauses: readonly Pause[] },
): number {
  let [at, left] = [start, length];
  for (const { from, to } of pauses) {
    if (to === null || to <= at) continue;
    const counted = workingTimeBetween(at, from, calendar);
    if (counted > 0 && left <= counted) return afterWorkingTime(at, left, calendar);
    left -= counted;
    at = to;
  }
  return afterWorkingTime(at, left, calendar);
}

/** Ms that count between a clock's start and `now`, or its stop. */
export function countedUntil({ startedAt, stoppedAt, calendar, pauses }: Clock, now: number): number {
  const end = Math.min(now, stoppedAt ?? now);
  let [at, sum] = [startedAt, 0];
  for (const { from, to } of pauses) {
    if (from >= end) break;
    sum += workingTimeBetween(at, from, calendar);
    at = Math.max(at, to ?? end);
  }
  return sum + workingTimeBetween(at, end, calendar);
}

export function stateOf({ stoppedAt, dueAt, isVoid, isPaused }: Clock, now: number): ClockState {
  if (isVoid) return (stoppedAt ?? now) > dueAt ? 'missed' : 'void';
  if (stoppedAt !== null) return stoppedAt > dueAt ? 'missed' : 'met';
  if (isPaused) return 'paused';
  return now > dueAt ? 'late' : 'running';
}
