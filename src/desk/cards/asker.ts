import type { Person } from '../../identity/people.ts';
import type { AskerContext } from '../../knowledge/knowledge-base.ts';
import type { Ticket } from '../../tickets/ticket.ts';

const LATEST = 5;

/** What is known of a ticket's requester that says which articles suit him (requirement 12.2). */
export function askerOf(
  requester: Person | undefined,
  ticket: Ticket,
  earlier: readonly Ticket[],
): AskerContext {
  const device = ticket.answers.find(({ key }) => key === 'device')?.shown ?? requester?.profile.device;
  const others = earlier.filter(({ id }) => id !== ticket.id).slice(0, LATEST);
  const history = others.flatMap(({ type, resolution }) => [
    type,
    ...(resolution?.articleId ? [resolution.articleId] : []),
  ]);
  return {
    ...(device ? { device } : {}),
    ...(requester?.department ? { department: requester.department } : {}),
    history: [...new Set(history)],
  };
}
