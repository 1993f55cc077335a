import { elapsed } from '../content/duration.ts';
import type { Impact, Priority, Urgency } from '../store/schema.ts';
import type { DeskPolicy } from './desk-policy.ts';
import { afterWorkingTime } from './working-time.ts';

/** Priority by the desk's matrix of impact and urgency (requirement 1.6). */
export function priorityOf(impact: Impact, urgency: Urgency, policy: DeskPolicy): Priority {
  return policy.priorities[impact][urgency];
}

export interface Targets {
  /** UTC ms by which a human answers, and by which it is solved. */
  respondBy: number;
  resolveBy: number;
}

/** The targets of a priority, counted from `start` (requirements 6.1, 6.2). */
export function targetsOf(priority: Priority, start: number, policy: DeskPolicy): Targets {
  const { respond, resolve, aroundTheClock } = policy.targets[priority];
  if (aroundTheClock) return { respondBy: start + elapsed(respond), resolveBy: start + elapsed(resolve) };
  return {
    respondBy: afterWorkingTime(start, respond, policy),
    resolveBy: afterWorkingTime(start, resolve, policy),
  };
}
