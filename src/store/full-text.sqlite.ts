import type Sqlite from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { Transaction } from './transaction.ts';
import { heaviest } from './full-text.ts';
import type { FullText } from './full-text.ts';

/** FTS5. One statement a term: it reads a posting list, and adding up is cheaper here than in SQL. */
export function sqliteFullText(reader: Sqlite.Database): FullText {
  return {
    async find({ terms, required, most }) {
      const all = reader.prepare('select rowid from search_text where search_text match ?').pluck();
      const newest = reader
        .prepare('select rowid from search_text where search_text match ? order by rowid desc limit ?')
        .pluck();
      const filter = required.map((some) => ` AND (${some.map(quoted).join(' OR ')})`).join('');
      const weights = new Map<number, number>();
      for (const { term, weight, most: limit } of terms) {
        const query = `${quoted(term)}${filter}`;
        const ids = (limit === undefined ? all.all(query) : newest.all(query, limit)) as number[];
        for (const id of ids) weights.set(id, (weights.get(id) ?? 0) + weight);
      }
      return heaviest(weights, most);
    },

    async frequencies(collection, terms) {
      const rows = reader
        .prepare(
          // A cross join keeps the planner from reading the whole table.
          'select t.term as term, t.documents as documents from json_each(?) j ' +
            'cross join search_terms t where t.collection = ? and t.term = j.value',
        )
        .all(JSON.stringify(terms), collection) as { term: string; documents: number }[];
      return new Map(rows.map(({ term, documents }) => [term, documents]));
    },

    async put(tx, documents) {
      const rows = documents.map(({ id, terms }) => [id, terms.join(' ')]);
      writing(tx).run(sql`
        insert into search_text (rowid, terms)
        select value ->> 0, value ->> 1 from json_each(${JSON.stringify(rows)})`);
    },

    async remove(tx, ids) {
      writing(tx).run(
        sql`delete from search_text where rowid in (select value from json_each(${JSON.stringify(ids)}))`,
      );
    },

    async addFrequencies(tx, collection, changes) {
      writing(tx).run(sql`
        insert into search_terms (collection, term, documents)
        select ${collection}, key, value from json_each(${JSON.stringify(Object.fromEntries(changes))}) where true
        on conflict (collection, term) do update set documents = documents + excluded.documents`);
    },
  };
}

/** The transaction's own connection takes statements as they are; its type is the common one (see columns.ts). */
function writing(tx: Transaction): BetterSQLite3Database {
  return tx as unknown as BetterSQLite3Database;
}

function quoted(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}
