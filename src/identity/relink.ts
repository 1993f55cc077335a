import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';

/** Who stands behind tickets from now on, and why. */
export interface Relinking {
  ids: readonly string[];
  /** Who did until now. */
  from: string;
  set: { requesterId?: string; assigneeId?: string; conversationId?: string };
  cause: LinkCause;
}

/** Who joins or parts persons, when (UTC ms), and by which inbox row. */
export interface LinkCause {
  /** A person's id, or `bot`. */
  actor: string;
  at: number;
  sourceEvent: number | null;
}

/** Writes it into the tickets and, as every change of a ticket, into their histories. */
export type Relink = (tx: Transaction, relinking: Relinking) => Promise<void>;

/** Where persons and what is theirs are kept. */
export interface Belongings {
  tables: Tables;
  relink: Relink;
}
