import { sql } from 'drizzle-orm';
import type { Database, Reader, Transaction } from './database.ts';
import type { Tables } from './schema.ts';
import type { ConnectionQueries } from './scope.ts';

interface Preparable<P> {
  prepare(name: string): P;
}

const LARGEST_KEPT_INSERT = 8;
const kept = new WeakMap<Tables, ConnectionQueries>();
const keepers = new WeakMap<Tables, () => ConnectionQueries | undefined>();

/** Where transactions run side by side each connection keeps its own queries: `of` gives those of the present one. */
export function keepByConnection(tables: Tables, of: () => ConnectionQueries | undefined): void {
  keepers.set(tables, of);
}

/**
 * A query of the write side, built once for each connection: building it anew costs more than running it. Run it with
 * `execute({ … })`, a value for each `sql.placeholder`. On PostgreSQL it is nameless for the server: a pooler between us
 * may hand the next query to another session. `name` must be unique for the text of the query.
 */
export function prepared<P>(tables: Tables, name: string, build: () => Preparable<P>): P {
  const keeper = keepers.get(tables);
  const queries = keeper ? keeper() : keptOf(tables);
  return queries ? keptIn(queries, { name, build, serverName: keeper ? '' : name }) : build().prepare('');
}

function keptOf(tables: Tables): ConnectionQueries {
  const known = kept.get(tables);
  if (known) return known;
  const queries: ConnectionQueries = new Map();
  kept.set(tables, queries);
  return queries;
}

function keptIn<P>(
  queries: ConnectionQueries,
  { name, build, serverName }: { name: string; build: () => Preparable<P>; serverName: string },
): P {
  const found = queries.get(name) as P | undefined;
  if (found) return found;
  const query = build().prepare(serverName);
  queries.set(name, query);
  return query;
}

/** As `prepared`, for a query asked of `db.read` as well as in transactions: each has its own connection. */
export function preparedOn<P>(
  { db, from }: { db: Pick<Database, 'tables' | 'read'>; from: Reader },
  name: string,
  build: () => Preparable<P>,
): P {
  if (from !== db.read) return prepared(db.tables, name, build);
  // Asked of a pool, which gives each its connection.
  return keptIn(keptOf(db.tables), {
    name: `read ${name}`,
    build,
    serverName: keepers.has(db.tables) ? '' : name,
  });
}

/**
 * Values for a prepared insert or update: `slots` for its text, `values` to run it with, `shape` to tell it from
 * others in its name.
 */
export function slotsFor<V extends object>(
  set: V,
): { slots: V; values: Record<string, unknown>; shape: string } {
  const given = Object.entries(set).filter(([, value]) => value !== undefined);
  // In a placeholder null would be stored as JSON's.
  const slots = given.map(([column, value]) => [column, value === null ? null : sql.placeholder(column)]);
  return {
    slots: Object.fromEntries(slots) as V,
    values: Object.fromEntries(given.filter(([, value]) => value !== null)),
    shape: given.map(([column, value]) => (value === null ? `${column}=null` : column)).join(),
  };
}

/** Inserts rows by one prepared query for each set of columns that are given. */
export async function insertRows<N extends keyof Tables>(
  tx: Transaction,
  { tables, into }: { tables: Tables; into: N },
  rows: Tables[N]['$inferInsert'][],
): Promise<void> {
  const table = tables[into] as Tables['inbox'];
  if (rows.length === 0) return;
  if (rows.length > LARGEST_KEPT_INSERT) {
    await tx.insert(table).values(rows as Tables['inbox']['$inferInsert'][]);
    return;
  }
  // An absent value gets no slot: a placeholder would store JSON's null instead of the database's.
  const given = rows.map((row) =>
    Object.entries(row).filter(([, value]) => value !== undefined && value !== null),
  );
  const shape = given.map((row) => row.map(([column]) => column).join()).join('|');
  const query = prepared(tables, `${into} ${shape}`, () => {
    const slots = given.map((row, n) =>
      Object.fromEntries(row.map(([column]) => [column, sql.placeholder(`${column}${n}`)])),
    );
    return tx.insert(table).values(slots as unknown as Tables['inbox']['$inferInsert'][]);
  });
  const values: Record<string, unknown> = {};
  for (const [n, row] of given.entries()) for (const [column, value] of row) values[`${column}${n}`] = value;
  await query.execute(values);
}
