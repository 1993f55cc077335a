import { clean } from '../language/clean.ts';
import type { InboundEvent } from '../platforms/platform.ts';
import type { Plan } from '../runtime/worker.ts';
import type { OriginalMessage, Ticket, TicketCommand } from '../tickets/ticket.ts';
import { saysTheSame } from '../tickets/same-words.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import type { TicketService } from '../tickets/ticket-service.ts';
import type { ConversationRepository } from './conversation-repository.ts';
import { taggedNumber, withoutTag } from './tag.ts';
import { runningNumber } from '../tickets/ticket-number.ts';

export interface ChangedWordsOptions {
  repository: ConversationRepository;
  tickets: TicketService;
  queries: TicketQueries;
  now: () => number;
}

interface ChangeEvent {
  /** The inbox row. */
  id: number;
  payload: InboundEvent & { kind: 'edited' | 'deleted' };
}

/** What becomes of it when a requester edits or deletes what he has written on a ticket. */
export function createChangedWords({ repository, tickets, queries, now }: ChangedWordsOptions) {
  return {
    /** An edit changes words and is never a command (rule I-3); what isn't on an open ticket stays, unless it is deleted. */
    async onChange({ id, payload }: ChangeEvent): Promise<Plan> {
      const { place, messageId, platform, tenant, sender } = payload;
      const written = await queries.writtenAt(place, messageId);
      const original = written.find(({ side }) => side === 'requester');
      const ticket = original && (await queries.byId(original.ticketId));
      if (!original || !ticket) return { result: 'ignored: on no ticket' };
      if (ticket.stage === 'closed' && payload.kind === 'edited') return { result: 'ignored: closed' };
      const person = await repository.personOf({ platform, tenant, userId: sender.userId });
      if (person?.id !== original.authorId) return { result: 'ignored: not the writer' };
      const command = commandFor(payload, original, ticket);
      if (!command) return { result: 'ignored: the same words' };
      return {
        result: command.do,
        lock: [`conversation:${ticket.conversationId}`, `ticket:${ticket.id}`],
        apply: async (tx) => {
          const cause = { actor: person.id, at: now(), sourceEvent: id };
          await tickets.command(tx, ticket.id, command, cause);
        },
      };
    },
  };
}

function commandFor(
  change: ChangeEvent['payload'],
  original: OriginalMessage,
  { number }: Ticket,
): TicketCommand | undefined {
  if (change.kind === 'deleted') return { do: 'delete-message', original };
  const words = clean(change.text);
  const isTagged = taggedNumber(words) === runningNumber(number);
  const text = isTagged ? withoutTag(words) : words;
  return saysTheSame(text, original.text) ? undefined : { do: 'edit-message', original, text };
}
