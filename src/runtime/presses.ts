import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Button, InboundEvent, OutboundMessage, Place } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';

type Pressed = InboundEvent & { kind: 'pressed' };

/**
 * The action a press stands for, of which the platform only told the label: that of the button in the message that
 * was pressed. Where there is none it stays a press: nobody has said the words on the button.
 */
export async function resolvePress(db: Database, event: Pressed): Promise<InboundEvent> {
  const { label, kind: _, ...rest } = event;
  const message = await sentMessage(db, event.place, event.messageId, event.sender.userId);
  const button = buttonNamed(message?.buttons ?? [], label);
  if (!button) return event;
  return { ...rest, kind: 'action', action: button.id, value: button.value };
}

/**
 * What was sent under the platform's id at this place, as it was first sent: the latest where an id comes again.
 * An answer to `userId` alone counts wherever it was asked for: some platforms deliver it in his direct chat.
 */
export async function sentMessage(
  db: Database,
  place: Place,
  messageId: string,
  userId?: string,
): Promise<OutboundMessage | undefined> {
  const { outbox } = db.tables;
  const rows = await db.read
    .select({ body: outbox.body, place: outbox.place, privateTo: outbox.privateTo })
    .from(outbox)
    .where(and(eq(outbox.messageId, messageId), isNotNull(outbox.body)))
    .orderBy(desc(outbox.id));
  const isHis = (row: { place: Place; privateTo: string | null }) =>
    userId !== undefined && row.privateTo === userId && isSamePlatform(row.place, place);
  return rows.find((row) => isSameChannel(row.place, place) || isHis(row))?.body ?? undefined;
}

function isSameChannel(one: Place, other: Place): boolean {
  return isSamePlatform(one, other) && one.channel === other.channel;
}

function isSamePlatform(one: Place, other: Place): boolean {
  return one.platform === other.platform && one.tenant === other.tenant;
}

/** Platforms shorten labels: one that is the beginning of exactly one button's label means that button. */
function buttonNamed(buttons: Button[], label: string): Button | undefined {
  const wanted = label.trim();
  const exact = buttons.filter((button) => button.label.trim() === wanted);
  if (exact.length > 0) return exact.length === 1 ? exact[0] : undefined;
  const beginning = wanted.replace(/(?:\u2026|\.{3})$/, '').trimEnd();
  if (beginning === '') return undefined;
  const cut = buttons.filter((button) => button.label.trim().startsWith(beginning));
  return cut.length === 1 ? cut[0] : undefined;
}
