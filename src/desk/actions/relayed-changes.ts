import { clean } from '../../language/clean.ts';
import type { InboundEvent } from '../../platforms/platform.ts';
import { newId } from '../../runtime/id.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { TicketCommand } from '../../tickets/ticket.ts';
import { saysTheSame } from '../../tickets/same-words.ts';
import type { TicketQueries, Written } from '../../tickets/ticket-queries.ts';
import type { TicketService } from '../../tickets/ticket-service.ts';
import { barePlace } from '../threads/bare-place.ts';
import { parseDeskText } from '../commands/commands.ts';
import type { DeskCommand } from '../commands/desk-command.ts';
import { splitLines } from '../commands/internal-lines.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';

export interface RelayedChangesOptions {
  queries: TicketQueries;
  tickets: TicketService;
  replies: Pick<Replies, 'alone'>;
}

type ChangePayload = InboundEvent & { kind: 'edited' | 'deleted' };

/** What becomes of it when an agent edits or deletes what he has written on a ticket. */
export function createRelayedChanges({ queries, tickets, replies }: RelayedChangesOptions) {
  return {
    /** An edit changes words and is never a command (rule I-3), whatever it reads like now. */
    async onChange(seat: Seat, payload: ChangePayload): Promise<Plan> {
      const written = await queries.writtenAt(payload.place, payload.messageId);
      const [first] = written;
      const ticket = first && (await queries.byId(first.ticketId));
      if (!ticket) return { result: 'ignored: on no ticket' };
      if (ticket.stage === 'closed' && payload.kind === 'edited') return { result: 'ignored: closed' };
      if (written.some(({ authorId }) => authorId !== seat.person.id)) {
        return { result: 'ignored: not the writer' };
      }
      const lock = [`conversation:${ticket.conversationId}`, `ticket:${ticket.id}`];
      const commands = payload.kind === 'deleted' ? deletions(written) : edits(written, seat, payload);
      if (commands === 'a command') {
        const apply: Plan['apply'] = (tx) => replies.alone(tx, seat, seat.say('desk.edit-is-no-command'));
        return { result: 'explained: an edit is no command', lock, apply };
      }
      if (commands.length === 0) return { result: 'ignored: the same words' };
      return {
        result: commands.map((command) => command.do).join(', '),
        lock,
        apply: async (tx) => {
          for (const command of commands) await tickets.command(tx, ticket.id, command, seat.cause);
        },
      };
    },
  };
}

export type RelayedChanges = ReturnType<typeof createRelayedChanges>;

function deletions(written: readonly Written[]): TicketCommand[] {
  return written.map((original) => ({ do: 'delete-message', original }));
}

/** What went out stays out and what stayed inside stays inside: lines only leave by being written anew. */
function edits(
  written: readonly Written[],
  seat: Seat,
  payload: ChangePayload & { kind: 'edited' },
): TicketCommand[] | 'a command' {
  const { words, internal } = splitLines(clean(payload.text));
  const parsed = parseDeskText(words, () => undefined);
  const relayed = written.find(({ side }) => side === 'agent');
  const note = written.find(({ side }) => side === 'note');
  if (!relayed) return note ? change(note, insideOf(parsed, { words, internal })) : [];
  if (words !== '' && !('words' in parsed)) return 'a command';
  const aside = note ? change(note, internal) : newNote(internal, { seat, payload });
  return [...change(relayed, words), ...aside];
}

/** The words of a note; of a command only what stood beside it. */
function insideOf(
  parsed: ReturnType<typeof parseDeskText>,
  { words, internal }: { words: string; internal: string },
): string {
  const own = 'words' in parsed ? words : 'command' in parsed ? noteIn(parsed.command) : '';
  return [own, internal].filter((part) => part !== '').join('\n');
}

function noteIn(command: DeskCommand): string {
  return command.do === 'note' ? command.text : '';
}

function change(original: Written, text: string): TicketCommand[] {
  if (text === '' && original.files.length === 0) return [{ do: 'delete-message', original }];
  return saysTheSame(text, original.text) ? [] : [{ do: 'edit-message', original, text }];
}

function newNote(text: string, { seat, payload }: { seat: Seat; payload: ChangePayload }): TicketCommand[] {
  if (text === '') return [];
  const id = newId(seat.cause.at);
  const originPlace = barePlace(payload.place);
  const message = { id, text, files: [], originId: payload.messageId, originPlace };
  return [{ do: 'note', message }];
}
