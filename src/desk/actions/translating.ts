import { eq } from 'drizzle-orm';
import type { People } from '../../identity/people.ts';
import { locale as languageOf } from '../../language/tokens.ts';
import type { Model } from '../../model/model.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import type { WrittenMessage } from '../../tickets/ticket.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import type { Plans } from './plans.ts';
import { isManager } from './rights.ts';

export interface TranslatingOptions {
  db: Database;
  policy: DeskPolicy;
  people: People;
  model: Model | undefined;
  plans: Plans;
  replies: Replies;
}

/** So long (ms) words wait for their translation; then they go as they are. */
const PATIENCE_MS = 3_000;

/** Between an agent and a requester who speak different languages, where it is switched on (requirement Y11). */
export function createTranslating({ db, policy, people, model, plans, replies }: TranslatingOptions) {
  const { translatedTickets } = db.tables;

  async function isOn(ticketId: string): Promise<boolean> {
    const rows = await db.read
      .select()
      .from(translatedTickets)
      .where(eq(translatedTickets.ticketId, ticketId));
    return rows.length > 0;
  }

  return {
    /** Each ticket has its own switch; whoever holds it turns it. */
    turn(seat: Seat, on: boolean): Plan {
      const { ticket, person, identity, say, cause } = seat;
      if (!model?.supports.chat)
        return plans.answerAlone(seat, say('translate.no-model'), 'refused: no model');
      if (ticket.assigneeId !== person.id && !isManager(person, policy, identity)) {
        return plans.answerAlone(seat, say('translate.not-yours'), 'refused: not yours');
      }
      return plans.plan(seat, on ? 'translates' : 'translates no more', async (tx) => {
        if (on) {
          const row = { ticketId: ticket.id, by: person.id, at: cause.at };
          await tx.insert(translatedTickets).values(row).onConflictDoNothing();
        } else await tx.delete(translatedTickets).where(eq(translatedTickets.ticketId, ticket.id));
        await replies.inThread(tx, seat, say(on ? 'translate.on' : 'translate.off'));
      });
    },

    /** The message with its translation, where its requester reads another language; `failed`: it goes without one. */
    async forRequester(
      { ticket, person }: Seat,
      message: WrittenMessage,
    ): Promise<{ message: WrittenMessage; failed: boolean }> {
      const as = { message, failed: false };
      if (message.text === '' || !(await isOn(ticket.id))) return as;
      const to = (await people.byId(ticket.requesterId))?.locale ?? policy.locale;
      const from = languageOf(message.text);
      if (from === undefined || from === to) return as;
      const who = { personId: person.id, ticketId: ticket.id };
      const made = await model?.translate(message.text, to, { who, within: PATIENCE_MS });
      if (!made) return { message, failed: true };
      return { message: { ...message, translation: { text: made.value, to } }, failed: false };
    },
  };
}

export type Translating = ReturnType<typeof createTranslating>;
