import type { DemoPerson, TicketRow, WebDeps, WebQueue } from './deps.ts';
import { Refusal, forbidden, notFound } from './refusal.ts';
import type { Visit } from './visit.ts';

/** The visitor's person. Throws a Refusal where none is chosen. */
export function whoever(visit: Visit): DemoPerson {
  if (!visit.person) throw new Refusal(403, 'error.noPerson', 'landing.demo');
  return visit.person;
}

/** The visitor as one of the support staff. To others the desk doesn't exist. */
export function agent(visit: Visit): DemoPerson {
  if (!visit.person || visit.person.queues.length === 0) {
    throw new Refusal(404, 'desk.forbidden', 'desk.forbidden.hint');
  }
  return visit.person;
}

/** The visitor as one who may turn the password reset off. To others its page doesn't exist. */
export function resetAdmin(visit: Visit): DemoPerson {
  const { person } = visit;
  if (!person || !mayTurnResets(person)) throw notFound();
  return person;
}

export function mayTurnResets({ roles }: DemoPerson): boolean {
  return roles.includes('admin') || roles.includes('desk-manager');
}

/** The visitor as one who may see dead letters, and whether he decides about them. To others the page doesn't exist. */
export function letterReader({ person }: Visit): { person: DemoPerson; mayAct: boolean } {
  const mayAct = person !== undefined && managesLetters(person);
  if (!person || (!mayAct && person.queues.length === 0)) throw notFound();
  return { person, mayAct };
}

/** The visitor as one who decides about dead letters. */
export function letterManager(visit: Visit): DemoPerson {
  const { person, mayAct } = letterReader(visit);
  if (!mayAct) throw forbidden();
  return person;
}

export function managesLetters({ roles }: DemoPerson): boolean {
  return roles.includes('admin') || roles.includes('desk-manager');
}

/** The queues `person` works in. */
export function queuesOf(deps: WebDeps, person: DemoPerson): WebQueue[] {
  return deps.queues.filter((queue) => person.queues.includes(queue.channel));
}

/** Ids of the queues whose tickets `person` sees as an agent: all of the departments he works in. */
export function seenQueues(deps: WebDeps, person: DemoPerson): string[] {
  const departments = new Set(queuesOf(deps, person).map(({ department }) => department));
  return deps.queues.filter(({ department }) => departments.has(department)).map(({ id }) => id);
}

/** As what `person` may see `ticket`: its department's agents see all of it, its requester what isn't internal. */
export function viewerOf(
  deps: WebDeps,
  person: DemoPerson,
  ticket: Pick<TicketRow, 'queue' | 'requesterId'>,
): 'agent' | 'requester' | undefined {
  if (seenQueues(deps, person).includes(ticket.queue)) return 'agent';
  return ticket.requesterId === person.id ? 'requester' : undefined;
}

/** The ticket `number` if the visitor may see it; to others it doesn't exist. */
export async function visibleTicket(deps: WebDeps, visit: Visit, number: string) {
  const ticket = visit.person && (await deps.tickets.byNumber(number));
  const viewer = ticket && visit.person && viewerOf(deps, visit.person, ticket);
  if (!ticket || !viewer) throw notFound();
  return { ticket, viewer };
}

/** The channel in which every change of a ticket is told to the pages that count them. */
export const BOARD_CHANNEL = 'board';

/** Whether `person` may read and write in `channel`. */
export function mayUse(person: DemoPerson, channel: string): boolean {
  if (channel === BOARD_CHANNEL) return person.queues.length > 0;
  return channel === `dm:${person.id}` || person.queues.includes(channel);
}
