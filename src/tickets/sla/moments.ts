import { elapsed } from '../../content/duration.ts';
import type { SlaHistory, Told } from '../../store/schema.ts';
import type { DeskPolicy } from '../desk-policy.ts';
import { afterCounted, clocksOf, presentTerms, type Clock } from './clocks.ts';
import { openPause } from './history.ts';
import type { TermsOf } from './terms.ts';
import { workingLength, workingTimeBetween } from './working-time.ts';

export const momentKinds = ['warning', 'breach', 'line-ask', 'line-over', 'wake'] as const;

/** Something that must happen on a ticket at a time (UTC ms), if nothing comes before it. */
export interface Moment {
  what: (typeof momentKinds)[number];
  /** The clock it is about; `line` for the first line's handling, `snooze` for its end. */
  clock: string;
  at: number;
  dueAt: number;
}

export type MomentRules = Pick<DeskPolicy, 'watch' | 'lines'> & { termsOf: TermsOf };

/** What is still to happen on a ticket because time passes, the next first. Pure. */
export function momentsOf(history: SlaHistory, rules: MomentRules): Moment[] {
  const clocks = clocksOf(history, rules.termsOf);
  const all = [
    ...clocks.flatMap((clock) => clockMoments(clock, rules)),
    ...lineMoments(history, clocks, rules),
    ...wakeMoment(history),
  ];
  return all
    .filter((moment) => !isTold(moment, history, clocks))
    .toSorted((a, b) => a.at - b.at || momentKinds.indexOf(a.what) - momentKinds.indexOf(b.what));
}

function clockMoments(clock: Clock, { watch }: MomentRules): Moment[] {
  const { kind, dueAt, stoppedAt, target } = clock;
  const breach: Moment = { what: 'breach', clock: kind, at: dueAt, dueAt };
  // What was stopped too late has been missed, even where nobody has looked meanwhile.
  if (stoppedAt !== null) return stoppedAt > dueAt ? [breach] : [];
  if (clock.isPaused) return [];
  const isShort = target < elapsed(watch.shortTarget);
  const counted = isShort ? target / 2 : target - workingLength(watch.warnBefore, clock.calendar);
  return [{ what: 'warning', clock: kind, at: afterCounted(clock.startedAt, counted, clock), dueAt }, breach];
}

/** The first line's thirty minutes of handling (requirement 2.4): only while somebody of it has the ticket. */
function lineMoments(history: SlaHistory, clocks: readonly Clock[], rules: MomentRules): Moment[] {
  const { ask, handOver, extension } = rules.lines;
  const stint = history.stints.at(-1);
  const isHandled = stint?.line === 'L1' && stint.person !== null;
  const [first] = clocks;
  if (!isHandled || !first || history.voidAt !== null || openPause(history)) return [];
  const { calendar } = first;
  const handled = handledBefore(history, first);
  const longer = toldSince(history, arrivedAt(history)).some(({ what }) => what === 'extended');
  const limit = elapsed(handOver) + (longer ? elapsed(extension) : 0);
  const after = (length: number) =>
    afterCounted(stint.from, Math.max(0, length - handled), { calendar, pauses: history.pauses });
  const dueAt = after(limit);
  return [
    { what: 'line-ask', clock: 'line', at: after(elapsed(ask)), dueAt },
    { what: 'line-over', clock: 'line', at: dueAt, dueAt },
  ];
}

/** When the ticket came to the line it is in. */
export function arrivedAt({ stints }: SlaHistory): number {
  const line = stints.at(-1)?.line;
  const before = stints.findLastIndex((stint) => stint.line !== line);
  return stints[before + 1]?.from ?? 0;
}

/** Ms that others of the line have worked on it since it came. */
function handledBefore(history: SlaHistory, { calendar }: Clock): number {
  const since = arrivedAt(history);
  return history.stints
    .filter(({ from, to, person }) => from >= since && to !== null && person !== null)
    .reduce((sum, { from, to }) => {
      const paused = history.pauses.reduce(
        (ms, pause) =>
          ms +
          workingTimeBetween(
            Math.max(from, pause.from),
            Math.min(to ?? from, pause.to ?? Infinity),
            calendar,
          ),
        0,
      );
      return sum + workingTimeBetween(from, to ?? from, calendar) - paused;
    }, 0);
}

function wakeMoment(history: SlaHistory): Moment[] {
  const pause = openPause(history);
  if (pause?.why !== 'snooze' || pause.until === undefined) return [];
  return [{ what: 'wake', clock: 'snooze', at: pause.until, dueAt: pause.until }];
}

/**
 * Each thing is told once: for a clock with its targets as they are, for words that wait, for a stay in a line. New
 * targets that are over already tell nothing that was told under the old ones.
 */
function isTold(moment: Moment, history: SlaHistory, clocks: readonly Clock[]): boolean {
  const told = history.told.filter(({ what, clock }) => what === moment.what && clock === moment.clock);
  const last = told.at(-1);
  if (!last || moment.what === 'wake') return false;
  if (moment.clock === 'line') return last.at >= arrivedAt(history);
  const clock = clocks.find(({ kind }) => kind === moment.clock);
  if (clock && last.at < clock.startedAt) return false;
  const { at: since } = presentTerms(history);
  return last.at >= since || moment.at <= since;
}

function toldSince({ told }: SlaHistory, since: number): Told[] {
  return told.filter(({ at }) => at >= since);
}
