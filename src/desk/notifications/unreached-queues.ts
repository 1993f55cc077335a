import { and, desc, gt, inArray, like, sql } from 'drizzle-orm';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import { obstacleIn } from '../../runtime/obstacles.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { DeskPolicy, Queue } from '../../tickets/desk-policy.ts';
import type { TellAdmins } from './admin-alerts.ts';
import { queueOfCard } from '../cards/card-ref.ts';

export interface UnreachedQueuesOptions {
  db: Database;
  policy: DeskPolicy;
  tellAdmins: TellAdmins;
}

/** A queue whose cards don't arrive: what is wrong and what to do, for the operator. */
export interface UnreachedQueue {
  queue: Queue;
  reason: string;
}

/** Queues whose channel takes no cards: nobody works on their tickets, and nobody there can know. */
export function createUnreachedQueues({ db, policy, tellAdmins }: UnreachedQueuesOptions) {
  const { outbox } = db.tables;

  /** Whether the channel is at fault, and still the queue's. */
  function isChannels({ channel }: Queue, { place, error }: Pick<OutboxRow, 'place' | 'error'>): boolean {
    const obstacle = obstacleIn(error);
    if (obstacle === 'content' || obstacle === 'file') return false;
    return place.platform === channel.platform && place.channel === channel.channel;
  }

  async function lastDeadCard({ id }: Queue) {
    const [row] = await db.read
      .select({ id: outbox.id, place: outbox.place, error: outbox.error })
      .from(outbox)
      // Written out, not as a parameter: SQLite uses the partial index only where the text says so.
      .where(and(sql`${outbox.state} = 'dead'`, isCardOf(id)))
      .orderBy(desc(outbox.id))
      .limit(1);
    return row;
  }

  async function arrivedSince({ id }: Queue, rowId: number): Promise<boolean> {
    const arrived = inArray(outbox.state, ['sent', 'unknown']);
    const found = await db.read
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(gt(outbox.id, rowId), arrived, isCardOf(id)))
      .limit(1);
    return found.length > 0;
  }

  const isCardOf = (queueId: string) => like(outbox.ref, `card:%:${queueId}`);

  return {
    /** For a row that is given up: where it is a card, the administrators are told. */
    async alert(tx: Transaction, row: OutboxRow): Promise<void> {
      const queueId = row.ref === null ? undefined : queueOfCard(row.ref);
      const queue = policy.queues.find(({ id }) => id === queueId);
      if (!queue || !isChannels(queue, row)) return;
      const { platform } = queue.channel;
      const alert = { platform, code: `desk-channel:${queue.id}`, text: reasonFor(queue, row) };
      await tellAdmins(tx, { ...alert, place: row.place });
    },

    /** Those whose newest card did not arrive. */
    async list(): Promise<UnreachedQueue[]> {
      const found: UnreachedQueue[] = [];
      for (const queue of policy.queues) {
        const dead = await lastDeadCard(queue);
        if (!dead || !isChannels(queue, dead) || (await arrivedSince(queue, dead.id))) continue;
        found.push({ queue, reason: reasonFor(queue, dead) });
      }
      return found;
    },
  };
}

function reasonFor({ id, line, channel }: Queue, { error }: Pick<OutboxRow, 'error'>): string {
  return (
    `Tickets of the queue ${id} don’t reach ${channel.platform}:${channel.channel} (${error ?? 'no reason given'}): ` +
    `check DESK_${line.toUpperCase()}, or the queue’s channel in desk.yaml, and that the bot is in it`
  );
}
