import { desc, eq, like } from 'drizzle-orm';
import type { Database } from '../../store/database.ts';
import type { FileRef, InboundEvent } from '../platform.ts';
import { WebPlatformError } from './errors.ts';
import { ownFiles } from './files.ts';
import {
  MAX_TEXT,
  isPressedMark,
  pressedMark,
  readMessage,
  writeMessage,
  type WebMessage,
} from './messages.ts';

/** More than can be on their way at once when the process dies. */
const REDELIVERED_AT_START = 200;

export interface Author {
  id: string;
  name: string;
}

export interface Said {
  channel: string;
  thread?: string | undefined;
  author: Author;
  text: string;
  /** The author's own key: the same text sent again under it is the same message. */
  clientId: string;
  files?: FileRef[] | undefined;
}

export interface Pressed {
  channel: string;
  messageSeq: number;
  author: Author;
  action: string;
  value: string;
  clientId: string;
}

interface PersonSideOptions {
  db: Database;
  now: () => number;
  tenant: string;
  nameOf: (personId: string) => string;
  notify: (channel: string) => void;
  receive: (event: InboundEvent) => Promise<void>;
}

/** The half of the platform that people use: what they write and which buttons they press. */
export function personSide({ db, now, tenant, nameOf, notify, receive }: PersonSideOptions) {
  const place = (channel: string, thread: string | null) => ({
    platform: 'web',
    tenant,
    channel,
    ...(thread === null ? {} : { thread }),
    kind: channel.startsWith('dm:') ? ('direct' as const) : ('channel' as const),
  });

  function said(row: WebMessage, author: Author): InboundEvent {
    return {
      kind: 'message',
      platform: 'web',
      tenant,
      keys: [row.key.replace(/^in:/, 'msg:')],
      place: place(row.channel, row.thread),
      sender: { userId: author.id, name: author.name, kind: 'member' },
      at: row.at,
      messageId: String(row.seq),
      text: row.text,
      files: row.files,
    };
  }

  async function checkPlace({ channel, thread, author }: Said): Promise<void> {
    if (channel.startsWith('dm:') && channel !== `dm:${author.id}`) throw new WebPlatformError('not-yours');
    if (thread === undefined) return;
    const root = await readMessage(db, { channel, seq: Number(thread), viewerId: author.id });
    if (!root || root.thread !== null) throw new WebPlatformError('unknown-thread');
  }

  /** In his own chat one sees afterwards what one has chosen; a desk's card says itself what became of it. */
  async function keepPressed(seq: number, mark: string): Promise<void> {
    const { webMessages } = db.tables;
    await db.transaction({ lock: [`web-message:${seq}`] }, async (tx) => {
      const [row] = await tx.select().from(webMessages).where(eq(webMessages.seq, seq));
      if (!row) return;
      const reactions = [...row.reactions.filter((one) => !isPressedMark(one)), mark];
      await tx.update(webMessages).set({ reactions }).where(eq(webMessages.seq, seq));
    });
  }

  return {
    async say(message: Said): Promise<{ seq: number; repeated: boolean }> {
      if (message.text.length > MAX_TEXT) throw new WebPlatformError('too-long');
      await checkPlace(message);
      const { channel, author } = message;
      const files = await ownFiles(db, author.id, message.files ?? []);
      const { row, repeated } = await db.transaction({}, (tx) =>
        writeMessage(tx, db.tables, {
          key: `in:${channel}:${message.clientId}`,
          channel,
          thread: message.thread ?? null,
          authorId: author.id,
          text: message.text,
          body: null,
          files,
          privateTo: null,
          at: now(),
        }),
      );
      if (row.authorId !== author.id) throw new WebPlatformError('not-yours');
      await receive(said(row, author));
      notify(channel);
      return { seq: row.seq, repeated };
    },

    async press({ channel, messageSeq, author, action, value, clientId }: Pressed): Promise<void> {
      const message = await readMessage(db, { channel, seq: messageSeq, viewerId: author.id });
      if (!message || message.deletedAt !== null) throw new WebPlatformError('unknown-message');
      if (channel.startsWith('dm:') && channel !== `dm:${author.id}`) throw new WebPlatformError('not-yours');
      const there = message.body?.buttons?.some((button) => button.id === action && button.value === value);
      if (!there) throw new WebPlatformError('unknown-button');
      await receive({
        kind: 'action',
        platform: 'web',
        tenant,
        keys: [`act:${clientId}`],
        place: place(channel, message.thread),
        sender: { userId: author.id, name: author.name, kind: 'member' },
        at: now(),
        messageId: String(messageSeq),
        action,
        value,
      });
      if (channel.startsWith('dm:')) await keepPressed(messageSeq, pressedMark(action, value));
      notify(channel);
    },

    /**
     * Delivers the latest messages once more: one that was written when the process died may not have
     * reached the inbox, and the inbox knows those that have.
     */
    async redeliver(): Promise<void> {
      const { webMessages } = db.tables;
      const rows = await db.read
        .select()
        .from(webMessages)
        .where(like(webMessages.key, 'in:%'))
        .orderBy(desc(webMessages.seq))
        .limit(REDELIVERED_AT_START);
      for (const row of rows.reverse()) {
        await receive(said(row, { id: row.authorId, name: nameOf(row.authorId) }));
      }
    },
  };
}
