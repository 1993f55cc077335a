import { newId } from '../runtime/id.ts';
import type { FileRef } from '../platforms/platform.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { text, type Effect, type Scene, type Step } from './scene.ts';

export interface Written {
  words: string;
  files: readonly FileRef[];
  /** The platform's id of it; null where it was put together from several. */
  messageId: string | null;
}

/** Adds what the requester wrote to his ticket, and tells him so where nobody is there yet to answer. */
export function addToTicket(scene: Scene, ticket: Ticket, written: Written): Step {
  const added = [text(scene.say('ticket.added', { number: ticket.number }))];
  return {
    replies: [],
    effects: [
      {
        ...wroteEffect(scene, ticket.id, written),
        // Talking to a person who answers needs no echo from the bot.
        said: ({ assigneeId }) => (assigneeId === null ? added : []),
      },
    ],
  };
}

/** What the requester wrote, as a message of the ticket. */
export function wroteEffect(
  scene: Scene,
  ticketId: string,
  { words, files, messageId }: Written,
): Effect & { do: 'command' } {
  const { platform, tenant, channel } = scene.conversation;
  const originPlace = messageId === null ? null : { platform, tenant, channel };
  const message = {
    id: newId(scene.now),
    text: words,
    files: [...files],
    originId: messageId,
    originPlace,
  };
  return { do: 'command', ticketId, command: { do: 'requester-wrote', message } };
}
