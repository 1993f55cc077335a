import {
  DeliveryError,
  type Attempt,
  type OutboundMessage,
  type Platform,
  type Receipt,
} from '../platforms/platform.ts';
import type { Delivery, OutboxRow } from './deliveries.ts';
import { reasonOf } from './failure.ts';
import { reasonWith } from './obstacles.ts';

/** What one try came to, before it is booked. */
export type Outcome =
  | ({ fate: 'sent' } & Partial<Receipt>)
  | { fate: 'transient'; reason: string; retryAfterMs?: number | undefined }
  | { fate: 'permanent'; reason: string }
  | { fate: 'unknown'; reason: string }
  /** Nothing was tried. `queue`: what others may be waiting for as well. */
  | { fate: 'wait'; ms: number; queue?: string | undefined };

const WAIT_FOR_LINK_MS = 250;
const WAIT_FOR_CONNECTION_MS = 2_000;
/** A limit that lasts longer than any platform's is a failure like others. */
const LIMITED_FOR_GOOD_MS = 6 * 60 * 60_000;
const LIMITED_MS = 1_000;
/** So long a platform that refuses us has to be mended before its messages are given up. */
export const REFUSED_FOR_GOOD_MS = 24 * 60 * 60_000;

/** True where repeating the row does no harm: the platform knows a repeat, or twice is the same as once. */
export function isRepeatable(
  row: OutboxRow,
  platform: Pick<Platform, 'idempotent' | 'looksUp' | 'sendPrivately'> | undefined,
): boolean {
  if (row.op !== 'send' && row.op !== 'private') return true;
  // What only one person saw is in no history that could be looked up.
  const isSeenByOne = row.op === 'private' && platform?.sendPrivately !== undefined;
  return platform?.idempotent === true || (platform?.looksUp === true && !isSeenByOne);
}

/** A row to be delivered, and what completes its message at the last moment. */
type Sending = Delivery & { complete?: ((row: OutboxRow) => Promise<OutboundMessage | null>) | undefined };

/** Tries once to deliver a row, unless it has to wait. Never throws. `now`: UTC ms. */
export async function deliver(
  { row, target, thread, uncertain, complete }: Sending,
  platform: Platform | undefined,
  now: number,
): Promise<Outcome> {
  for (const link of [target, thread]) {
    if (link?.state === 'wait') return { fate: 'wait', ms: WAIT_FOR_LINK_MS };
    if (link?.state === 'gone') return { fate: 'permanent', reason: link.reason };
  }
  if (!platform) {
    return { fate: 'transient', reason: `no platform ${row.place.platform} is running` };
  }
  const to = thread?.state === 'ready' ? { ...row.place, thread: thread.messageId } : row.place;
  const targetId = target?.state === 'ready' ? target.messageId : undefined;
  const attempt = { key: row.key, again: uncertain };
  try {
    const notNow = mustWait(platform, { row, to, now });
    if (notNow) return notNow;
    const whole = complete ? { ...row, body: await complete(row) } : row;
    return { fate: 'sent', ...(await perform(platform, { row: whole, to, targetId, attempt })) };
  } catch (error) {
    if (!(error instanceof DeliveryError)) return { fate: 'unknown', reason: reasonOf(error) };
    const reason = reasonWith(error.obstacle, error.message);
    const { fate, retryAfterMs } = error;
    if (fate === 'limited' && now - row.createdAt < LIMITED_FOR_GOOD_MS) {
      return { fate: 'wait', ms: retryAfterMs ?? LIMITED_MS, queue: queueOf(to) };
    }
    if (fate === 'transient' || fate === 'limited') return { fate: 'transient', reason, retryAfterMs };
    return { fate, reason };
  }
}

function mustWait(
  platform: Platform,
  { row, to, now }: { row: OutboxRow; to: OutboxRow['place']; now: number },
): Outcome | undefined {
  if (!isAble(platform, row)) return undefined;
  const { state, reason } = platform.health();
  if (state === 'refused' && now - row.createdAt >= REFUSED_FOR_GOOD_MS) {
    const why = `${platform.name} refuses the connection: ${reason ?? 'no reason given'}`;
    return { fate: 'permanent', reason: reasonWith('not-permitted', why) };
  }
  if (state !== 'connected') return { fate: 'wait', ms: WAIT_FOR_CONNECTION_MS, queue: platform.name };
  const ms = platform.admit?.(to, row.op, ...(row.body ? [row.body] : [])) ?? 0;
  return ms > 0 ? { fate: 'wait', ms, queue: queueOf(to) } : undefined;
}

/** What waits for the same share of a limit. */
function queueOf({ platform, tenant, channel }: OutboxRow['place']): string {
  return `${platform}:${tenant}:${channel}`;
}

function isAble(platform: Platform, { op }: OutboxRow): boolean {
  return op === 'send' || op === 'private' || platform[op] !== undefined;
}

interface Order {
  row: OutboxRow;
  to: OutboxRow['place'];
  targetId: string | undefined;
  attempt: Attempt;
}

/** What a platform can't do is done silently. Gives the receipt of a new message. */
async function perform(
  platform: Platform,
  { row, to, targetId, attempt }: Order,
): Promise<Receipt | undefined> {
  const { op, body, privateTo, reaction } = row;
  if (op === 'send' || op === 'private') {
    const message = required(body, 'message');
    return op === 'private' && platform.sendPrivately
      ? platform.sendPrivately(to, required(privateTo, 'privateTo'), message, attempt)
      : platform.send(to, message, attempt);
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
