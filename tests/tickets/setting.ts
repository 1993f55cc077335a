import type { Database } from '../../src/store/database.ts';
import type { Ticket, TicketCommand } from '../../src/tickets/ticket.ts';
import { loadDeskPolicy, type DeskPolicy } from '../../src/tickets/desk-policy.ts';
import { createTicketQueries } from '../../src/tickets/ticket-queries.ts';
import { createTicketService } from '../../src/tickets/ticket-service.ts';

export const policy: DeskPolicy = loadDeskPolicy('prompts');

/** Wednesday 18 November 2026, 10:00 in Shanghai. */
export const MORNING = Date.parse('2026-11-18T10:00:00+08:00');

/** Tickets on a database with one requester, and short ways to open and command them. */
export async function createTicketDesk(db: Database) {
  const { people, conversations } = db.tables;
  const service = createTicketService(db, policy);
  const queries = createTicketQueries(db);
  await db.transaction({}, async (tx) => {
    await tx.insert(people).values({ id: 'ann', name: 'Ann', profile: {}, createdAt: MORNING });
    await tx.insert(conversations).values({
      id: 'ann-web',
      platform: 'web',
      tenant: 'local',
      channel: 'dm:ann',
      personId: 'ann',
      locale: 'en',
      createdAt: MORNING,
    });
  });
  const draft = {
    requesterId: 'ann',
    conversationId: 'ann-web',
    title: 'VPN',
    description: 'VPN 连不上，报错 809',
    type: 'network',
    impact: 'person' as const,
    urgency: 'normal' as const,
    answers: [],
    tried: [],
  };
  return {
    service,
    queries,
    open: (at = MORNING, description = draft.description): Promise<Ticket> =>
      db.transaction({}, (tx) =>
        service.open(tx, { ...draft, description }, { actor: 'ann', at, sourceEvent: 7 }),
      ),
    give: (ticketId: string, command: TicketCommand, actor = 'wang', at = MORNING + 1_000) =>
      db.transaction({ lock: [`ticket:${ticketId}`] }, (tx) =>
        service.command(tx, ticketId, command, { actor, at, sourceEvent: 8 }),
      ),
  };
}

export type TicketDesk = Awaited<ReturnType<typeof createTicketDesk>>;
