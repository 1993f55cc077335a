import { sql, type AnyColumn, type SQL } from 'drizzle-orm';

/**
 * Tickets that are not closed. Written out, not as a parameter: SQLite uses the partial indexes, whose condition it
 * is, only where the text says so, and would read a million closed tickets instead.
 */
export function notClosed({ stage }: { stage: AnyColumn }): SQL {
  return sql`${stage} <> 'closed'`;
}
