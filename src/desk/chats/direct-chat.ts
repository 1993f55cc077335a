import type { Identity, Person } from '../../identity/people.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Queue } from '../../tickets/desk-policy.ts';
import type { HeldMessage } from '../threads/chat-state.ts';

/** Who writes in his own chat with the bot, and what he works on there. */
export interface DirectChat {
  person: Person;
  identity: Identity;
  queues: readonly Queue[];
  held: readonly Ticket[];
  atWork: readonly Ticket[];
  active: Ticket | undefined;
  /** What he was asked whom it is for. */
  waiting: readonly HeldMessage[];
  /** As `waiting`, so long ago that he must be asked again. */
  forgotten: readonly HeldMessage[];
}
