import type { LinkedTickets } from '../../knowledge/graph-rows.ts';
import type { TicketRow, WebDeps } from '../deps.ts';
import type { ArticleLinkRow } from '../knowledge-deps.ts';
import { viewerOf } from '../rights.ts';
import type { Visit } from '../visit.ts';

const TICKETS_SHOWN = 30;

/** The tickets that an article is linked to, as far as the visitor may see them; of the others only how many. */
export async function visibleLinks(deps: WebDeps, visit: Visit, links: readonly ArticleLinkRow[]) {
  const kinds = new Map<string, ArticleLinkRow['kind'][]>();
  for (const { ticketId, kind } of links.toSorted((a, b) => b.at - a.at)) {
    kinds.set(ticketId, [...(kinds.get(ticketId) ?? []), kind]);
  }
  const found = await Promise.all([...kinds.keys()].map((id) => deps.tickets.byId(id)));
  const tickets = found
    .filter((ticket) => ticket !== undefined)
    .filter((ticket) => maySee(deps, visit, ticket));
  return {
    tickets: tickets.slice(0, TICKETS_SHOWN).map((ticket) => ({ ticket, kinds: kinds.get(ticket.id) ?? [] })),
    hiddenTickets: kinds.size - Math.min(tickets.length, TICKETS_SHOWN),
  };
}

/** Only what the visitor may see of the tickets that the graph is drawn from. */
export function visibleOnly(deps: WebDeps, visit: Visit, { tickets, links }: LinkedTickets): LinkedTickets {
  const seen = tickets.filter((ticket) => maySee(deps, visit, ticket));
  const ids = new Set(seen.map(({ id }) => id));
  return { tickets: seen, links: links.filter(({ ticketId }) => ids.has(ticketId)) };
}

/** Whether the visitor may see `ticket`. */
function maySee(deps: WebDeps, visit: Visit, ticket: Pick<TicketRow, 'queue' | 'requesterId'>): boolean {
  return visit.person !== undefined && viewerOf(deps, visit.person, ticket) !== undefined;
}
