import { sql, type AnyColumn, type SQL } from 'drizzle-orm';

// The conditions of the partial indexes. Written out, not as parameters: SQLite uses such an index only where the
// query's text says its condition, and would read a million closed tickets instead.

/** Tickets that are not closed. */
export function notClosed({ stage }: { stage: AnyColumn }): SQL {
  return sql`${stage} <> 'closed'`;
}

/** Tickets that are closed. */
export function closed({ stage }: { stage: AnyColumn }): SQL {
  return sql`${stage} = 'closed'`;
}

/** Reports of an incident that may be part of one. */
export function notApart({ state }: { state: AnyColumn }): SQL {
  return sql`${state} <> 'apart'`;
}
