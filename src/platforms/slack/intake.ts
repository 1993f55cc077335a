import type { Form, InboundEvent, Place, PlatformAlert, Surroundings } from '../platform.ts';
import { remembered } from '../remembered.ts';
import type { SlackApi } from './api.ts';
import { decode } from './decode.ts';
import { encodeForm } from './form.ts';
import { inOrder } from './in-order.ts';
import { blockActions } from './frames.ts';
import type { Identity } from './origin.ts';
import { within } from './pause.ts';
import type { Envelope } from './socket.ts';

const MOST_REMEMBERED = 1_000;

export interface IntakeOptions {
  receive: (event: InboundEvent) => Promise<void>;
  self: () => Identity;
  api: Pick<SlackApi, 'call'>;
  forms: Record<string, Form>;
  say: (key: string) => string;
  surroundings: Pick<Surroundings, 'now' | 'log'>;
  alert: (alert: Pick<PlatformAlert, 'code' | 'text'>) => void;
  /** Resolves when what was missed at a place has been received. */
  caughtUp: (place: Place) => Promise<void>;
  behindMs: number;
  settleMs: number;
  formMs: number;
}

/**
 * Takes envelopes: what they mean is received first and acknowledged then; what can't be received is not, so that
 * Slack delivers it again. Within a conversation one comes after the other.
 */
export function createIntake(options: IntakeOptions): (envelope: Envelope) => Promise<void> {
  const { receive, self, surroundings, alert } = options;
  const { now, log } = surroundings;
  const keep = inOrder(receive, {
    ready: (place) => within(options.behindMs, options.caughtUp(place)),
    settleMs: options.settleMs,
  });
  const opened = remembered<true>({ most: MOST_REMEMBERED });

  /** True where the press has opened its form: there it is the form's submission that counts. */
  async function asksFirst(event: InboundEvent, body: unknown): Promise<boolean> {
    if (event.kind !== 'action' || event.input || !event.value) return false;
    const form = Object.hasOwn(options.forms, event.action) ? options.forms[event.action] : undefined;
    const trigger = blockActions.safeParse(body).data?.trigger_id;
    if (!form || !trigger) return false;
    const [key] = event.keys;
    if (opened.get(key)) return true;
    const { channel, thread } = event.place;
    const at = { channel, message: event.messageId, thread, action: event.action, value: event.value };
    const view = encodeForm(form, at, options.say('slack.cancel'));
    const opening = options.api.call('views.open', { trigger_id: trigger, view }).then(
      () => 'open',
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
    const outcome = (await within(options.formMs, opening)) ?? 'no answer in time';
    if (outcome !== 'open') {
      log.warn(
        { platform: 'slack', action: event.action, reason: outcome },
        'no form: the press counts as it is',
      );
      return false;
    }
    opened.set(key, true);
    return true;
  }

  return async ({ type, body, ack }) => {
    if (type === 'app_rate_limited') {
      alert({
        code: 'events-rate-limited',
        text: 'Slack held back events: more than 30,000 in an hour. What people wrote meanwhile may be missing.',
      });
      return ack();
    }
    const decoded = decode(type, body, { self: self(), now: now() });
    if (decoded.event) {
      if (!(await asksFirst(decoded.event, body))) await keep(decoded.event);
    } else if ('broken' in decoded) {
      log.warn({ platform: 'slack', kind: decoded.broken }, 'an event that can not be read');
    } else {
      log.info({ platform: 'slack', kind: decoded.ignored }, 'nothing to do');
    }
    return ack();
  };
}
