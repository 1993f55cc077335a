import { inArray } from 'drizzle-orm';
import type { InboundEvent } from '../../platforms/platform.ts';
import { conversationLane } from '../../runtime/conversation-lane.ts';
import { laneLock, type StoredEvent } from '../../runtime/inbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { insertRows } from '../../store/prepared.ts';

const HANDED_BACK = 'desk-chat:';

/** Whether the desk has already said that an event is the bot's. */
export function isHandedBack({ keys: [key] }: InboundEvent): boolean {
  return key.startsWith(HANDED_BACK);
}

/** Puts messages that an agent meant for the bot into the inbox again, as the bot's own. */
export function createHandBack({ db, now }: { db: Database; now: () => number }) {
  const { inbox } = db.tables;

  return {
    /** `events`: inbox rows. `words`: what the only one says instead, if that isn't empty. */
    plan(
      event: StoredEvent & { payload: InboundEvent },
      events: readonly number[],
      { words = '', before }: { words?: string; before: (tx: Transaction) => Promise<void> },
    ): Plan {
      const lane = conversationLane(event.payload.place);
      return {
        result: 'handed back',
        lock: [laneLock(lane)],
        apply: async (tx) => {
          await before(tx);
          for (const payload of await originals(tx, events))
            await putBack(tx, lane, reworded(payload, words));
        },
      };
    },
  };

  async function originals(tx: Transaction, ids: readonly number[]): Promise<InboundEvent[]> {
    const rows = await tx
      .select({ payload: inbox.payload })
      .from(inbox)
      .where(inArray(inbox.id, [...ids]))
      .orderBy(inbox.id);
    return rows.flatMap(({ payload }) => (payload.kind === 'timer' ? [] : [payload]));
  }

  async function putBack(tx: Transaction, lane: string, payload: InboundEvent): Promise<void> {
    const { platform, tenant } = payload;
    const [key] = payload.keys;
    const handed: InboundEvent = { ...payload, keys: [`${HANDED_BACK}${key}`] };
    await insertRows(tx, { tables: db.tables, into: 'inboxKeys' }, [
      { platform, tenant, key: handed.keys[0], at: now() },
    ]);
    const row = { lane, payload: handed, notBefore: now(), receivedAt: now() };
    await insertRows(tx, { tables: db.tables, into: 'inbox' }, [row]);
  }
}

export type HandBack = ReturnType<typeof createHandBack>;

function reworded(payload: InboundEvent, words: string): InboundEvent {
  return payload.kind === 'message' && words !== '' ? { ...payload, text: words } : payload;
}
