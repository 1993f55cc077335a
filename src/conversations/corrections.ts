import { verbatim } from '../content/markdown.ts';
import type { People } from '../identity/people.ts';
import { newId } from '../runtime/id.ts';
import { post } from '../runtime/outbox.ts';
import type { Database, Transaction } from '../store/database.ts';
import { excerpt } from '../tickets/excerpt.ts';
import { newsRef, relaying, type RelayedRows } from '../tickets/relayed-rows.ts';
import type { TicketHappening } from '../tickets/ticket-service.ts';
import { agentsMessage } from './agents-message.ts';
import type { Meeting } from './conversation-repository.ts';
import type { Conversations } from './conversations.ts';
import { text, type Desk } from './scene.ts';

interface CorrectionsOptions {
  db: Database;
  desk: Desk;
  people: People;
  conversations: Pick<Conversations, 'tell'>;
  relayed: RelayedRows;
}

/** Takes over to the requester what an agent changes of his words; his notes are nobody's business here. */
export function createCorrections({ db, desk, people, conversations, relayed }: CorrectionsOptions) {
  return async function correct(
    tx: Transaction,
    { change, ticket: { id, number }, cause }: TicketHappening,
    meeting: Meeting,
  ): Promise<void> {
    if (change?.original.side !== 'agent') return;
    const { original } = change;
    const { locale } = meeting.conversation;
    const writer = (await people.byId(original.authorId, tx))?.name;
    const agent = writer === undefined ? desk.messages.say(locale, 'name.desk') : verbatim(writer);
    const say = (key: string, words: Record<string, string | number> = {}) =>
      desk.messages.say(locale, key, { agent, number, ...words });
    const isDeleted = change.text === undefined;
    const { row, isDone } = await relayed.change(tx, {
      messageId: original.id,
      before: say('news.agent-wrote', { text: original.text }),
      after: isDeleted ? undefined : say('news.agent-wrote', { text: change.text ?? '' }),
    });
    if (isDone) return;
    if (!row) {
      // It never arrived: what he wrote instead is the first that the requester reads of it.
      if (change.text === undefined) return;
      const message = agentsMessage(say, { agent, number, text: change.text, files: original.files });
      return conversations.tell(tx, meeting, [{ ...relaying(original.id), message }]);
    }
    const words = isDeleted
      ? say('news.agent-withdrew', { excerpt: excerpt(original) })
      : say('news.agent-corrected', { text: change.text ?? '' });
    const { lane, place } = row;
    const ref = newsRef(id, newId(cause.at));
    await post(tx, db.tables, [{ lane, place, ref, message: text(words) }], cause.at);
  };
}
