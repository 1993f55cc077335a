import { randomUUID } from 'node:crypto';
import { DeliveryError } from '../platform.ts';
import {
  addressOf,
  plainMessage,
  plainText,
  TEXT_ONLY,
  type AddressBook,
  type TextChannel,
} from '../text-channel.ts';
import { createAliyunGateway } from './aliyun.ts';
import type { SmsSettings } from './environment.ts';
import { GatewayRefusedError, type SmsGateway } from './gateway.ts';
import { createHttpGateway } from './http-gateway.ts';
import { phoneNumber } from './phone-number.ts';
import { createTwilioGateway } from './twilio.ts';

const NAME = 'sms';
const TIMEOUT_MS = 8_000;
/** No gateway can be asked whether it would take us without sending something. */
const TRY_AGAIN_MS = 10 * 60_000;

export interface SmsOptions {
  addresses: AddressBook;
  /** UTC ms. */
  now: () => number;
  fetch?: typeof fetch | undefined;
  /** For all of one message. */
  timeoutMs?: number | undefined;
}

/**
 * SMS by the gateway of the settings. The channel of a place is a handle of the address book. Where the gateway refuses
 * us, that shows in `health`; the outbox waits, and tries again after ten minutes.
 */
export function createSmsPlatform(settings: SmsSettings, options: SmsOptions): TextChannel {
  const { addresses, now, timeoutMs = TIMEOUT_MS } = options;
  const gateway = gatewayOf(settings, { fetch: options.fetch ?? fetch, now });
  let isRunning = false;
  let refusal: { reason: string; until: number } | undefined;

  async function send(address: string, text: string, key: string): Promise<void> {
    const to = phoneNumber(address, settings.country);
    if (to === undefined) {
      throw new DeliveryError('permanent', 'sms: what is on record is no mobile number', {
        obstacle: 'gone',
      });
    }
    try {
      await gateway.send(to, text, key, AbortSignal.timeout(timeoutMs));
      refusal = undefined;
    } catch (error) {
      if (error instanceof GatewayRefusedError) {
        refusal = { reason: error.message, until: now() + TRY_AGAIN_MS };
      }
      throw error;
    }
  }

  return {
    name: NAME,
    capabilities: TEXT_ONLY,
    tenant: () => '',
    health() {
      if (!isRunning) return { state: 'stopped' };
      return refusal && now() < refusal.until
        ? { state: 'refused', reason: refusal.reason }
        : { state: 'connected' };
    },

    async start() {
      isRunning = true;
    },
    async stop() {
      isRunning = false;
    },

    async send(to, message, { key }) {
      await send(await addressOf(addresses, to.channel, NAME), plainMessage(message), key);
      const lostFiles = message.files?.map(({ name }) => name) ?? [];
      return lostFiles.length > 0 ? { messageId: key, lostFiles } : { messageId: key };
    },

    sendNow: (address, { text }) => send(address, plainText(text), randomUUID()),
  };
}

function gatewayOf(
  settings: SmsSettings,
  { fetch: fetcher, now }: { fetch: typeof fetch; now: () => number },
): SmsGateway {
  switch (settings.provider) {
    case 'http':
      return createHttpGateway(settings, fetcher);
    case 'twilio':
      return createTwilioGateway(settings, fetcher);
    case 'aliyun':
      return createAliyunGateway(settings, { fetch: fetcher, now });
  }
}
