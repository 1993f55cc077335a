import { and, asc, gt, inArray, isNotNull } from 'drizzle-orm';
import { locale as languageOf } from '../language/tokens.ts';
import type { SearchDocument, SearchHit, SearchOptions } from '../search/search-types.ts';
import type { Database, Transaction } from '../store/database.ts';
import type { Ticket } from './ticket.ts';
import type { TicketListener } from './ticket-service.ts';

/** A solved ticket that is like another one. */
export interface Case {
  ticket: Ticket;
  /** 0 to 1. */
  score: number;
  /** The words that decided. */
  why: readonly string[];
}

/** All solved tickets, searched by what they were about and what solved them; for agents only (rule L-5). */
export interface SimilarCases {
  /** The most alike first; a ticket isn't like itself. */
  like(what: Ticket | string, options: LikeOptions): Promise<Case[]>;
}

export interface LikeOptions {
  limit: number;
  type?: string | undefined;
  /** Only tickets that these queues solved. */
  queues?: readonly string[] | undefined;
}

export interface CasesOptions {
  db: Database;
  search: { search(text: string, options: SearchOptions): Promise<readonly SearchHit[]> };
}

const LEAST = 0.25;
const ROWS_AT_ONCE = 500;
const SOLVED = ['confirmed', 'assumed'] as const;

export function createCases({ db, search }: CasesOptions): SimilarCases {
  const { tickets } = db.tables;

  return {
    async like(what, { limit, type, queues }) {
      const text = typeof what === 'string' ? what : `${what.title}\n${what.description}`;
      const hits = await search.search(text, {
        collection: 'tickets',
        type,
        limit: limit + 1,
        ...(queues ? { where: { queue: queues } } : {}),
      });
      const good = hits.filter(({ score }) => score >= LEAST);
      if (good.length === 0) return [];
      const rows = await db.read
        .select()
        .from(tickets)
        .where(
          inArray(
            tickets.id,
            good.map(({ key }) => key),
          ),
        );
      const byId = new Map(rows.filter(isCase).map((ticket) => [ticket.id, ticket]));
      return good
        .flatMap(({ key, score, why }) => {
          const ticket = byId.get(key);
          const itself = typeof what !== 'string' && what.id === key;
          return ticket && !itself ? [{ ticket, score, why }] : [];
        })
        .slice(0, limit);
    },
  };
}

/** Whether a ticket's solution held, so that others may learn from it. */
export function isCase({ outcome, resolution }: Pick<Ticket, 'outcome' | 'resolution'>): boolean {
  return resolution !== null && (outcome === 'confirmed' || outcome === 'assumed');
}

/** Where the index of past tickets gets its texts. */
export function caseSource(db: Database) {
  const { tickets } = db.tables;
  return {
    async load(key: string): Promise<SearchDocument[]> {
      const [ticket] = await db.read
        .select()
        .from(tickets)
        .where(inArray(tickets.id, [key]));
      return ticket && isCase(ticket) ? [documentOf(ticket)] : [];
    },

    async *keys(): AsyncGenerator<string> {
      for (let last = ''; ;) {
        const rows = await db.read
          .select({ id: tickets.id })
          .from(tickets)
          .where(
            and(gt(tickets.id, last), isNotNull(tickets.resolution), inArray(tickets.outcome, [...SOLVED])),
          )
          .orderBy(asc(tickets.id))
          .limit(ROWS_AT_ONCE);
        for (const { id } of rows) yield id;
        if (rows.length < ROWS_AT_ONCE) return;
        last = rows.at(-1)?.id ?? last;
      }
    },
  };
}

function documentOf({ id, title, description, type, answers, resolution, queue }: Ticket): SearchDocument {
  const device = answers.find(({ key }) => key === 'device')?.shown;
  return {
    key: id,
    locale: languageOf(description) ?? languageOf(title) ?? 'zh-CN',
    title,
    keywords: [],
    synonyms: [],
    symptom: description,
    body: [resolution?.cause ?? '', ...(resolution?.steps ?? []), ...answers.map(({ shown }) => shown)].join(
      '\n',
    ),
    type,
    facets: { queue, ...(device ? { device } : {}) },
  };
}

export type Enqueue = (
  tx: Transaction,
  change: { collection: 'articles' | 'tickets'; key: string; at: number },
) => Promise<void>;

/** Keeps the index in step: a solution that held comes into it, one that failed goes, with the ticket's own change. */
export function createCaseKeeper(enqueue: Enqueue): TicketListener {
  return async (tx, { ticket, before, cause }) => {
    const was = before && isCase(before) ? before : undefined;
    if (isCase(ticket) ? was && sameText(ticket, was) : !was) return;
    await enqueue(tx, { collection: 'tickets', key: ticket.id, at: cause.at });
  };
}

function sameText(a: Ticket, b: Ticket): boolean {
  return (
    a.type === b.type && a.queue === b.queue && JSON.stringify(a.resolution) === JSON.stringify(b.resolution)
  );
}
