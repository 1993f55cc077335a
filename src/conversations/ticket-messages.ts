import { ulid } from 'ulid';
import type { FileRef } from '../platforms/platform.ts';
import type { Ticket } from '../tickets/commands.ts';
import { text, type Scene, type Step } from './scene.ts';

interface Written {
  words: string;
  files: readonly FileRef[];
  messageId: string;
}

/** Adds what the requester wrote to his ticket, and tells him who will read it. */
export function addToTicket(scene: Scene, ticket: Ticket, { words, files, messageId }: Written): Step {
  const message = { id: ulid(scene.now), text: words, files: [...files], originId: messageId };
  return {
    replies: [],
    effects: [
      {
        do: 'command',
        ticketId: ticket.id,
        command: { do: 'requester-wrote', message },
        said: ({ number, assigneeId }) =>
          // Talking to a person who answers needs no echo from the bot.
          assigneeId === null ? [text(scene.say('ticket.added', { number }))] : [],
      },
    ],
  };
}
