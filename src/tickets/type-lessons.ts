import { count, desc, max } from 'drizzle-orm';
import { withoutPersonalData } from '../language/redact/kept.ts';
import type { Database, Transaction } from '../store/database.ts';
import type { Ticket } from './ticket.ts';
import type { TicketListener } from './ticket-service.ts';

export interface Lesson {
  text: string;
  type: string;
  via: 'corrected' | 'confirmed';
}

export interface TypeLessons {
  /** Keeps what people say about a ticket's type, in the transaction in which they say it. */
  listener: TicketListener;
  /** The latest ones, the newest first. */
  latest(limit: number): Promise<Lesson[]>;
  /** Changes whenever a lesson comes, changes or goes; with the time of the newest. */
  state(): Promise<{ mark: string; newest: number }>;
}

const BOT = 'bot';

/** The texts whose type people have settled: corrected by an agent, or confirmed by a solution that held. */
export function createTypeLessons(db: Database): TypeLessons {
  const { typeLessons } = db.tables;

  async function correct(tx: Transaction, { id, description, type }: Ticket, at: number) {
    const lesson = { text: withoutPersonalData(description), type, via: 'corrected' as const, at };
    await tx
      .insert(typeLessons)
      .values({ ticketId: id, ...lesson })
      .onConflictDoUpdate({ target: typeLessons.ticketId, set: lesson });
  }

  /** An agent's correction weighs more and stays. */
  async function confirm(tx: Transaction, { id, description, type }: Ticket, at: number) {
    await tx
      .insert(typeLessons)
      .values({ ticketId: id, text: withoutPersonalData(description), type, via: 'confirmed', at })
      .onConflictDoNothing();
  }

  return {
    async listener(tx, { kind, ticket, cause: { actor, at } }) {
      if (ticket.description.trim() === '') return;
      if (kind === 'type-changed' && actor !== BOT) await correct(tx, ticket, at);
      if (kind === 'closed' && ticket.outcome === 'confirmed') await confirm(tx, ticket, at);
    },

    latest: (limit) =>
      db.read
        .select({ text: typeLessons.text, type: typeLessons.type, via: typeLessons.via })
        .from(typeLessons)
        .orderBy(desc(typeLessons.at), desc(typeLessons.ticketId))
        .limit(limit),

    async state() {
      const [row] = await db.read.select({ rows: count(), newest: max(typeLessons.at) }).from(typeLessons);
      const newest = row?.newest ?? 0;
      return { mark: `${row?.rows ?? 0}/${newest}`, newest };
    },
  };
}
