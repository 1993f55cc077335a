import { setTimeout as delay } from 'node:timers/promises';
import type { DWClientDownStream } from 'dingtalk-stream';
import { TOPIC_CARD } from 'dingtalk-stream';
import { backoff } from '../backoff.ts';
import type { InboundEvent, Surroundings } from '../platform.ts';
import { remembered } from '../remembered.ts';
import { decodeMessage } from './decode.ts';
import { isQuotaNotice, jsonOf, robotMessage, type RobotMessage } from './frames.ts';
import type { Groups } from './groups.ts';
import { createOrganisation } from './organisation.ts';
import { createPresses, type PressesOptions } from './presses.ts';
import type { Settings } from './settings.ts';
import type { Acknowledge } from './stream-client.ts';
import type { Webhooks } from './webhooks.ts';

const MOST_NAMES = 10_000;
/** Events that wait to be stored; more than this are left to the vendor, who may repeat them. */
const MOST_WAITING = 10_000;
const LONGEST_PAUSE_MS = 5_000;

export interface ReceivingOptions {
  settings: Settings;
  surroundings: Pick<Surroundings, 'now' | 'log' | 'alert' | 'sentMessage'>;
  webhooks: Webhooks;
  groups: Groups;
  cards: PressesOptions['cards'];
  receive: (event: InboundEvent) => Promise<void>;
}

export interface Receiving {
  /** Takes a callback; acknowledges it once its event is received. Never throws. */
  take(frame: DWClientDownStream, acknowledge: Acknowledge): void;
  stop(): void;
}

/** From callbacks to events. Those of one conversation are received in the order in which they came. */
export function createReceiving(options: ReceivingOptions): Receiving {
  const { settings, surroundings, webhooks, groups, cards, receive } = options;
  const { now, log, alert } = surroundings;
  const organisation = createOrganisation();
  const stopping = new AbortController();
  const chains = new Map<string, Promise<void>>();
  /** Cards' callbacks tell no names. */
  const names = remembered<string>({ most: MOST_NAMES });
  let waiting = 0;
  const takePress = createPresses({
    settings,
    surroundings,
    groups,
    organisation,
    cards,
    nameOf: (userId) => names.get(userId),
    inOrder,
    receive,
  });

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
        const pause = backoff({ first: receivePause, longest: LONGEST_PAUSE_MS }, failures);
        await delay(pause, undefined, { signal: stopping.signal });
      }
    }
  }

  function learnFrom(message: RobotMessage): void {
    const { chatbotCorpId, senderCorpId, senderStaffId, conversationType, conversationId } = message;
    organisation.learn(chatbotCorpId);
    if (senderStaffId !== '') {
      organisation.infer(senderCorpId);
      groups.learn({ channel: senderStaffId, direct: true });
    }
    if (conversationType === '2') groups.learn({ channel: conversationId, direct: false });
  }

  function remember(message: RobotMessage, event: InboundEvent): void {
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
    learnFrom(parsed.data);
    const event = decodeMessage(parsed.data, { tenant: settings.clientId, now: now(), organisation });
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

  return {
    take(frame, acknowledge) {
      if (frame.headers.topic === TOPIC_CARD) takePress(frame, acknowledge);
      else takeMessage(jsonOf(frame.data), acknowledge);
    },
    stop: () => stopping.abort(),
  };
}
