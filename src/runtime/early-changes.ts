import { and, eq, lt, sql } from 'drizzle-orm';
import type { InboundEvent } from '../platforms/platform.ts';
import type { Database, Transaction } from '../store/database.ts';
import { preparedOn } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';

type Changed = InboundEvent & { kind: 'edited' | 'deleted' };
type Message = InboundEvent & { kind: 'message' };

/** Vendors deliver again for minutes; a message that comes later than this was never told of. */
const KEPT_MS = 60 * 60_000;

/** Remembers a change of a message that isn't here: its message may have been overtaken and still come. */
export async function rememberEarly(
  tx: Transaction,
  tables: Tables,
  { event, now }: { event: Changed; now: number },
): Promise<void> {
  const { earlyChanges } = tables;
  const { platform, tenant, channel } = event.place;
  const text = event.kind === 'edited' ? event.text : null;
  await tx.delete(earlyChanges).where(lt(earlyChanges.at, now - KEPT_MS));
  await tx
    .insert(earlyChanges)
    .values({ platform, tenant, channel, messageId: event.messageId, text, at: now })
    .onConflictDoUpdate({
      target: [earlyChanges.platform, earlyChanges.tenant, earlyChanges.channel, earlyChanges.messageId],
      // What was taken back stays so, whatever edit comes after it.
      set: { text: sql`case when ${earlyChanges.text} is null then null else ${text} end`, at: now },
    });
}

/** The message as a change that overtook it has left it: other words, or `taken-back`. */
export async function asChanged(db: Database, event: Message): Promise<Message | 'taken-back'> {
  const { earlyChanges } = db.tables;
  const { platform, tenant, channel } = event.place;
  const query = preparedOn({ db, from: db.read }, 'early change', () =>
    db.read
      .select({ text: earlyChanges.text })
      .from(earlyChanges)
      .where(
        and(
          eq(earlyChanges.platform, sql.placeholder('platform')),
          eq(earlyChanges.tenant, sql.placeholder('tenant')),
          eq(earlyChanges.channel, sql.placeholder('channel')),
          eq(earlyChanges.messageId, sql.placeholder('messageId')),
        ),
      ),
  );
  const [early] = await query.execute({ platform, tenant, channel, messageId: event.messageId });
  if (!early) return event;
  return early.text === null ? 'taken-back' : { ...event, text: early.text };
}
