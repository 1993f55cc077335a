import { createHash } from 'node:crypto';

const PARTS = /^([0-9a-f]{32})-(\d{1,2})(?:-[0-9a-z]+)?(?:@([\w-]{1,64}))?$/;
const NAMEABLE = /^[\w-]{1,64}$/;

/** The id of a message, from the key that is the same for every try at it. */
export function messageIdOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

/**
 * The id of a message's `n`th card: unique per bot, of letters, digits and `_-@`, at most 128 bytes. `retry` keeps a
 * repeat apart from a card that has perhaps arrived, whose id WeCom would not take again. It names the chat, because
 * not every press does.
 */
export function taskId(
  messageId: string,
  { card, retry, channel }: { card: number; retry: string; channel: string },
): string {
  const place = NAMEABLE.test(channel) ? `@${channel}` : '';
  return `${messageId}-${card}${retry === '' ? '' : `-${retry}`}${place}`;
}

/** The message, which of its cards, and the chat if it is named; an id that isn't ours is its own message. */
export function readTaskId(id: string): { messageId: string; card: number; channel?: string | undefined } {
  const [, messageId, card, channel] = PARTS.exec(id) ?? [];
  return messageId === undefined ? { messageId: id, card: 0 } : { messageId, card: Number(card), channel };
}
