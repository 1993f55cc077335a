import type { People } from '../identity/people.ts';
import type { Locale } from '../platforms/platform.ts';
import { post } from '../runtime/outbox.ts';
import type { Database, Transaction } from '../store/database.ts';
import { excerpt } from '../tickets/excerpt.ts';
import type { RelayedRows } from '../tickets/relayed-rows.ts';
import type { TicketHappening } from '../tickets/ticket-service.ts';
import { text, type Desk } from './scene.ts';

interface CorrectionsOptions {
  db: Database;
  desk: Desk;
  people: People;
  relayed: RelayedRows;
}

/** Takes over to the requester what an agent changes of his words; his notes are nobody's business here. */
export function createCorrections({ db, desk, people, relayed }: CorrectionsOptions) {
  return async function correct(
    tx: Transaction,
    { change, ticket: { number }, cause }: TicketHappening,
    locale: Locale,
  ): Promise<void> {
    if (change?.original.side !== 'agent') return;
    const { original } = change;
    const say = (key: string, words: Record<string, string>) =>
      desk.messages.say(locale, key, { agent, number, ...words });
    const agent = (await people.byId(original.authorId, tx))?.name ?? desk.messages.say(locale, 'name.desk');
    const isDeleted = change.text === undefined;
    const { row, isDone } = await relayed.change(tx, {
      messageId: original.id,
      before: say('news.agent-wrote', { text: original.text }),
      after: isDeleted ? undefined : say('news.agent-wrote', { text: change.text ?? '' }),
    });
    if (!row || isDone) return;
    const words = isDeleted
      ? say('news.agent-withdrew', { excerpt: excerpt(original) })
      : say('news.agent-corrected', { text: change.text ?? '' });
    const { lane, place } = row;
    await post(tx, db.tables, [{ lane, place, message: text(words) }], cause.at);
  };
}
