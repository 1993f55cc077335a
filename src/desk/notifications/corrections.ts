import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { Capabilities } from '../../platforms/platform.ts';
import type { Database } from '../../store/database.ts';
import { excerpt } from '../../tickets/excerpt.ts';
import { createRelayedRows } from '../../tickets/relayed-rows.ts';
import type { TicketListener } from '../../tickets/ticket-service.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import type { Threads } from '../threads/threads.ts';

export interface DeskCorrectionsOptions {
  db: Database;
  voice: Voice;
  people: People;
  threads: Threads;
  capabilitiesOf: (platform: string) => Capabilities | undefined;
  now: () => number;
}

/** Takes over to the desk what a requester changes of his words. */
export function createDeskCorrections(options: DeskCorrectionsOptions): TicketListener {
  const { voice, people, threads } = options;
  const say = speaker(voice, voice.policy.locale);
  const relayed = createRelayedRows(options);

  return async (tx, { change, ticket, cause }) => {
    if (change?.original.side !== 'requester') return;
    const { original } = change;
    const name = verbatim((await people.byId(original.authorId, tx))?.name ?? '?');
    const words = (text: string) => say('desk.requester-wrote', { name, text: verbatim(text) });
    const isDeleted = change.text === undefined;
    const { row, isDone } = await relayed.change(tx, {
      messageId: original.id,
      before: words(original.text),
      after: isDeleted ? undefined : words(change.text ?? ''),
    });
    const queue = row && threads.queueAt(row.place);
    // Where the ticket was then: those who have it now have read it in the hand-over.
    const isElsewhere = queue !== undefined && queue.id !== ticket.queue;
    if (isDone && !isElsewhere) return;
    const text = isDeleted
      ? say('desk.requester-withdrew', { name, excerpt: excerpt(original) })
      : say('desk.requester-corrected', { name, text: verbatim(change.text ?? '') });
    await threads.write(tx, ticket, [{ message: { text } }], cause.at);
  };
}
