import { desc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../store/database.ts';
import type { Tables, TicketLink } from '../store/schema.ts';
import type { GraphTicket } from './graph-types.ts';

/** A ticket of the graph, with what decides who may see it. */
export interface LinkedTicket extends GraphTicket {
  queue: string;
  requesterId: string;
}

export interface LinkedTickets {
  tickets: LinkedTicket[];
  links: { ticketId: string; articleId: string; kind: TicketLink }[];
}

/** The newest links are enough to see how things hang together; older ones would only make it slow. */
const LINKS_READ = 4_000;

/** Tickets with their links to articles, the newest first; and `ticketId` with those of the articles it is linked to. */
export async function linkedTickets(db: Database, ticketId?: string): Promise<LinkedTickets> {
  const { articleLinks, tickets, knowledgeDecisions } = db.tables;
  const recent = await db.read
    .select({ ticketId: articleLinks.ticketId, articleId: articleLinks.articleId, kind: articleLinks.kind })
    .from(articleLinks)
    .orderBy(desc(articleLinks.at))
    .limit(LINKS_READ);
  const own =
    ticketId === undefined
      ? []
      : await db.read
          .select({
            ticketId: articleLinks.ticketId,
            articleId: articleLinks.articleId,
            kind: articleLinks.kind,
          })
          .from(articleLinks)
          .where(eq(articleLinks.ticketId, ticketId));
  const links = [...own, ...recent];
  const ids = [
    ...new Set([...(ticketId === undefined ? [] : [ticketId]), ...links.map((link) => link.ticketId)]),
  ];
  const found: LinkedTicket[] = [];
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) {
    const some = ids.slice(at, at + ROWS_AT_ONCE);
    const [rows, decisions] = await Promise.all([
      db.read.select().from(tickets).where(inArray(tickets.id, some)),
      db.read
        .select({ ticketId: knowledgeDecisions.ticketId, features: knowledgeDecisions.features })
        .from(knowledgeDecisions)
        .where(inArray(knowledgeDecisions.ticketId, some)),
    ]);
    const features = new Map(decisions.map((row) => [row.ticketId, row.features]));
    found.push(...rows.map((row) => linkedTicket(row, features.get(row.id))));
  }
  return { tickets: found, links };
}

const ROWS_AT_ONCE = 500;
const featured = z.object({ device: z.string() });

function linkedTicket(row: Tables['tickets']['$inferSelect'], features: unknown): LinkedTicket {
  const answered = row.answers.find(({ key }) => key === 'device')?.shown;
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    type: row.type,
    cause: row.resolution?.cause,
    device: featured.safeParse(features).data?.device ?? answered,
    queue: row.queue,
    requesterId: row.requesterId,
  };
}
