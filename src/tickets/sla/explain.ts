import type { Pause, SlaHistory, TermsSince } from '../../store/schema.ts';
import type { Span } from './calendar.ts';
import { clocksOf, countedUntil, presentTerms, stateOf, type Clock, type ClockState } from './clocks.ts';
import type { Terms, TermsOf } from './terms.ts';
import { workingSpans } from './working-time.ts';

/** Why a clock shows what it shows (requirement Y3); times are UTC ms, lengths ms. */
export interface Explanation {
  clock: Clock;
  state: ClockState;
  /** What has counted until now, span by span, and what will until the target is reached. */
  counted: Span[];
  ahead: Span[];
  spent: number;
  left: number;
  pauses: readonly Pause[];
}

/** A target that held until another took its place. */
export interface FormerTarget {
  terms: TermsSince;
  respondBy: number;
  resolveBy: number;
}

export interface Explained {
  terms: TermsSince;
  rules: Terms;
  clocks: Explanation[];
  former: FormerTarget[];
}

/** Everything that the clocks of a ticket follow from, at `now`. Pure. */
export function explain(history: SlaHistory, termsOf: TermsOf, now: number): Explained {
  const terms = presentTerms(history);
  const targets = history.terms.map((one, i) => targetsAt(history, i, termsOf, one));
  return {
    terms,
    rules: termsOf(terms),
    clocks: clocksOf(history, termsOf).map((clock) => explained(clock, now)),
    // A change of the queue, say, may leave everything as it was.
    former: targets.filter((one, i) => isOther(one, targets[i + 1])),
  };
}

function explained(clock: Clock, now: number): Explanation {
  const end = Math.min(now, clock.stoppedAt ?? now);
  const spent = countedUntil(clock, now);
  const runs = clock.stoppedAt === null && !clock.isPaused;
  return {
    clock,
    state: stateOf(clock, now),
    counted: countedSpans(clock, clock.startedAt, end),
    ahead: runs ? countedSpans(clock, end, clock.dueAt) : [],
    spent,
    left: clock.target - spent,
    pauses: clock.pauses.filter(({ why }) => why !== 'solved' || clock.stoppedAt === null),
  };
}

/** The working time between two instants that lies in no pause. */
function countedSpans({ calendar, pauses }: Clock, from: number, to: number): Span[] {
  const spans: Span[] = [];
  let at = from;
  for (const pause of pauses) {
    if (pause.from >= to) break;
    spans.push(...workingSpans(at, Math.max(at, pause.from), calendar));
    at = Math.max(at, pause.to ?? to);
  }
  return [...spans, ...workingSpans(at, to, calendar)];
}

function isOther(one: FormerTarget, next: FormerTarget | undefined): boolean {
  return next !== undefined && (one.respondBy !== next.respondBy || one.resolveBy !== next.resolveBy);
}

function targetsAt(history: SlaHistory, n: number, termsOf: TermsOf, terms: TermsSince): FormerTarget {
  const until = history.terms[n + 1]?.at ?? Infinity;
  const pauses = history.pauses.filter(({ from }) => from < until);
  const then = { ...history, terms: history.terms.slice(0, n + 1), pauses };
  const due = new Map(clocksOf(then, termsOf).map(({ kind, dueAt }) => [kind, dueAt]));
  return {
    terms,
    respondBy: due.get('response') ?? history.openedAt,
    resolveBy: due.get('resolution') ?? history.openedAt,
  };
}
