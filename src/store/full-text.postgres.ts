import { sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Transaction } from './transaction.ts';
import type { FullText } from './full-text.ts';

const FIND = `
  select d.id::float8 as id, sum(q.weight) as weight
  from unnest($1::text[], $2::float8[], $3::int[]) as q(term, weight, most)
  cross join lateral (select id from search_text where terms @@ q.term::tsquery) d
  group by d.id order by weight desc, d.id desc limit $4`;
const FIND_NEWEST = `
  select d.id::float8 as id, sum(q.weight) as weight
  from unnest($1::text[], $2::float8[], $3::int[]) as q(term, weight, most)
  cross join lateral (
    select id from search_text where terms @@ q.term::tsquery order by id desc limit nullif(q.most, 0)
  ) d
  group by d.id order by weight desc, d.id desc limit $4`;

// One look-up a term, whatever the planner knows of the table: it would read all of it for a long question.
const FREQUENCIES = `
  select found.term, found.documents
  from unnest($2::text[]) as q(term)
  cross join lateral (
    select term, documents from search_terms where collection = $1 and term = q.term limit 1
  ) found`;

/** A tsvector of our own terms with a GIN index. */
export function postgresFullText(readers: pg.Pool): FullText {
  return {
    async find({ terms, required, most }) {
      if (terms.length === 0) return [];
      const filter = required.map((some) => ` & (${some.map(quoted).join(' | ')})`).join('');
      const limited = terms.some((term) => term.most !== undefined);
      const { rows } = await readers.query<{ id: number; weight: number }>(limited ? FIND_NEWEST : FIND, [
        terms.map(({ term }) => `${quoted(term)}${filter}`),
        terms.map(({ weight }) => weight),
        terms.map((term) => term.most ?? 0),
        most,
      ]);
      return rows;
    },

    async frequencies(collection, terms) {
      const { rows } = await readers.query<{ term: string; documents: string }>(FREQUENCIES, [
        collection,
        terms,
      ]);
      return new Map(rows.map(({ term, documents }) => [term, Number(documents)]));
    },

    async put(tx, documents) {
      await writing(tx).execute(sql`
        insert into search_text (id, terms)
        select id, array_to_tsvector(string_to_array(terms, ' '))
        from unnest(${sql.param(documents.map(({ id }) => id))}::bigint[],
                    ${sql.param(documents.map(({ terms }) => terms.join(' ')))}::text[]) as d(id, terms)`);
    },

    async remove(tx, ids) {
      if (ids.length === 0) return;
      await writing(tx).execute(sql`delete from search_text where id = any(${sql.param(ids)}::bigint[])`);
    },

    async addFrequencies(tx, collection, changes) {
      // In one order, so that two writers never wait for each other crosswise.
      const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1));
      await writing(tx).execute(sql`
        insert into search_terms (collection, term, documents)
        select ${collection}, term, documents
        from unnest(${sql.param(sorted.map(([term]) => term))}::text[],
                    ${sql.param(sorted.map(([, count]) => count))}::bigint[]) as c(term, documents)
        on conflict (collection, term) do update set documents = search_terms.documents + excluded.documents`);
    },
  };
}

/** The transaction's own connection takes statements as they are; its type is the common one. */
function writing(tx: Transaction): NodePgDatabase {
  return tx as unknown as NodePgDatabase;
}

function quoted(term: string): string {
  return `'${term.replaceAll("'", "''")}'`;
}
