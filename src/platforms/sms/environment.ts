import { z } from 'zod';
import { isLoopback } from '../text-channel.ts';
import type { AliyunSettings } from './aliyun.ts';
import type { HttpGatewaySettings } from './http-gateway.ts';
import { COUNTRY_CODE } from './phone-number.ts';
import type { TwilioSettings } from './twilio.ts';

/** Which gateway sends SMS, and for whose country numbers without a country code are. */
export type SmsSettings = { country: string } & (
  | ({ provider: 'http' } & HttpGatewaySettings)
  | ({ provider: 'twilio' } & TwilioSettings)
  | ({ provider: 'aliyun' } & AliyunSettings)
);

/** What a header, or one line of a form, can carry. */
const filled = z.string().regex(/^[^\p{Cc}]+$/u, 'One line that isn\u2019t empty');
/** Goes into a header as it is. */
const printable = z.string().regex(/^[\x20-\x7e]+$/, 'Only letters, digits and signs of ASCII');

/** The variables of the optional SMS. */
export const smsVariables = {
  SMS_PROVIDER: z.enum(['http', 'twilio', 'aliyun'], 'http, twilio or aliyun').optional(),
  SMS_URL: z
    .url({ protocol: /^https?$/, error: 'An address such as https://sms.example.com/send' })
    .refine((address) => !/[#@]/.test(address), 'An address without a user or #')
    .optional(),
  SMS_TOKEN: printable.optional(),
  SMS_ACCOUNT: printable.optional(),
  SMS_SECRET: printable.optional(),
  SMS_FROM: filled.optional(),
  SMS_TEMPLATE: filled.optional(),
  SMS_COUNTRY: z.string().regex(COUNTRY_CODE, 'A calling code such as +86').default('+86'),
};

type Variables = z.infer<z.ZodObject<typeof smsVariables>>;
type Name = Exclude<keyof typeof smsVariables, 'SMS_COUNTRY' | 'SMS_PROVIDER'>;

const NEEDED = {
  http: ['SMS_URL', 'SMS_TOKEN'],
  twilio: ['SMS_ACCOUNT', 'SMS_SECRET', 'SMS_FROM'],
  aliyun: ['SMS_ACCOUNT', 'SMS_SECRET', 'SMS_FROM', 'SMS_TEMPLATE'],
} as const satisfies Record<SmsSettings['provider'], readonly Name[]>;
const NAMES = ['SMS_URL', 'SMS_TOKEN', 'SMS_ACCOUNT', 'SMS_SECRET', 'SMS_FROM', 'SMS_TEMPLATE'] as const;
const TWILIO = 'https://api.twilio.com';
const ALIYUN = 'https://dysmsapi.aliyuncs.com';

/** What the variables of SMS say together, or what is wrong between them; a mistake never tells a value. */
export function smsIn(settings: Variables): { sms: SmsSettings | undefined; mistakes: string[] } {
  const { SMS_PROVIDER: provider, SMS_COUNTRY: country } = settings;
  if (provider === undefined) {
    const alone = NAMES.find((name) => settings[name] !== undefined);
    return { sms: undefined, mistakes: alone ? [`SMS_PROVIDER: It is needed beside ${alone}`] : [] };
  }
  const mistakes = [
    ...NEEDED[provider]
      .filter((name) => settings[name] === undefined)
      .map((name) => `${name}: It is needed beside SMS_PROVIDER=${provider}`),
    ...plainTraffic(settings.SMS_URL),
  ];
  if (mistakes.length > 0) return { sms: undefined, mistakes };
  const value = (name: Name) => settings[name] ?? '';
  switch (provider) {
    case 'http':
      return { sms: { provider, country, url: value('SMS_URL'), token: value('SMS_TOKEN') }, mistakes };
    case 'twilio': {
      const [accountSid, authToken, from] = [value('SMS_ACCOUNT'), value('SMS_SECRET'), value('SMS_FROM')];
      const base = settings.SMS_URL ?? TWILIO;
      return { sms: { provider, country, base, accountSid, authToken, from }, mistakes };
    }
    case 'aliyun': {
      const [accessKeyId, accessKeySecret] = [value('SMS_ACCOUNT'), value('SMS_SECRET')];
      const [signName, templateCode] = [value('SMS_FROM'), value('SMS_TEMPLATE')];
      const base = settings.SMS_URL ?? ALIYUN;
      return {
        sms: { provider, country, base, accessKeyId, accessKeySecret, signName, templateCode },
        mistakes,
      };
    }
  }
}

/** Without TLS everybody on the way reads the codes. */
function plainTraffic(address: string | undefined): string[] {
  if (address === undefined) return [];
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || isLoopback(hostname) ? [] : ['SMS_URL: It must begin with https://'];
}
