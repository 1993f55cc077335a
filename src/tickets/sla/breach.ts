import { breachCauses, type BreachCause } from '../../store/schema.ts';
import type { SlaHistory } from '../../store/schema.ts';
import type { Clock } from './clocks.ts';
import { workingSpans } from './working-time.ts';

export type Spent = Record<BreachCause, number>;

/**
 * Where the time between a clock's start and `until` (UTC ms) went, in ms of elapsed time: unclaimed in the queue,
 * unclaimed after a hand-over, with the requester or the vendor, outside working time, or being handled. Pure.
 */
export function timeSpent(history: SlaHistory, { startedAt, calendar }: Clock, until: number): Spent {
  const spent = Object.fromEntries(breachCauses.map((cause) => [cause, 0])) as Spent;
  const borders = new Set([startedAt, until]);
  const add = (at: number | null | undefined) => {
    if (at !== null && at !== undefined && at > startedAt && at < until) borders.add(at);
  };
  for (const { from, to } of history.stints) [from, to].forEach(add);
  for (const { from, to } of history.pauses) [from, to].forEach(add);
  const working = workingSpans(startedAt, until, calendar);
  for (const { from, to } of working) [from, to].forEach(add);
  const order = [...borders].toSorted((a, b) => a - b);
  for (const [i, from] of order.entries()) {
    const to = order[i + 1];
    if (to !== undefined) spent[causeAt(history, working, from)] += to - from;
  }
  return spent;
}

/** What took the most of it, the night only where nothing else did: that one was promised to be free. */
export function mainCause(spent: Spent): BreachCause {
  const ours = breachCauses.filter((cause) => cause !== 'night');
  return ours.reduce((most, cause) => (spent[cause] > spent[most] ? cause : most), 'queue');
}

function causeAt(
  { pauses, stints }: SlaHistory,
  working: readonly { from: number; to: number }[],
  at: number,
): BreachCause {
  const pause = pauses.find(({ from, to }) => from <= at && (to === null || at < to));
  if (pause?.why === 'requester' || pause?.why === 'vendor') return pause.why;
  if (pause?.why === 'solved') return 'requester';
  if (!working.some(({ from, to }) => from <= at && at < to)) return 'night';
  const n = stints.findLastIndex(({ from }) => from <= at);
  if (stints[n]?.person) return 'handling';
  return stints.slice(0, n).some(({ person }) => person !== null) ? 'hand-overs' : 'queue';
}
