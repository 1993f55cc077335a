import { desc, eq } from 'drizzle-orm';
import type { Capabilities, OutboundMessage, Place } from '../../platforms/platform.ts';
import { post } from '../../runtime/outbox.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';

interface StandingCardsOptions {
  db: Database;
  capabilitiesOf: (platform: string) => Capabilities | undefined;
}

export interface StandingCard {
  ref: string;
  place: Place;
  lane: string;
  message: OutboundMessage;
}

/** Cards that ask for a decision and belong to no ticket, by their names, wherever they were put up. */
export function createStandingCards({ db, capabilitiesOf }: StandingCardsOptions) {
  const { outbox } = db.tables;

  return {
    /** Where one name was used again, the latest. */
    async find(ref: string, from: Reader = db.read): Promise<StandingCard | undefined> {
      const [row] = await from
        .select({ ref: outbox.ref, place: outbox.place, lane: outbox.lane, message: outbox.body })
        .from(outbox)
        .where(eq(outbox.ref, ref))
        .orderBy(desc(outbox.id))
        .limit(1);
      return row?.ref && row.message ? { ...row, ref: row.ref, message: row.message } : undefined;
    },

    /** Changes it where it stands; where nothing can be changed, what became of it is said anew. */
    async change(tx: Transaction, card: StandingCard, message: OutboundMessage, at: number): Promise<void> {
      const { ref, place, lane } = card;
      const edits = capabilitiesOf(place.platform)?.edit ?? true;
      const posting = edits ? { op: 'edit' as const, target: ref, message } : { message };
      await post(tx, db.tables, [{ ...posting, place, lane }], at);
    },
  };
}

export type StandingCards = ReturnType<typeof createStandingCards>;
