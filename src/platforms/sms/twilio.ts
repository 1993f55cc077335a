import { z } from 'zod';
import { DeliveryError, type Obstacle } from '../platform.ts';
import {
  callGateway,
  GatewayRefusedError,
  limited,
  statusError,
  type GatewayAnswer,
  type SmsGateway,
} from './gateway.ts';

export interface TwilioSettings {
  /** `https://api.twilio.com`, or a region's. */
  base: string;
  accountSid: string;
  authToken: string;
  /** Our number, or the sender's name where the country knows such. */
  from: string;
}

const refusal = z.object({ code: z.number().optional() });

/** https://www.twilio.com/docs/api/errors: what is wrong with the one message. */
const OBSTACLES: Readonly<Record<number, Obstacle>> = {
  21211: 'gone',
  21214: 'gone',
  21217: 'gone',
  21614: 'gone',
  21408: 'not-permitted',
  21608: 'unreachable',
  21610: 'unreachable',
  21612: 'unreachable',
  21602: 'content',
  21617: 'content',
};
/** Account or sender: wrong, closed, or not fit for SMS. */
const OURS = new Set([20003, 20005, 20404, 21212, 21603, 21606, 21659, 30002, 90010]);
/** Requests a second, and a full queue of the sender. */
const LIMITS = new Set([20429, 21611]);

/**
 * Twilio's Messages resource, API 2010-04-01: `201 Created` means that it is queued, an error is JSON with `code`
 * (https://www.twilio.com/docs/messaging/api/message-resource).
 */
export function createTwilioGateway(settings: TwilioSettings, fetcher: typeof fetch): SmsGateway {
  const { base, accountSid, authToken, from } = settings;
  const url = `${base.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return {
    async send(to, text, _key, signal) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization };
      const body = new URLSearchParams({ To: to, From: from, Body: text }).toString();
      const answer = await callGateway(fetcher, { url, headers, body }, signal);
      if (answer.status < 200 || answer.status >= 300) throw errorIn(answer);
    },
  };
}

function errorIn(answer: GatewayAnswer): DeliveryError {
  const code = refusal.safeParse(answer.body).data?.code;
  if (code === undefined) return statusError(answer);
  const what = `Twilio ${code}`;
  if (OURS.has(code)) {
    return new GatewayRefusedError(
      `sms: the gateway refuses our account or sender (${what}): see SMS_ACCOUNT, SMS_SECRET, SMS_FROM`,
    );
  }
  if (LIMITS.has(code)) return limited(what, answer.retryAfterMs);
  const obstacle = OBSTACLES[code];
  if (obstacle === undefined) return statusError(answer, what);
  return new DeliveryError('permanent', `sms: the gateway refuses the message (${what})`, { obstacle });
}
