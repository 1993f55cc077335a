import { ticketStages, type TicketStage } from '../store/schema.ts';

/** Where a ticket may go from each stage (design §1). A failed verification leads back to diagnosis. */
export const transitions: Record<TicketStage, readonly TicketStage[]> = {
  intake: ['diagnosis', 'verification', 'closed'],
  diagnosis: ['solution', 'verification', 'closed'],
  solution: ['diagnosis', 'verification', 'closed'],
  verification: ['diagnosis', 'feedback', 'closed'],
  feedback: ['diagnosis', 'closed'],
  closed: ['diagnosis'],
};

export function canMove(from: TicketStage, to: TicketStage): boolean {
  return transitions[from].includes(to);
}

export class LifecycleError extends Error {
  override name = 'LifecycleError';
}

/** Throws a LifecycleError unless every stage can be reached from intake and every ticket can be closed. */
export function checkLifecycle(table: Record<TicketStage, readonly TicketStage[]> = transitions): void {
  const unreachable = ticketStages.filter((stage) => !reachable('intake', table).has(stage));
  if (unreachable.length > 0) throw new LifecycleError(`No way from intake to ${unreachable.join(', ')}`);
  const stuck = ticketStages.filter((stage) => !reachable(stage, table).has('closed'));
  if (stuck.length > 0) throw new LifecycleError(`No way from ${stuck.join(', ')} to closed`);
}

function reachable(from: TicketStage, table: Record<TicketStage, readonly TicketStage[]>): Set<TicketStage> {
  const seen = new Set<TicketStage>([from]);
  for (const stage of seen) for (const next of table[stage]) seen.add(next);
  return seen;
}
