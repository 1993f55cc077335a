import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { newFolder } from './house.ts';

type Row = Record<string, unknown>;

/** What a table got, and how to write it: the statements that make the table are the program's own. */
export interface TableRows {
  name: string;
  schema: string[];
  rows: Row[];
}

/** The highest row of each table, to know later what has been added. */
export function markOf(file: string): Map<string, number> {
  const db = new Sqlite(file, { readonly: true });
  const marks = new Map(
    tablesOf(db).map((name) => [
      name,
      db.prepare(`select max(rowid) from "${name}"`).pluck().get() as number,
    ]),
  );
  db.close();
  return marks;
}

/** The rows that each table has got since. */
export function rowsSince(file: string, mark: Map<string, number>): TableRows[] {
  const db = new Sqlite(file, { readonly: true });
  const schemaOf = db
    .prepare(
      // No trigger: it would keep the bare rows from being written as they are.
      "select sql from sqlite_master where tbl_name = ? and type in ('table', 'index') and sql is not null order by type desc",
    )
    .pluck();
  const tables = tablesOf(db).map((name) => ({
    name,
    schema: schemaOf.all(name) as string[],
    rows: db
      .prepare(`select * from "${name}" where rowid > ? order by rowid`)
      .all(mark.get(name) ?? 0) as Row[],
  }));
  db.close();
  return tables;
}

/**
 * Seconds that better-sqlite3 takes to insert the same rows, as they are in the end, with prepared statements
 * into the same tables and indexes, WAL and durable. The rows of each table are spread evenly over the
 * messages, and the messages evenly over `transactions`. No row is ever read or updated, no key checked.
 */
export function bareCost(options: { rows: TableRows[]; messages: number; transactions: number }): number {
  const { rows: tables, messages, transactions } = options;
  const { folder, remove } = newFolder();
  const db = new Sqlite(join(folder, 'bare.db'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = OFF');
  for (const { schema } of tables) for (const statement of schema) db.exec(statement);
  const writers = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, rows }) => {
      const columns = Object.keys(rows[0] ?? {});
      const names = columns.map((column) => `"${column}"`).join();
      const insert = db.prepare(`insert into "${name}" (${names}) values (${columns.map(() => '?').join()})`);
      return { insert, values: rows.map((row) => columns.map((column) => row[column])) };
    });
  const write = db.transaction((from: number, to: number) => {
    for (const { insert, values } of writers) {
      const end = Math.floor((to * values.length) / messages);
      for (let n = Math.floor((from * values.length) / messages); n < end; n++) insert.run(values[n]);
    }
  });
  const start = performance.now();
  for (let n = 0; n < transactions; n++) {
    write(Math.floor((n * messages) / transactions), Math.floor(((n + 1) * messages) / transactions));
  }
  const seconds = (performance.now() - start) / 1000;
  db.close();
  remove();
  return seconds;
}

function tablesOf(db: Sqlite.Database): string[] {
  return db
    .prepare(
      // What FTS5 keeps for itself is no table of ours.
      `select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not like '\\_\\_%' escape '\\'
        and name not like 'search\\_text%' escape '\\'`,
    )
    .pluck()
    .all() as string[];
}
