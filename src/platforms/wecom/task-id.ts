import { createHash } from 'node:crypto';

const PARTS = /^([0-9a-f]{32})-(\d{1,2})(?:-[0-9a-z]+)?$/;

/** The id of a message, from the key that is the same for every try at it. */
export function messageIdOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

/**
 * The id of a message's `n`th card: unique per bot, of letters, digits and `_-@`, at most 128 bytes. `retry` keeps a
 * repeat apart from a card that has perhaps arrived, whose id WeCom would not take again.
 */
export function taskId(messageId: string, { card, retry }: { card: number; retry: string }): string {
  return retry === '' ? `${messageId}-${card}` : `${messageId}-${card}-${retry}`;
}

/** The message and which of its cards; an id that isn't ours is its own message. */
export function readTaskId(id: string): { messageId: string; card: number } {
  const [, messageId, card] = PARTS.exec(id) ?? [];
  return messageId === undefined ? { messageId: id, card: 0 } : { messageId, card: Number(card) };
}
