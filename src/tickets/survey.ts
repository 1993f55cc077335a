import type { Rating, TicketCommand } from './ticket.ts';
import type { DeskPolicy } from './desk-policy.ts';
import { DESK_CALENDAR } from './sla/calendars.ts';
import { afterWorkingTime, workingLength } from './sla/working-time.ts';

export const dimensions = ['response', 'quality', 'attitude'] as const;

/** Scores so low that somebody calls back: any 1, or all three averaging under the desk's threshold (requirement 5.3). */
function needsRecovery(scores: readonly number[], policy: DeskPolicy): boolean {
  if (scores.includes(1)) return true;
  const average = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return scores.length === dimensions.length && average < policy.survey.threshold;
}

/**
 * The call-back that scores, in the order of the dimensions and given at `at` (UTC ms), lead to; none after good ones.
 * Where the desk names nobody for it, it is the assignee's.
 */
export function recoveryAfter(
  scores: readonly number[],
  { at, assigneeId }: { at: number; assigneeId: string | null },
  policy: DeskPolicy,
): (TicketCommand & { do: 'open-recovery' }) | undefined {
  const owner = policy.survey.recoveryOwner ?? assigneeId ?? policy.roles['desk-manager']?.[0];
  if (!owner || !needsRecovery(scores, policy)) return undefined;
  const calendar = policy.calendars.named(DESK_CALENDAR);
  return {
    do: 'open-recovery',
    owner,
    reason: scores.join(' / '),
    dueAt: afterWorkingTime(at, workingLength(policy.survey.recoveryDue, calendar), calendar),
  };
}

export function scoresOf(rating: Rating): number[] {
  return dimensions.map((dimension) => rating[dimension]);
}
