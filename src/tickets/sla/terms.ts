import type { Duration } from '../../content/duration.ts';
import type { DeskPolicy } from '../desk-policy.ts';
import type { Target, TermsKey } from './agreements.ts';
import type { WorkCalendar } from './calendar.ts';
import { ALWAYS, DESK_CALENDAR } from './calendars.ts';
import { workingLength } from './working-time.ts';

/** By what a ticket's clocks are measured. */
export interface Terms {
  /** As they are written down. */
  respond: Duration;
  next: Duration;
  resolve: Duration;
  calendar: WorkCalendar;
  aroundTheClock: boolean;
}

export type TermsOf = (key: TermsKey) => Terms;

/** The terms that desk.yaml gives to tickets: the agreement's come before the queue's, these before the desk's. */
export function createTerms(policy: DeskPolicy): TermsOf {
  const made = new Map<string, Terms>();

  function make({ priority, queue: queueId, agreement: agreementId }: TermsKey): Terms {
    const agreement = policy.agreements.find(({ id }) => id === agreementId);
    const queue = policy.queues.find(({ id }) => id === queueId);
    const target: Target = agreement?.targets[priority] ?? policy.targets[priority];
    const name = target.aroundTheClock ? ALWAYS : (agreement?.calendar ?? queue?.calendar ?? DESK_CALENDAR);
    return {
      respond: target.respond,
      next: target.next ?? target.respond,
      resolve: target.resolve,
      calendar: policy.calendars.named(name),
      aroundTheClock: target.aroundTheClock,
    };
  }

  return (key) => {
    const name = `${key.priority} ${key.queue} ${key.agreement ?? ''}`;
    const known = made.get(name);
    if (known) return known;
    const terms = make(key);
    made.set(name, terms);
    return terms;
  };
}

/** A length of the terms in ms of the time that counts. */
export function lengthIn(terms: Terms, which: 'respond' | 'next' | 'resolve'): number {
  return workingLength(terms[which], terms.calendar);
}
