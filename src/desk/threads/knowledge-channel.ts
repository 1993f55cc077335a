import type { OutboundMessage, Place } from '../../platforms/platform.ts';
import { post, type Posting } from '../../runtime/outbox.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { groupLane, type Threads } from './threads.ts';

interface KnowledgeChannelOptions {
  db: Database;
  /** As desk.yaml says; the first line's channel where it doesn't. */
  channel: { platform: string; channel: string } | undefined;
  threads: Threads;
  tenantOf: (platform: string) => string;
}

/** Where articles are reviewed. Its cards belong to no ticket. */
export function createKnowledgeChannel({ db, channel, threads, tenantOf }: KnowledgeChannelOptions) {
  const place = (): Place =>
    channel ? { ...channel, tenant: tenantOf(channel.platform) } : threads.firstLine();

  async function write(tx: Transaction, posting: Omit<Posting, 'lane' | 'place'>, at: number): Promise<void> {
    const here = place();
    await post(tx, db.tables, [{ ...posting, lane: groupLane(here), place: here }], at);
  }

  return {
    /** Whether it is this channel and no queue's. */
    isHere: ({ platform, channel: id, tenant, thread }: Place): boolean =>
      channel?.platform === platform &&
      channel.channel === id &&
      threads.queueAt({ platform, channel: id, tenant, thread }) === undefined,

    /** Whether it is where articles are reviewed, a queue's channel or not. */
    is(there: Place): boolean {
      const here = place();
      return here.platform === there.platform && here.channel === there.channel;
    },

    /** Puts a card up, to be changed under its name. */
    putUp: (tx: Transaction, ref: string, message: OutboundMessage, at: number) =>
      write(tx, { ref, message }, at),

    say: (tx: Transaction, message: OutboundMessage, at: number) => write(tx, { message }, at),
  };
}

export type KnowledgeChannel = ReturnType<typeof createKnowledgeChannel>;
