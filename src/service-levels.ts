import { elapsed } from './content/duration.ts';
import type { Messages } from './content/messages.ts';
import type { Database } from './store/database.ts';
import type { DeskPolicy } from './tickets/desk-policy.ts';
import { createIncidents } from './tickets/incidents/incidents.ts';
import { createIncidentReports } from './tickets/incidents/reports.ts';
import { createSlaWatch } from './tickets/sla/watch.ts';
import type { TicketQueries } from './tickets/ticket-queries.ts';
import type { TicketService } from './tickets/ticket-service.ts';

export interface ServiceLevelsOptions {
  db: Database;
  policy: DeskPolicy;
  messages: Messages;
  tickets: TicketService;
  queries: TicketQueries;
  now: () => number;
}

/** What watches over tickets as time passes and reports come in; each listens to the tickets. */
export function createServiceLevels({ db, policy, messages, tickets, queries, now }: ServiceLevelsOptions) {
  const minutes = Math.round(elapsed(policy.lines.handOver) / 60_000);
  const overtimeReason = messages.say(policy.locale, 'told.reason-overtime', { minutes });
  const reports = createIncidentReports({ db, policy, now });
  const incidents = createIncidents({ db, policy, tickets, queries, reports, now });
  const slaWatch = createSlaWatch({ db, policy, tickets, queries, overtimeReason, now });
  tickets.listen(slaWatch.listener);
  tickets.listen(incidents.listener);
  return { reports, incidents, slaWatch };
}
