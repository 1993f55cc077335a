import type { Rating, TicketCommand } from './commands.ts';
import type { DeskPolicy } from './desk-policy.ts';
import { afterWorkingTime } from './working-time.ts';

export const dimensions = ['response', 'quality', 'attitude'] as const;
export type Dimension = (typeof dimensions)[number];

/** A rating so low that somebody calls back: any 1, or an average under the desk's threshold (requirement 5.3). */
export function needsRecovery(rating: Rating, policy: DeskPolicy): boolean {
  const scores = dimensions.map((dimension) => rating[dimension]);
  const average = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return scores.includes(1) || average < policy.survey.threshold;
}

/** When (UTC ms) the call must have been made. */
export function recoveryDueAt(at: number, policy: DeskPolicy): number {
  return afterWorkingTime(at, policy.survey.recoveryDue, policy);
}

/** The call-back that a rating given at `at` (UTC ms) leads to; none after a good one. */
export function recoveryAfter(
  rating: Rating,
  at: number,
  policy: DeskPolicy,
): (TicketCommand & { do: 'open-recovery' }) | undefined {
  if (!needsRecovery(rating, policy)) return undefined;
  const reason = dimensions.map((dimension) => rating[dimension]).join(' / ');
  return {
    do: 'open-recovery',
    owner: policy.survey.recoveryOwner,
    reason,
    dueAt: recoveryDueAt(at, policy),
  };
}
