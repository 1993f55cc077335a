import { z } from 'zod';
import type { OutboundMessage } from '../platform.ts';
import { remembered } from '../remembered.ts';
import type { Api } from './api.ts';
import type { CardPiece } from './encode.ts';
import { DingtalkError } from './errors.ts';
import type { Settings } from './settings.ts';
import { cardId, isPushable, placeText, type Target } from './target.ts';

const MOST_PRESSED = 5_000;

const deliverAnswer = z.object({
  result: z.object({
    deliverResults: z.array(z.object({ success: z.boolean(), errorMsg: z.string().nullish() })).nullish(),
  }),
});

/** Interactive cards: the only messages of DingTalk that can be edited. */
export interface Cards {
  /** Gives the card's id. A second try under the same key does no harm: the vendor knows the card by that id. */
  create(to: Target, piece: CardPiece, key: string): Promise<string>;
  /** Changes of one card happen one after the other. */
  update(id: string, piece: CardPiece): Promise<void>;
  /** The answer to a press: “received”, for the presser alone, until the card changes. */
  received(id: string, userId: string): object;
}

/** True for what is a card where there is a template: ticket cards, and whatever has buttons. Nobody outside gets one. */
export function isForCard(to: Target, { card, buttons }: OutboundMessage): boolean {
  return isPushable(to) && (card !== undefined || (buttons?.length ?? 0) > 0);
}

export function createCards(settings: Settings, api: Api): Cards {
  const updates = new Map<string, Promise<void>>();
  /** Who sees “received” on which card. */
  const pressers = remembered<Set<string>>({ most: MOST_PRESSED });
  const keyed = { updateCardDataByKey: true, updatePrivateDataByKey: true };

  async function put(id: string, { params }: CardPiece): Promise<void> {
    const seers = [...(pressers.get(id) ?? [])];
    await api.put('/v1.0/card/instances', {
      outTrackId: id,
      cardData: { cardParamMap: params },
      ...(seers.length > 0
        ? { privateData: Object.fromEntries(seers.map((user) => [user, { cardParamMap: { received: '' } }])) }
        : {}),
      userIdType: 1,
      cardUpdateOptions: keyed,
    });
    // Who has pressed meanwhile still sees it.
    const still = pressers.get(id);
    for (const user of seers) still?.delete(user);
    if (still?.size === 0) pressers.delete(id);
  }

  return {
    async create(to, { params }, key) {
      const id = cardId(key, placeText(to));
      const body = {
        cardTemplateId: settings.cardTemplateId,
        outTrackId: id,
        callbackType: 'STREAM',
        userIdType: 1,
        cardData: { cardParamMap: params },
        ...spaceOf(to, settings.robotCode),
      };
      try {
        const answer = await api.post('/v1.0/card/instances/createAndDeliver', body, { posts: false });
        checkDelivery(answer);
      } catch (error) {
        if (!isRepeat(error)) throw error;
      }
      return id;
    },

    async update(id, piece) {
      const before = updates.get(id) ?? Promise.resolve();
      const mine = before.catch(() => {}).then(() => put(id, piece));
      updates.set(id, mine);
      try {
        await mine;
      } finally {
        if (updates.get(id) === mine) updates.delete(id);
      }
    },

    received(id, userId) {
      pressers.set(id, (pressers.get(id) ?? new Set()).add(userId));
      return {
        userPrivateData: { cardParamMap: { received: settings.say('dingtalk.card-received') } },
        cardUpdateOptions: keyed,
      };
    },
  };
}

/** A card isn't to be forwarded: who presses it counts as somebody of its place. */
function spaceOf({ channel, direct }: Target, robotCode: string): object {
  const model = { supportForward: false };
  if (direct) {
    return {
      openSpaceId: `dtv1.card//IM_ROBOT.${channel}`,
      imRobotOpenSpaceModel: model,
      imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
    };
  }
  return {
    openSpaceId: `dtv1.card//IM_GROUP.${channel}`,
    imGroupOpenSpaceModel: model,
    imGroupOpenDeliverModel: { robotCode },
  };
}

/** HTTP 200 doesn't mean that the card was delivered. */
function checkDelivery(answer: unknown): void {
  const parsed = deliverAnswer.safeParse(answer);
  const failed = parsed.data?.result.deliverResults?.find(({ success }) => !success);
  if (!failed) return;
  throw new DingtalkError(
    { fate: 'permanent', code: 'card-not-delivered' },
    `DingTalk did not deliver the card: ${(failed.errorMsg ?? '').slice(0, 200)}`,
  );
}

function isRepeat(error: unknown): boolean {
  return (
    error instanceof DingtalkError &&
    /outTrackId.*(?:exist|repeat|duplic)/i.test(`${error.code} ${error.message}`)
  );
}
