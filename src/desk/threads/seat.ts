import type { Identity, Person } from '../../identity/people.ts';
import type { Place } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Queue } from '../../tickets/desk-policy.ts';
import type { Cause } from '../../tickets/ticket-service.ts';
import type { Say } from '../cards/voice.ts';

/** An agent who does something, and where he is answered. */
export interface Caller {
  person: Person;
  /** The account he acts with. */
  identity: Identity;
  at: Place & { kind: 'direct' | 'channel' };
  /** Words in his language. */
  say: Say;
  cause: Cause;
}

/** Who acts, on which ticket, in which queue. */
export interface Seat extends Caller {
  /** The queue he acts for; the ticket may be in another by now. */
  queue: Queue;
  ticket: Ticket;
  /** He acts in the ticket's own thread, and is answered there. */
  inThread: boolean;
}
