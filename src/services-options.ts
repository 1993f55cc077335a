import type { Logger } from 'pino';
import type { Content } from './content.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Model } from './model/model.ts';
import type { Platform } from './platforms/platform.ts';
import type { ResetSetup } from './reset-setup.ts';
import type { Probe } from './runtime/probe.ts';
import type { Database } from './store/database.ts';
import type { Enqueue, SimilarCases } from './tickets/cases.ts';

/** What the services are made of. */
export interface ServicesOptions {
  db: Database;
  content: Content;
  /** The knowledge base as it is in the database. */
  shelf: Knowledge;
  /** Solved tickets. */
  cases: SimilarCases;
  /** Notes what is to be indexed anew. */
  enqueue: Enqueue;
  /** The optional model; everything works without. */
  model?: Model | undefined;
  /** What the password reset is made of, where there is a directory. */
  reset?: ResetSetup | undefined;
  /** UTC ms, of the database where replicas share one. */
  clock: () => Promise<number>;
  probe?: Probe | undefined;
  /** Where people open the web pages. */
  publicUrl?: string | undefined;
  /** Called after each change of a ticket: pages that count them look again. */
  onTicketChanged?: (() => void) | undefined;
  now: () => number;
  log: Logger;
  /** Those that run, by name; filled before the first event comes. */
  platforms: ReadonlyMap<string, Platform>;
}
