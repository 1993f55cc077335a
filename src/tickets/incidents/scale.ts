import { impacts, priorities, type Impact, type Priority, type Urgency } from '../../store/schema.ts';
import type { DeskPolicy } from '../desk-policy.ts';
import { priorityOf } from '../priority.ts';

/** Impact and priority of an incident by how many report it; they only rise. Pure. */
export function scaleOf(
  ticket: { impact: Impact; urgency: Urgency; priority: Priority },
  reporters: number,
  policy: DeskPolicy,
): { impact: Impact; priority: Priority } {
  const { department, company } = policy.incidents;
  const byCount: Impact =
    reporters >= company ? 'company' : reporters >= department ? 'department' : 'person';
  const impact = later(impacts, ticket.impact, byCount);
  const derived = priorityOf(impact, ticket.urgency, policy);
  return {
    impact,
    priority:
      priorities[Math.min(priorities.indexOf(derived), priorities.indexOf(ticket.priority))] ?? derived,
  };
}

function later<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
