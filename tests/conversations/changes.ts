import type { InboundEvent } from '../../src/platforms/platform.ts';
import { acceptEvent } from '../../src/runtime/inbox.ts';
import type { Office } from '../support/office.ts';

/** What somebody, as a rule the writer, does to a message. */
export type Change = ({ kind: 'edited'; text: string } | { kind: 'deleted' }) & { by?: string };

interface Changed {
  channel: string;
  /** What the message said at first. */
  words: string;
  change: Change;
}

let changes = 0;

/** People can't edit on the web: the event a platform would send of the last message with these words. */
export async function changesWords(office: Office, { channel, words, change }: Changed): Promise<void> {
  const { db } = office.deskline;
  const { webMessages } = db.tables;
  const all = await db.read.select().from(webMessages);
  const original = all.findLast((one) => one.channel === channel && one.text === words);
  if (!original) throw new Error(`Nobody wrote ${words}`);
  const { by = original.authorId, ...rest } = change;
  const direct = channel.startsWith('dm:');
  const event: InboundEvent = {
    ...rest,
    platform: 'web',
    tenant: 'local',
    keys: [`change-${++changes}`],
    place: {
      platform: 'web',
      tenant: 'local',
      channel,
      kind: direct ? 'direct' : 'channel',
      ...(original.thread === null ? {} : { thread: original.thread }),
    },
    sender: { userId: by, name: by, kind: 'member' },
    at: office.now(),
    messageId: String(original.seq),
  };
  await acceptEvent(db, event, { lane: `change:${channel}`, now: office.now() });
  await office.deskline.settle();
}
