import { and, desc, eq, isNull, or, sql, type SQL } from 'drizzle-orm';
import { clean } from '../../language/clean.ts';
import type { Database, Transaction } from '../../store/database.ts';
import { prepared } from '../../store/prepared.ts';
import type { Tables } from '../../store/schema.ts';
import type { FileRef, OutboundMessage } from '../platform.ts';

/** One message of a channel as the web platform keeps it. */
export type WebMessage = Tables['webMessages']['$inferSelect'];

/** Characters of one message, and bytes of one of the bot's (rule W-11). */
export const MAX_TEXT = 40_000;

export interface MessageQuery {
  channel: string;
  /** Left out: all messages of the channel. null: those outside threads. An id: that root and its replies. */
  thread?: string | null | undefined;
  viewerId: string;
  /** The latest so many; 200 by default. */
  limit?: number | undefined;
}

export interface NewMessage {
  key: string;
  channel: string;
  thread: string | null;
  authorId: string;
  text: string;
  body: OutboundMessage | null;
  files: FileRef[];
  privateTo: string | null;
  at: number;
}

/** The mark of the button its reader has pressed, kept among the reactions of a direct chat's message. */
export function pressedMark(action: string, value: string): string {
  return `${PRESSED}${action}:${value}`;
}

export function isPressedMark(reaction: string): boolean {
  return reaction.startsWith(PRESSED);
}

const PRESSED = 'pressed:';

/** Writes a message unless one with its key is there already; gives the row that is kept. */
export async function writeMessage(
  tx: Transaction,
  tables: Tables,
  message: NewMessage,
): Promise<{ row: WebMessage; repeated: boolean }> {
  const { webMessages } = tables;
  const query = prepared(tables, `write a message ${message.body ? 'with' : 'without'} body`, () => {
    const slot = (column: string) => sql`${sql.placeholder(column)}`;
    const json = (column: 'body' | 'files' | 'reactions') =>
      sql`${sql.param(sql.placeholder(column), webMessages[column])}`;
    return tx
      .insert(webMessages)
      .values({
        key: slot('key'),
        channel: slot('channel'),
        thread: slot('thread'),
        authorId: slot('authorId'),
        text: slot('text'),
        // A slot would store JSON's null instead of the database's.
        body: message.body ? json('body') : null,
        files: json('files'),
        reactions: json('reactions'),
        privateTo: slot('privateTo'),
        at: slot('at'),
      })
      .onConflictDoNothing({ target: webMessages.key })
      .returning();
  });
  const [written] = await query.execute({ ...message, text: clean(message.text), reactions: [] });
  if (written) return { row: written, repeated: false };
  const [row] = await tx.select().from(webMessages).where(eq(webMessages.key, message.key));
  if (!row) throw new Error('A message that conflicts by its key must exist');
  return { row, repeated: true };
}

/** The messages `viewerId` may see, oldest first; one that was recalled has no text any more. */
export async function readMessages(db: Database, query: MessageQuery): Promise<WebMessage[]> {
  const { webMessages } = db.tables;
  const rows = await db.read
    .select()
    .from(webMessages)
    .where(
      and(
        eq(webMessages.channel, query.channel),
        inThread(db, query.thread),
        or(isNull(webMessages.privateTo), eq(webMessages.privateTo, query.viewerId)),
      ),
    )
    .orderBy(desc(webMessages.seq))
    .limit(query.limit ?? 200);
  return rows.reverse().map(withoutRecalled);
}

/** The message `seq` of `channel` if `viewerId` may see it. */
export async function readMessage(
  db: Database,
  { channel, seq, viewerId }: { channel: string; seq: number; viewerId: string },
): Promise<WebMessage | undefined> {
  const { webMessages } = db.tables;
  const [row] = await db.read
    .select()
    .from(webMessages)
    .where(and(eq(webMessages.seq, seq), eq(webMessages.channel, channel)));
  if (!row || (row.privateTo !== null && row.privateTo !== viewerId)) return undefined;
  return withoutRecalled(row);
}

function inThread({ tables: { webMessages } }: Database, thread: string | null | undefined): SQL | undefined {
  if (thread === undefined) return undefined;
  if (thread === null) return isNull(webMessages.thread);
  const root = Number(thread);
  const replies = eq(webMessages.thread, thread);
  return Number.isSafeInteger(root) ? or(eq(webMessages.seq, root), replies) : replies;
}

function withoutRecalled(row: WebMessage): WebMessage {
  return row.deletedAt === null ? row : { ...row, text: '', body: null, files: [], reactions: [] };
}
