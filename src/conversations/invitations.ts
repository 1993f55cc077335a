import type { FollowUpEvent } from '../runtime/follow-up.ts';
import { cancelTimer } from '../runtime/timers.ts';
import type { Plan } from '../runtime/worker.ts';
import type { Database } from '../store/database.ts';
import { isBeingSolved, type IncidentReports } from '../tickets/incidents/reports.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketService } from '../tickets/ticket-service.ts';
import type { ConversationRepository } from './conversation-repository.ts';
import type { Conversations } from './conversations.ts';
import { nothingFound } from './findings.ts';
import { idleTimer } from './keeping.ts';
import { openingOf } from './mass-incident.ts';
import type { Desk } from './scene.ts';
import { talkOf } from './talk.ts';

export interface InvitationsOptions {
  db: Database;
  desk: Desk;
  repository: ConversationRepository;
  conversations: Conversations;
  tickets: TicketService;
  queries: TicketQueries;
  reports: IncidentReports;
  now: () => number;
}

/**
 * Who told of a problem before it was known that many have it is still being asked and helped: he is told, his
 * ticket is opened with what he said so far, and is a part of the incident.
 */
export function createInvitations(options: InvitationsOptions) {
  const { db, desk, repository, conversations, tickets, queries, reports, now } = options;

  return async function invite(event: FollowUpEvent): Promise<Plan> {
    const [wholeId = '', dialogueId = ''] = event.payload.subject.split('|');
    const whole = await queries.byId(wholeId);
    const dialogue = await repository.dialogue(dialogueId);
    const meeting = dialogue && (await repository.byId(dialogue.holder));
    const talk = talkOf(dialogue?.state);
    if (!whole || !isBeingSolved(whole.stage) || !dialogue?.open || !meeting || !talk) {
      return { result: 'ignored: no talk' };
    }
    const { conversation, person } = meeting;
    const say = (key: string, params?: Record<string, string | number>) =>
      desk.messages.say(conversation.locale, key, params);
    const scene = {
      ...nothingFound,
      desk,
      now: now(),
      locale: conversation.locale,
      person,
      conversation,
      state: dialogue.state,
      past: [],
      tickets: [],
      lastClosed: undefined,
      agentWrote: undefined,
      say,
    };
    const { draft, said } = openingOf(scene, talk, whole);
    return {
      result: 'invited',
      lock: [`conversation:${conversation.id}`],
      apply: async (tx) => {
        const cause = { actor: person.id, at: now(), sourceEvent: event.id };
        const ticket = await tickets.open(tx, draft, cause);
        await repository.close(tx, dialogue, { outcome: 'handed-over', ticketId: ticket.id, now: now() });
        await cancelTimer(tx, db.tables, idleTimer(dialogue.id));
        await reports.settle(tx, dialogue.id, { state: 'joined', ticketId: ticket.id, incidentId: whole.id });
        await conversations.say(tx, meeting, said(ticket));
      },
    };
  };
}
