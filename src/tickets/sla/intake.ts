import type { Line } from '../../store/schema.ts';
import type { DeskPolicy, Queue } from '../desk-policy.ts';
import { agreementFor, type Agreement, type Served } from './agreements.ts';

/** Where a new ticket comes in, and by which agreement. */
export interface Entrance {
  queue: Queue;
  agreement: Agreement | undefined;
}

/** The agreement's own queue comes first; then the first line that may do such things. Pure. */
export function entranceOf(served: Served, policy: DeskPolicy): Entrance {
  const agreement = agreementFor(policy.agreements, served);
  const own = policy.queues.find(({ id }) => id === agreement?.queue);
  const queue = own ?? policy.queues.find(({ line }) => line === firstLineFor(served.type, policy));
  if (!queue) throw new Error('desk.yaml was loaded without a queue for every line');
  return { queue, agreement };
}

/** The first line that may do what a type of issue asks for (requirement 7.3). */
export function firstLineFor(type: string, policy: DeskPolicy): Line {
  return policy.lines.beyond.find((rule) => rule.type === type)?.line ?? 'L1';
}
