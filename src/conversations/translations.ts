import { eq } from 'drizzle-orm';
import type { Model } from '../model/model.ts';
import type { Locale } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import type { Effect, Step } from './scene.ts';

/** A message waits no longer for its translation, ms; then it goes as it is. */
const PATIENCE_MS = 3_000;

interface Wrote {
  step: Step;
  personId: string;
  /** What he writes in, as far as that is clear. */
  from: Locale | undefined;
}

/** Puts the desk's language beside what a requester writes on a ticket whose relay is translated (requirement Y11). */
export function createTranslations({
  db,
  model,
  to,
}: {
  db: Database;
  model: Model | undefined;
  to: Locale;
}) {
  const { translatedTickets } = db.tables;

  async function isOn(ticketId: string): Promise<boolean> {
    const rows = await db.read
      .select({ ticketId: translatedTickets.ticketId })
      .from(translatedTickets)
      .where(eq(translatedTickets.ticketId, ticketId));
    return rows.length > 0;
  }

  async function translated(effect: Effect, personId: string): Promise<Effect> {
    if (!model || effect.do !== 'command' || effect.command.do !== 'requester-wrote') return effect;
    const { ticketId, command } = effect;
    const { message } = command;
    if (message.text.trim() === '' || !(await isOn(ticketId))) return effect;
    const who = { personId, ticketId };
    const made = await model.translate(message.text, to, { who, within: PATIENCE_MS });
    if (!made) return effect;
    const translation = { text: made.value, to };
    return { ...effect, command: { ...command, message: { ...message, translation } } };
  }

  return async function withTranslations({ step, personId, from }: Wrote): Promise<Step> {
    if (!model || !step.effects || from === undefined || from === to) return step;
    return { ...step, effects: await Promise.all(step.effects.map((one) => translated(one, personId))) };
  };
}
