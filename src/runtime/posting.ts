import type { OutboundMessage, Place } from '../platforms/platform.ts';
import type { outboxOps } from '../store/schema.ts';

/** One thing that is to be sent, edited, recalled or reacted to. */
export interface Posting {
  /** What it must keep its order in, as a rule one lane a destination. */
  lane: string;
  place: Place;
  /** `send` where it isn't said. */
  op?: (typeof outboxOps)[number] | undefined;
  message?: OutboundMessage | undefined;
  /** A name of our own for the message, by which later postings find it. */
  ref?: string | undefined;
  /** What is edited, recalled or reacted to: the `ref` of an earlier posting, or `messageTarget(…)`. */
  target?: string | undefined;
  /** The `ref` of the message in whose thread this one is written. */
  threadRef?: string | undefined;
  /** The only user who shall see it (`private`). */
  privateTo?: string | undefined;
  reaction?: string | undefined;
  ticketId?: string | undefined;
  /** The ticket message it carries: what becomes of it is told (see `onSettled` of the sender). */
  carries?: string | undefined;
  /**
   * A remark: where it is nothing but text it may be joined to one that still waits before it. The joined message
   * keeps the ticket of the first.
   */
  notice?: boolean | undefined;
}
