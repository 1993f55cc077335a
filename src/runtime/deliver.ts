import { DeliveryError, type Platform } from '../platforms/platform.ts';
import type { Delivery, OutboxRow } from './deliveries.ts';
import { reasonOf } from './failure.ts';

/** What one try came to, before it is booked. */
export type Attempt =
  | { fate: 'sent'; messageId?: string | undefined }
  | { fate: 'transient'; reason: string; retryAfterMs?: number | undefined }
  | { fate: 'permanent'; reason: string }
  | { fate: 'unknown'; reason: string }
  | { fate: 'wait' };

/** True where repeating the row does no harm: the platform refuses repeats, or twice is the same as once. */
export function isRepeatable(row: OutboxRow, platform: Platform | undefined): boolean {
  return platform?.idempotent === true || (row.op !== 'send' && row.op !== 'private');
}

/** Tries once to deliver a row. Never throws. */
export async function deliver(
  { row, target, thread }: Delivery,
  platform: Platform | undefined,
): Promise<Attempt> {
  for (const link of [target, thread]) {
    if (link?.state === 'wait') return { fate: 'wait' };
    if (link?.state === 'gone') return { fate: 'permanent', reason: link.reason };
  }
  if (!platform) {
    return { fate: 'transient', reason: `no platform ${row.place.platform} is running` };
  }
  const to = thread?.state === 'ready' ? { ...row.place, thread: thread.messageId } : row.place;
  const targetId = target?.state === 'ready' ? target.messageId : undefined;
  try {
    return { fate: 'sent', messageId: await perform(platform, { row, to, targetId }) };
  } catch (error) {
    if (!(error instanceof DeliveryError)) return { fate: 'unknown', reason: reasonOf(error) };
    const reason = error.message;
    if (error.fate === 'transient') return { fate: 'transient', reason, retryAfterMs: error.retryAfterMs };
    return { fate: error.fate, reason };
  }
}

interface Order {
  row: OutboxRow;
  to: OutboxRow['place'];
  targetId: string | undefined;
}

/** What a platform can't do is done silently. Gives the id of a new message. */
async function perform(platform: Platform, { row, to, targetId }: Order): Promise<string | undefined> {
  const { op, key, body, privateTo, reaction } = row;
  if (op === 'send' || op === 'private') {
    const message = required(body, 'message');
    const sent =
      op === 'private' && platform.sendPrivately
        ? await platform.sendPrivately(to, required(privateTo, 'privateTo'), message, key)
        : await platform.send(to, message, key);
    return sent.messageId;
  }
  const messageId = required(targetId, 'target');
  if (op === 'edit') await platform.edit?.(to, messageId, required(body, 'message'));
  if (op === 'recall') await platform.recall?.(to, messageId);
  if (op === 'react') await platform.react?.(to, messageId, required(reaction, 'reaction'));
  return undefined;
}

function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new DeliveryError('permanent', `the row has no ${what}`);
  return value;
}
