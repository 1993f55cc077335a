import type { Person } from '../identity/people.ts';
import type { Ticket } from '../tickets/commands.ts';
import type { Queue } from '../tickets/desk-policy.ts';
import type { Cause } from '../tickets/ticket-service.ts';
import type { Say } from './card.ts';

/** Who acts, on which ticket, in which queue's thread. */
export interface Seat {
  /** The queue of the thread he writes in; the ticket may be in another by now. */
  queue: Queue;
  ticket: Ticket;
  person: Person;
  /** On the platform he acts on, to answer him alone. */
  userId: string;
  /** Words in his language. */
  say: Say;
  cause: Cause;
}
