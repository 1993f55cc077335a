import type { Identity, Person } from '../../identity/people.ts';
import type { Refusal, Ticket, TicketCommand } from '../../tickets/ticket.ts';
import { lines } from '../../store/schema.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { firstLineFor } from '../../tickets/sla/intake.ts';

/**
 * Which of a queue's agents may give a command. `assignee`: he alone. `holder`: the assignee or a desk manager.
 * `free`: anybody while nobody has claimed the ticket, then its holder.
 */
type Right = 'assignee' | 'holder' | 'free';

const RIGHTS: Partial<Record<TicketCommand['do'], Right>> = {
  'agent-wrote': 'assignee',
  reprioritise: 'holder',
  retype: 'holder',
  merge: 'holder',
  assign: 'free',
  escalate: 'free',
  split: 'holder',
  join: 'holder',
  leave: 'holder',
  'no-incident': 'holder',
  snooze: 'holder',
  continue: 'holder',
  'find-cause': 'assignee',
};

/** Commands that are also taken in a thread the ticket has left. */
const ANYWHERE: ReadonlySet<TicketCommand['do']> = new Set(['note', 'close-recovery']);

/** Whether a command is only taken in the queue the ticket is in. */
export function belongsToQueue(command: TicketCommand): boolean {
  return !ANYWHERE.has(command.do);
}

/** Why `person` may not give the command to the ticket as it is now; undefined if he may. */
export function hindrance(
  ticket: Ticket,
  command: Pick<TicketCommand, 'do'>,
  { person, identity, policy }: { person: Person; identity: Identity; policy: DeskPolicy },
): Refusal | undefined {
  const right = RIGHTS[command.do];
  if (right === undefined || ticket.assigneeId === person.id) return undefined;
  if (right !== 'assignee' && isManager(person, policy, identity)) return undefined;
  if (ticket.assigneeId !== null) return { because: 'not-yours', by: ticket.assigneeId };
  return right === 'free' ? undefined : { because: 'not-claimed' };
}

/** What a line may not do, and how often a ticket goes back to an earlier one (requirement 7.3); a manager may. */
export function lineHindrance(
  ticket: Ticket,
  command: TicketCommand,
  { person, identity, policy }: Holder,
): Refusal | undefined {
  if (command.do === 'resolve') {
    const isBeyond = lines.indexOf(ticket.line) < lines.indexOf(firstLineFor(ticket.type, policy));
    return isBeyond ? { because: 'beyond-line' } : undefined;
  }
  if (command.do !== 'escalate' || isManager(person, policy, identity)) return undefined;
  const isBack = lines.indexOf(command.line) < lines.indexOf(ticket.line);
  return isBack && ticket.handBacks >= policy.lines.handBacks ? { because: 'ping-pong' } : undefined;
}

/** Roles are given by name only, in desk.yaml: to persons, or to accounts as `platform:userId` (design §5). */
export function isManager(person: Person, policy: DeskPolicy, identity: Identity): boolean {
  return holds('desk-manager', { person, policy, identity });
}

/** Who reviews articles and decides what becomes of them. */
export function isKnowledgeAdmin(person: Person, policy: DeskPolicy, identity: Identity): boolean {
  return holds('knowledge-admin', { person, policy, identity });
}

interface Holder {
  person: Person;
  policy: DeskPolicy;
  identity: Identity;
}

function holds(role: keyof DeskPolicy['roles'], { person, policy, identity }: Holder): boolean {
  const holders = policy.roles[role];
  return holders.includes(person.id) || holders.includes(`${identity.platform}:${identity.userId}`);
}
