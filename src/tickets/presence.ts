import { and, count, inArray } from 'drizzle-orm';
import type { Database, Reader, Transaction } from '../store/database.ts';
import { notClosed } from '../store/index-conditions.ts';

/** So often it is written down that somebody is at work, ms. */
const AGAIN_MS = 2 * 60_000;

export interface Presence {
  seenAt: number;
  away: boolean;
  givenAt: number;
}

/** Who is at work, and how much he has (requirements X15, X16). */
export function createPresence(db: Database) {
  const { presence, tickets } = db.tables;
  const lately = new Map<string, number>();

  return {
    /** Keeps that somebody has just done something; at most every two minutes. */
    async seen(personId: string, now: number): Promise<void> {
      if ((lately.get(personId) ?? 0) + AGAIN_MS > now) return;
      lately.set(personId, now);
      await db.transaction({}, async (tx) => {
        const set = { seenAt: now };
        await tx
          .insert(presence)
          .values({ personId, ...set })
          .onConflictDoUpdate({ target: presence.personId, set });
      });
    },

    /** He says that he is away, or back. */
    async say(
      tx: Transaction,
      personId: string,
      { away, now }: { away: boolean; now: number },
    ): Promise<void> {
      const set = { seenAt: now, away };
      await tx
        .insert(presence)
        .values({ personId, ...set })
        .onConflictDoUpdate({ target: presence.personId, set });
    },

    /** A ticket was given to him: it is another's turn next. */
    async given(tx: Transaction, personId: string, now: number): Promise<void> {
      const set = { givenAt: now };
      await tx
        .insert(presence)
        .values({ personId, seenAt: 0, ...set })
        .onConflictDoUpdate({ target: presence.personId, set });
    },

    async of(personIds: readonly string[], from: Reader = db.read): Promise<Map<string, Presence>> {
      if (personIds.length === 0) return new Map();
      const rows = await from
        .select()
        .from(presence)
        .where(inArray(presence.personId, [...personIds]));
      return new Map(rows.map(({ personId, ...row }) => [personId, row]));
    },

    /** How many open tickets each of them has. */
    async loads(personIds: readonly string[], from: Reader = db.read): Promise<Map<string, number>> {
      if (personIds.length === 0) return new Map();
      const rows = await from
        .select({ id: tickets.assigneeId, many: count() })
        .from(tickets)
        .where(and(inArray(tickets.assigneeId, [...personIds]), notClosed(tickets)))
        .groupBy(tickets.assigneeId);
      return new Map(rows.map(({ id, many }) => [id ?? '', many]));
    },
  };
}

export type PresenceBook = ReturnType<typeof createPresence>;
