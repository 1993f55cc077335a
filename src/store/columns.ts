import * as pg from 'drizzle-orm/pg-core';
import * as lite from 'drizzle-orm/sqlite-core';

/**
 * The column vocabulary both databases share. A table written with these words stores and returns the
 * same JavaScript values on PostgreSQL and on SQLite. Instants are UTC epoch milliseconds.
 */
const postgres = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,

  text: () => pg.text(),
  choice: <const T extends readonly [string, ...string[]]>(values: T) => pg.text({ enum: values }),
  integer: () => pg.bigint({ mode: 'number' }),
  sequence: () => pg.bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  boolean: () => pg.boolean(),
  instant: () => pg.bigint({ mode: 'number' }),
  json: <T>() => pg.jsonb().$type<T>(),
  bytes: pg.customType<{ data: Buffer }>({ dataType: () => 'bytea' }),
};

export type Columns = typeof postgres;

/** The one cast of the schema: SQLite's builders are used through PostgreSQL's types, which always demand `await`. */
const sqlite = {
  table: lite.sqliteTable,
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  primaryKey: lite.primaryKey,

  text: () => lite.text(),
  choice: (values: readonly [string, ...string[]]) =>
    lite.text({ enum: [...values] as [string, ...string[]] }),
  integer: () => lite.integer({ mode: 'number' }),
  sequence: () => lite.integer({ mode: 'number' }).primaryKey({ autoIncrement: true }),
  boolean: () => lite.integer({ mode: 'boolean' }),
  instant: () => lite.integer({ mode: 'number' }),
  json: () => lite.text({ mode: 'json' }),
  bytes: () => lite.blob({ mode: 'buffer' }),
} satisfies Record<keyof Columns, unknown> as unknown as Columns;

export const columns = { postgres, sqlite };
