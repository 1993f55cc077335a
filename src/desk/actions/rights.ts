import type { Identity, Person } from '../../identity/people.ts';
import type { Refusal, Ticket, TicketCommand } from '../../tickets/commands.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';

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
