import { columns } from './columns.ts';
import { defineTables } from './schema.ts';

/** What drizzle-kit reads to write the migrations. */
export const {
  inbox,
  inboxKeys,
  earlyChanges,
  outbox,
  timers,
  counters,
  people,
  identities,
  linkCodes,
  deskMembers,
  leases,
  conversations,
  dialogues,
  tickets,
  ticketEvents,
  ticketMessages,
  ticketSteps,
  surveys,
  recoveryTasks,
  webMessages,
  files,
} = defineTables(columns.postgres);
