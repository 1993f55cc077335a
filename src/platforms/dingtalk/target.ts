import { createHash } from 'node:crypto';
import { keyHash } from './encode.ts';

/** Where a message goes: to a person by his staff id, or to a group by its conversation id. */
export interface Target {
  channel: string;
  direct: boolean;
}

/** False for somebody outside the organisation: his id is an encrypted one, to which nothing can be pushed. */
export function isPushable({ channel, direct }: Target): boolean {
  return !direct || !channel.startsWith('$:');
}

/** A place as a card carries it. */
export function placeText({ channel, direct }: Target): string {
  return `${direct ? 'd' : 'g'}:${channel}`;
}

/** The vendor's id of an interactive card (at most 64 characters), the same for every try at it. It seals the card's place. */
export function cardId(key: string, place: string): string {
  const hash = keyHash(key);
  return `card-${hash}-${seal(hash, place)}`;
}

export function isCardId(messageId: string): boolean {
  return /^card-[\w-]{22}-[\w-]{22}$/.test(messageId);
}

/** Where the card lies: what it says of it, if that is what was sealed into its id. */
export function placeOfCard(outTrackId: string, place: string): Target | undefined {
  if (!isCardId(outTrackId)) return undefined;
  const hash = outTrackId.slice(5, 27);
  if (outTrackId.slice(28) !== seal(hash, place)) return undefined;
  return { channel: place.slice(2), direct: place.startsWith('d:') };
}

function seal(hash: string, place: string): string {
  return createHash('sha256').update(`${hash}|${place}`).digest('base64url').slice(0, 22);
}
