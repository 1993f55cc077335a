import type { DWClientDownStream } from 'dingtalk-stream';
import type { InboundEvent, Surroundings } from '../platform.ts';
import { cardPressIn, decodePress, type CardPress } from './card-press.ts';
import type { Cards } from './cards.ts';
import { jsonOf } from './frames.ts';
import type { Groups } from './groups.ts';
import type { Organisation } from './organisation.ts';
import type { Settings } from './settings.ts';
import type { Acknowledge } from './stream-client.ts';
import { isCardId, placeOfCard, placeText, type Target } from './target.ts';

export interface PressesOptions {
  settings: Settings;
  surroundings: Pick<Surroundings, 'now' | 'log' | 'alert' | 'sentMessage'>;
  groups: Groups;
  organisation: Organisation;
  cards: Pick<Cards, 'received'>;
  nameOf: (userId: string) => string | undefined;
  /** Does it after what came before in the same channel. */
  inOrder: (channel: string, work: () => Promise<void>) => void;
  receive: (event: InboundEvent) => Promise<void>;
}

/**
 * Takes callbacks of interactive cards. One that isn't acknowledged shows as failed after two seconds, and who pressed
 * presses again.
 */
export function createPresses(options: PressesOptions) {
  const { settings, surroundings, groups, organisation, cards, nameOf, inOrder, receive } = options;
  const { now, log, alert } = surroundings;
  const tenant = settings.clientId;

  /** The card's id proves where it lies, whatever the press says. */
  function placeOf({ outTrackId, place, userId }: CardPress): Target | undefined {
    const own = placeText({ channel: userId, direct: true });
    const shared = groups.all().map((channel) => placeText({ channel, direct: false }));
    for (const candidate of [place, own, ...shared]) {
      const found = placeOfCard(outTrackId, candidate);
      if (found) return found;
    }
    return undefined;
  }

  /** Undefined while it can't be told: somebody from outside may be in the group. */
  function isOurs({ userId, corpId }: CardPress, place: Target): boolean | undefined {
    if (userId === '') return false;
    const known = organisation.isOurs(corpId);
    if (known !== undefined || corpId === '') return known ?? true;
    // An organisation's bot can only be in its internal groups, and for these the configuration vouches.
    if (!place.direct && settings.groups.includes(place.channel)) return true;
    const isHisChat = place.direct && place.channel === userId;
    if (!isHisChat) return undefined;
    // Only people of ours get cards in a chat of their own.
    organisation.infer(corpId);
    return true;
  }

  async function valueOf({ outTrackId, action, value }: CardPress, { channel }: Target): Promise<string> {
    if (value !== '') return value;
    const sent = await surroundings.sentMessage({ platform: 'dingtalk', tenant, channel }, outTrackId);
    const [only, another] = sent?.buttons?.filter(({ id }) => id === action) ?? [];
    return only && !another ? only.value : '';
  }

  function lost(code: string, text: string): void {
    log.warn({ code }, 'DingTalk: a press without effect');
    alert({ platform: 'dingtalk', code, text });
  }

  return function take(frame: DWClientDownStream, acknowledge: Acknowledge): void {
    const press = cardPressIn(jsonOf(frame.data));
    if (!press || !isCardId(press.outTrackId)) {
      log.warn({ frame: 'card callback' }, 'DingTalk: a press on an unknown card');
      return acknowledge({});
    }
    const place = placeOf(press);
    if (!place) {
      lost(
        'card-unbound',
        'A press on a DingTalk card didn\u2019t say where the card lies: bind action, value and place to the button of the card template (docs/dingtalk-card.md)',
      );
      return acknowledge({});
    }
    const ours = isOurs(press, place);
    if (ours === undefined) {
      return lost(
        'organisation-unknown',
        'A DingTalk card was pressed in a group before the bot knew its own organisation, which messages tell it: mention the bot once in the group',
      );
    }
    const at = Number(frame.headers.time);
    // One try: who pressed is told that it failed.
    inOrder(place.channel, async () => {
      const event = decodePress(press, {
        tenant,
        place,
        frameId: frame.headers.messageId,
        value: await valueOf(press, place),
        isOurs: ours,
        name: nameOf(press.userId),
        at: Number.isFinite(at) && at > 0 ? at : now(),
      });
      await receive(event);
      acknowledge(cards.received(press.outTrackId, press.userId));
    });
  };
}
