import type { InboundEvent, Surroundings } from '../platform.ts';
import type { Shares } from '../shares.ts';
import { encodePressed } from './encode.ts';
import type { Requests } from './requests.ts';
import { readTaskId } from './task-id.ts';
import type { Words } from './words.ts';

export interface PressesOptions {
  requests: Requests;
  shares: Shares;
  words: Words;
  answerMs: number;
  surroundings: Pick<Surroundings, 'now' | 'log' | 'sentMessage'>;
}

export interface Press {
  event: Extract<InboundEvent, { kind: 'action' }>;
  taskId: string;
  reqId: string;
  /** When it came, UTC ms. */
  at: number;
}

/**
 * Shows who pressed a button that it was received: his card loses its buttons. WeCom takes that within 5 s of the
 * press and once; where it fails the card stays as it is. Never throws.
 */
export function createPresses(options: PressesOptions): (press: Press) => Promise<void> {
  const { requests, shares, words, answerMs, surroundings } = options;
  const { now, log } = surroundings;

  async function answer({ event, taskId, reqId, at }: Press): Promise<void> {
    const { place, messageId, action, value } = event;
    const sent = await surroundings.sentMessage(place, messageId);
    const label = sent?.buttons?.find((button) => button.id === action && button.value === value)?.label;
    if (!sent || label === undefined) return;
    const { card } = readTaskId(taskId);
    const encoding = { words, messageId, channel: place.channel, retry: '' };
    const shown = encodePressed(sent, { encoding, card, label, id: taskId });
    if (!shown) return;
    if (now() - at > answerMs) {
      log.info({ platform: 'wecom' }, 'too late to show a press');
      return;
    }
    if (shares.take(place.channel, 1) > 0) {
      log.info({ platform: 'wecom' }, 'no room to show a press');
      return;
    }
    const done = shares.begin(place.channel);
    try {
      const body = {
        response_type: 'update_template_card',
        userids: [event.sender.userId],
        template_card: shown,
      };
      await requests.request('aibot_respond_update_msg', body, { reqId });
    } finally {
      done();
    }
  }

  return async (press) => {
    try {
      if (press.reqId !== '') await answer(press);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      log.warn({ platform: 'wecom', error: name }, 'a press was not shown as received');
    }
  };
}
