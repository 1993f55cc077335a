import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** Statements without `returning()` resolve to nothing: the two drivers report different things. */
interface NoResult extends PgQueryResultHKT {
  type: void;
}

type Queries = PgDatabase<NoResult>;

/** Sees committed data only. */
export type Reader = Pick<Queries, 'select' | 'selectDistinct' | '$count'>;

/** Sees its own writes. Dead once the function it was handed to has returned. */
export type Transaction = Reader & Pick<Queries, 'insert' | 'update' | 'delete'>;
