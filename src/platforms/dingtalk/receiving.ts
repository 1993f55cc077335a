import { setTimeout as delay } from 'node:timers/promises';
import type { DWClientDownStream } from 'dingtalk-stream';
import { TOPIC_CARD } from 'dingtalk-stream';
import type { InboundEvent, Surroundings } from '../platform.ts';
import type { Cards } from './cards.ts';
import { cardPressIn, decodeMessage, decodePress } from './decode.ts';
import { isQuotaNotice, jsonOf, robotMessage, type RobotMessage } from './frames.ts';
import type { Settings } from './settings.ts';
import type { Acknowledge } from './stream-client.ts';
import { placeOfCard } from './target.ts';
import type { Webhooks } from './webhooks.ts';

const MOST_NAMES = 10_000;
/** Events that wait to be stored; more than this are left to the vendor, who may repeat them. */
const MOST_WAITING = 10_000;
const LONGEST_PAUSE_MS = 5_000;

export interface ReceivingOptions {
  settings: Settings;
  surroundings: Pick<Surroundings, 'now' | 'log' | 'alert'>;
  webhooks: Webhooks;
  cards: Cards;
  receive: (event: InboundEvent) => Promise<void>;
}

export interface Receiving {
  /** Takes a callback; acknowledges it once its event is received. Never throws. */
  take(frame: DWClientDownStream, acknowledge: Acknowledge): void;
  stop(): void;
}

/** From callbacks to events. Those of one conversation are received in the order in which they came. */
export function createReceiving(options: ReceivingOptions): Receiving {
  const { settings, surroundings, webhooks, cards, receive } = options;
  const { now, log, alert } = surroundings;
  const stopping = new AbortController();
  const chains = new Map<string, Promise<void>>();
  /** Cards' callbacks tell no names. */
  const names = new Map<string, string>();
  let corpId: string | undefined;
  let waiting = 0;

  /** Appends to the conversation's chain; what fails there is logged and ends with it. */
  function inOrder(channel: string, work: () => Promise<void>): void {
    const mine = (chains.get(channel) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      log.error(
        { error: error instanceof Error ? error.name : typeof error },
        'DingTalk: an event was not received',
      );
    });
    chains.set(channel, mine);
    void mine.then(() => chains.get(channel) === mine && chains.delete(channel));
  }

  /** Tries until it is stopped: whether an unacknowledged frame comes again is uncertain. */
  async function untilReceived(event: InboundEvent): Promise<void> {
    const { receivePause } = settings.timings;
    for (let failures = 0; ; failures++) {
      try {
        return await receive(event);
      } catch (error) {
        if (stopping.signal.aborted) throw error;
        const pause = Math.min(receivePause * 2 ** failures, LONGEST_PAUSE_MS);
        await delay(pause, undefined, { signal: stopping.signal });
      }
    }
  }

  function remember(message: RobotMessage, event: InboundEvent): void {
    if (message.chatbotCorpId !== '') corpId = message.chatbotCorpId;
    if (names.size >= MOST_NAMES) names.clear();
    names.set(event.sender.userId, event.sender.name);
    const { sessionWebhook: url, sessionWebhookExpiredTime: until } = message;
    if (url !== '' && until !== undefined) webhooks.remember(event.place.channel, { url, until });
  }

  function takeMessage(data: unknown, acknowledge: Acknowledge): void {
    if (isQuotaNotice(data)) {
      log.warn({ code: '20001' }, 'DingTalk: the quota of pushes is used up');
      alert({
        platform: 'dingtalk',
        code: 'quota-used-up',
        text: 'The organisation\u2019s DingTalk pushes of this month are used up (code 20001): messages to the bot arrive without their text. Buy a larger package on open-dev.dingtalk.com',
      });
      return acknowledge(null);
    }
    const parsed = robotMessage.safeParse(data);
    if (!parsed.success) {
      log.warn({ frame: 'robot message' }, 'DingTalk: a frame was not understood');
      return acknowledge(null);
    }
    const event = decodeMessage(parsed.data, { tenant: settings.clientId, now: now() });
    remember(parsed.data, event);
    if (waiting >= MOST_WAITING) return tooMany();
    waiting++;
    inOrder(event.place.channel, async () => {
      await untilReceived(event).finally(() => waiting--);
      acknowledge(null);
    });
  }

  function tooMany(): void {
    log.error({ waiting }, 'DingTalk: too many events could not be stored; one was left to the vendor');
    alert({
      platform: 'dingtalk',
      code: 'events-lost',
      text: 'The database takes nothing, and messages from DingTalk may be lost: whether DingTalk repeats them is uncertain',
    });
  }

  function takePress(
    data: unknown,
    { time, acknowledge }: { time: unknown; acknowledge: Acknowledge },
  ): void {
    const press = cardPressIn(data);
    const place = press && placeOfCard(press.outTrackId, press.place);
    if (!press || !place) {
      log.warn({ frame: 'card callback' }, 'DingTalk: a press on an unknown card');
      return acknowledge({});
    }
    const at = Number(time);
    const event = decodePress(press, {
      tenant: settings.clientId,
      place,
      corpId,
      name: names.get(press.userId),
      at: Number.isFinite(at) && at > 0 ? at : now(),
    });
    // One try: the presser is told after two seconds that it failed, and presses again.
    inOrder(place.channel, async () => {
      await receive(event);
      acknowledge(cards.received(press.outTrackId, press.userId));
    });
  }

  return {
    take(frame, acknowledge) {
      const data = jsonOf(frame.data);
      if (frame.headers.topic === TOPIC_CARD) takePress(data, { time: frame.headers.time, acknowledge });
      else takeMessage(data, acknowledge);
    },
    stop: () => stopping.abort(),
  };
}
