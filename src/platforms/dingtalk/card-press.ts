import type { InboundEvent } from '../platform.ts';
import { cardCallback, cardContent, jsonOf } from './frames.ts';
import type { Target } from './target.ts';

/** Two presses within it are one: somebody pressed twice at once. */
const DOUBLE_PRESS_MS = 2_000;

export interface CardPress {
  outTrackId: string;
  userId: string;
  corpId: string;
  action: string;
  /** Empty where the template's button doesn't carry it; so `place`. */
  value: string;
  /** What the card says of where it lies; not to be trusted before it is checked. */
  place: string;
}

/** A press on an interactive card (facts 2.2); undefined where it is none of ours. */
export function cardPressIn(data: unknown): CardPress | undefined {
  const callback = cardCallback.safeParse(data);
  if (!callback.success) return undefined;
  const { outTrackId, corpId, userId, content } = callback.data;
  const parsed = cardContent.safeParse(jsonOf(content));
  if (!parsed.success) return undefined;
  const { actionIds, params } = parsed.data.cardPrivateData;
  const { value = '', place = '' } = params;
  const action = params['action'] || actionIds[0];
  return action ? { outTrackId, corpId, userId, action, value, place } : undefined;
}

export interface PressContext {
  tenant: string;
  /** Where the card lies, checked. */
  place: Target;
  /** The frame's, by which it may be delivered again. */
  frameId: string | undefined;
  value: string;
  /** He is of the bot's organisation. */
  isOurs: boolean;
  name: string | undefined;
  at: number;
}

/** The event of a press on an interactive card. */
export function decodePress(press: CardPress, context: PressContext): InboundEvent {
  const { outTrackId, corpId, userId, action } = press;
  const { tenant, place, frameId, value, isOurs, at } = context;
  const name = `card:${outTrackId}:${corpId}:${userId}:${action}:${value}`;
  const span = 2 * DOUBLE_PRESS_MS;
  return {
    platform: 'dingtalk',
    tenant,
    keys: [
      // Two rows of stretches, half a stretch apart: what lies close together shares one of them.
      `${name}:a${Math.floor(at / span)}`,
      `${name}:b${Math.floor((at + DOUBLE_PRESS_MS) / span)}`,
      ...(frameId ? [`card-frame:${frameId}`] : []),
    ],
    place: {
      platform: 'dingtalk',
      tenant,
      channel: place.channel,
      kind: place.direct ? 'direct' : 'channel',
    },
    sender: { userId, name: context.name ?? userId, kind: isOurs ? 'member' : 'external' },
    at,
    kind: 'action',
    messageId: outTrackId,
    action,
    value,
  };
}
