import { createHash, createHmac, randomUUID } from 'node:crypto';
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

export interface AliyunSettings {
  /** `https://dysmsapi.aliyuncs.com`, or a region's. */
  base: string;
  accessKeyId: string;
  accessKeySecret: string;
  signName: string;
  /** Of a template whose only variable is `${text}`. */
  templateCode: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const MINUTE_MS = 60_000;

const said = z.object({ Code: z.string() });

interface Rule {
  codes: RegExp;
  error: (what: string, answer: GatewayAnswer) => DeliveryError;
}

/** https://help.aliyun.com/document_detail/101346.html; the first that fits. */
const RULES: readonly Rule[] = [
  // So many a minute, an hour and a day to one number: which of them is only in its words.
  { codes: /^isv\.BUSINESS_LIMIT_CONTROL$/, error: (what) => limited(what, MINUTE_MS) },
  { codes: /^Throttling/, error: (what, { retryAfterMs }) => limited(what, retryAfterMs) },
  {
    codes: /^isv\.(?:DAY|MONTH)_LIMIT_CONTROL$/,
    error: (what) =>
      new DeliveryError('limited', `sms: the quota set at the gateway is used up (${what})`, {
        obstacle: 'quota',
        retryAfterMs: 30 * MINUTE_MS,
      }),
  },
  { codes: /^isv\.MOBILE_NUMBER_ILLEGAL$/, error: (what) => refused(what, 'gone') },
  { codes: /^isv\.DOMESTIC_NUMBER_NOT_SUPPORTED$/, error: (what) => refused(what, 'unreachable') },
  {
    codes: /^isv\.(?:SMS_CONTENT_ILLEGAL|BLACK_KEY_CONTROL_LIMIT|PARAM_LENGTH_LIMIT|PARAM_NOT_SUPPORT_URL)$/,
    error: (what) => refused(what, 'content'),
  },
  {
    codes: /^isv\.(?:OUT_OF_SERVICE|AMOUNT_NOT_ENOUGH)$/,
    error: (what) => new GatewayRefusedError(`sms: the gateway\u2019s account is empty (${what})`, 'quota'),
  },
  {
    codes:
      /^(?:isp\.RAM_PERMISSION_DENY|isv\.(?:PRODUCT_UN_?SUBSCRI\w+|ACCOUNT_\w+|SMS_TEMPLATE_\w+|TEMPLATE_\w+|SMS_SIGN\w*|SIGN_\w+|DENY_IP_RANGE)|InvalidAccessKeyId.*|SignatureDoesNotMatch|IncompleteSignature|InvalidTimeStamp.*|Forbidden.*|NoPermission.*)$/,
    error: (what) =>
      new GatewayRefusedError(
        `sms: the gateway refuses our account, signature name or template (${what}): see SMS_ACCOUNT, SMS_SECRET, SMS_FROM, SMS_TEMPLATE, and the clock`,
      ),
  },
  {
    codes: /^(?:isp\.SYSTEM_ERROR|SignatureNonceUsed|ServiceUnavailable.*|Internal.*)$/,
    error: (what) => new DeliveryError('transient', `sms: the gateway can\u2019t just now (${what})`),
  },
];

/**
 * Aliyun's SendSms, API 2017-05-25: only texts of a template that was approved, ours as its variable `text`
 * (https://help.aliyun.com/document_detail/419273.html). Its HTTP status says little: what counts is `Code`.
 */
export function createAliyunGateway(
  settings: AliyunSettings,
  { fetch: fetcher, now }: { fetch: typeof fetch; now: () => number },
): SmsGateway {
  const { base, accessKeyId, accessKeySecret, signName, templateCode } = settings;
  const { origin, host } = new URL(base);
  return {
    async send(to, text, key, signal) {
      const query = canonicalQuery({
        PhoneNumbers: numberOf(to),
        SignName: signName,
        TemplateCode: templateCode,
        TemplateParam: JSON.stringify({ text }),
        // Ours, which comes back in reports; a repeat isn't refused by it.
        OutId: createHash('sha256').update(key).digest('hex').slice(0, 32),
      });
      const headers = {
        'x-acs-action': 'SendSms',
        'x-acs-version': '2017-05-25',
        'x-acs-date': new Date(now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
        'x-acs-signature-nonce': randomUUID(),
        'x-acs-content-sha256': sha256(''),
      };
      const authorization = signV3(
        { query, headers: { ...headers, host } },
        { accessKeyId, accessKeySecret },
      );
      const request = { url: `${origin}/?${query}`, headers: { ...headers, authorization } };
      const answer = await callGateway(fetcher, request, signal);
      const failure = errorIn(answer);
      if (failure) throw failure;
    },
  };
}

/**
 * The `Authorization` of a POST to `/` without a body, by signature V3
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature). `query` is canonical,
 * and `headers`, their names in small letters, are all signed.
 */
export function signV3(
  { query, headers }: { query: string; headers: Readonly<Record<string, string>> },
  { accessKeyId, accessKeySecret }: Pick<AliyunSettings, 'accessKeyId' | 'accessKeySecret'>,
): string {
  const names = Object.keys(headers).toSorted();
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('');
  const signed = names.join(';');
  const request = ['POST', '/', query, lines, signed, headers['x-acs-content-sha256'] ?? ''].join('\n');
  const signature = createHmac('sha256', accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(request)}`)
    .digest('hex');
  return `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${signed},Signature=${signature}`;
}

/** Sorted, and encoded as RFC 3986 has it: `encodeURIComponent` leaves five characters that are reserved there. */
function canonicalQuery(parameters: Readonly<Record<string, string>>): string {
  const encoded = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return Object.entries(parameters)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
}

/** A number in China without its country code, others with it and without the `+`. */
function numberOf(to: string): string {
  return to.startsWith('+86') ? to.slice(3) : to.slice(1);
}

function errorIn(answer: GatewayAnswer): DeliveryError | undefined {
  const code = said.safeParse(answer.body).data?.Code;
  const isTaken = answer.status >= 200 && answer.status < 300;
  if (code === undefined) {
    return isTaken
      ? new DeliveryError('unknown', 'sms: the gateway\u2019s answer can\u2019t be read')
      : statusError(answer);
  }
  if (code === 'OK') return isTaken ? undefined : statusError(answer);
  const what = `Aliyun ${/^[\w.]{1,60}$/.test(code) ? code : 'refusal'}`;
  const rule = RULES.find(({ codes }) => codes.test(code));
  if (rule) return rule.error(what, answer);
  return isTaken ? refused(what, 'content') : statusError(answer, what);
}

function refused(what: string, obstacle: Obstacle): DeliveryError {
  return new DeliveryError('permanent', `sms: the gateway refuses the message (${what})`, { obstacle });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
