import type { Person } from '../identity/people.ts';
import type { Ticket } from '../tickets/ticket.ts';

/** The requester's situation, by which the search prefers what fits it (requirement 12.2). */
export interface AskerContext {
  device?: string | undefined;
  os?: string | undefined;
  department?: string | undefined;
  /** Issue types and articles of his last tickets, the newest first. */
  history?: readonly string[] | undefined;
}

/** More of the past says less about today. */
const MOST_TICKETS = 5;

/** What the profile and the last tickets tell about who asks. */
export function askerContext(
  { profile, department }: Pick<Person, 'profile' | 'department'>,
  past: readonly Ticket[],
): AskerContext {
  const history = past
    .slice(0, MOST_TICKETS)
    .flatMap(({ type, resolution, tried }) => [
      type,
      ...(resolution?.articleId === undefined ? [] : [resolution.articleId]),
      ...tried.filter(({ verdict }) => verdict === 'solved').map(({ articleId }) => articleId),
    ]);
  return {
    device: profile.device,
    os: profile.os,
    department: department ?? undefined,
    history: [...new Set(history)],
  };
}
