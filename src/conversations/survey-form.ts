import { cancelTimer } from '../runtime/timers.ts';
import type { Database } from '../store/database.ts';
import type { Rating } from '../tickets/ticket.ts';
import { recoveryAfter, scoresOf } from '../tickets/survey.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketService } from '../tickets/ticket-service.ts';
import type { ConversationRepository } from './conversation-repository.ts';
import { idleTimer } from './keeping.ts';
import type { Desk } from './scene.ts';

export interface SurveyFormOptions {
  db: Database;
  desk: Desk;
  repository: ConversationRepository;
  tickets: TicketService;
  queries: TicketQueries;
  now: () => number;
}

/** The survey as a page: the same ratings as in chat, in one go (requirement 5.1). */
export function createSurveyForm({ db, desk, repository, tickets, queries, now }: SurveyFormOptions) {
  /** `closed`: the requester has nothing to rate on this ticket, or it isn't his. */
  return async function submit(
    number: string,
    personId: string,
    rating: Rating,
  ): Promise<'saved' | 'already' | 'closed'> {
    const ticket = await queries.byNumber(number);
    if (ticket?.requesterId !== personId) return 'closed';
    if (await queries.surveyOf(ticket.id)) return 'already';
    if (ticket.stage !== 'feedback') return 'closed';
    const lock = [`ticket:${ticket.id}`, `conversation:${ticket.conversationId}`];
    return db.transaction({ lock }, async (tx) => {
      const current = await queries.byId(ticket.id, tx);
      if (current?.stage !== 'feedback') return 'already';
      const cause = { actor: personId, at: now(), sourceEvent: null };
      const rated = await tickets.command(tx, ticket.id, { do: 'rate', rating }, cause);
      if ('refused' in rated) return 'closed';
      const recovery = recoveryAfter(
        scoresOf(rating),
        { at: cause.at, assigneeId: current.assigneeId },
        desk.policy,
      );
      if (recovery) await tickets.command(tx, ticket.id, recovery, cause);
      await tickets.command(tx, ticket.id, { do: 'finish' }, cause);
      const dialogue = await repository.openDialogue(ticket.conversationId, tx);
      if (dialogue?.state?.kind === 'survey' && dialogue.state.ticketId === ticket.id) {
        await repository.close(tx, dialogue, { outcome: null, ticketId: ticket.id, now: cause.at });
        await cancelTimer(tx, db.tables, idleTimer(dialogue.id));
      }
      return 'saved';
    });
  };
}
