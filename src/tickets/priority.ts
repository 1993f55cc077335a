import type { Impact, Priority, Urgency } from '../store/schema.ts';
import type { DeskPolicy } from './desk-policy.ts';

/** Priority by the desk's matrix of impact and urgency (requirement 1.6). */
export function priorityOf(impact: Impact, urgency: Urgency, policy: DeskPolicy): Priority {
  return policy.priorities[impact][urgency];
}
