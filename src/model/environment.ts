import { isIP } from 'node:net';
import { z } from 'zod';
import type { ModelSettings } from './settings.ts';

const filled = z.string().min(1);
const host = /^(?!-)(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/;
const amount = String.raw`\d+(?:\.\d+)?`;

/** Whose pages our own articles name. */
const VENDORS = [
  'aka.ms',
  'outlook.office.com',
  'www.office.com',
  'login.microsoftonline.com',
  'myaccount.microsoft.com',
  'teams.microsoft.com',
  'www.icloud.com',
  'work.weixin.qq.com',
  'zoom.us',
];

/** The variables of the optional model. */
export const modelVariables = {
  OPENAI_API_KEY: filled.optional(),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'An address such as https://api.openai.com/v1' })
    .refine((address) => !/[?#@]/.test(address), 'An address without a user, ? or #')
    .optional(),
  OPENAI_CHAT_MODEL: filled.optional(),
  OPENAI_EMBEDDING_MODEL: filled.optional(),
  OPENAI_VISION_MODEL: filled.optional(),
  OPENAI_TIMEOUT_MS: whole(1_000, 120_000, 15_000),
  OPENAI_DAILY_TOKENS: whole(0, 1_000_000_000, 1_000_000),
  OPENAI_LOCAL: z.enum(['true', 'false'], 'true or false').default('false'),
  OPENAI_LINK_HOSTS: z
    .string()
    .transform((list) =>
      (list.trim() === 'none' ? '' : list)
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter((one) => one !== ''),
    )
    .refine(
      (hosts) => hosts.every((one) => host.test(one)),
      'Names of hosts with commas, e.g. help.example.com',
    )
    .default([...VENDORS]),
  OPENAI_PRICES: z
    .string()
    .regex(new RegExp(`^${amount} ${amount} [A-Z]{3}$`), 'Input, output and currency, e.g. 0.15 0.60 USD')
    .transform((text) => {
      const [input, output, currency = ''] = text.split(' ');
      return { input: Number(input), output: Number(output), currency };
    })
    .optional(),
};

type Variables = z.infer<z.ZodObject<typeof modelVariables>>;

/** What the model's variables say together, or what is wrong between them. A key alone, as many a machine has one, is no model. */
export function modelIn(
  settings: Variables,
  env: Record<string, string | undefined>,
): { model: ModelSettings | undefined; mistakes: string[] } {
  const named = (['OPENAI_CHAT_MODEL', 'OPENAI_EMBEDDING_MODEL', 'OPENAI_VISION_MODEL'] as const).filter(
    (name) => settings[name] !== undefined,
  );
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: address } = settings;
  if (named.length === 0) {
    return address
      ? { model: undefined, mistakes: ['OPENAI_CHAT_MODEL: It is needed beside OPENAI_BASE_URL'] }
      : { model: undefined, mistakes: [] };
  }
  if (!apiKey && !address) {
    return {
      model: undefined,
      mistakes: [`OPENAI_API_KEY: It, or OPENAI_BASE_URL, is needed beside ${named[0]}`],
    };
  }
  const baseUrl = address ?? 'https://api.openai.com/v1';
  const isLocal = settings.OPENAI_LOCAL === 'true';
  return {
    model: {
      baseUrl,
      apiKey,
      chatModel: settings.OPENAI_CHAT_MODEL,
      embeddingModel: settings.OPENAI_EMBEDDING_MODEL,
      visionModel: settings.OPENAI_VISION_MODEL,
      timeoutMs: settings.OPENAI_TIMEOUT_MS,
      dailyTokens: settings.OPENAI_DAILY_TOKENS,
      local: isLocal,
      linkHosts: settings.OPENAI_LINK_HOSTS,
      prices: settings.OPENAI_PRICES,
    },
    mistakes: [...plainTraffic(baseUrl, isLocal), ...unverified(baseUrl, env)],
  };
}

/** Without TLS everybody on the way reads the key and the questions. */
function plainTraffic(baseUrl: string, isLocal: boolean): string[] {
  const { protocol, hostname } = new URL(baseUrl);
  const isHere =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  return protocol === 'https:' || isHere || isLocal
    ? []
    : [
        'OPENAI_BASE_URL: It must begin with https://, unless the endpoint is the company’s own (OPENAI_LOCAL=true)',
      ];
}

function unverified(baseUrl: string, env: Record<string, string | undefined>): string[] {
  return baseUrl.startsWith('https:') && env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
    ? [
        'NODE_TLS_REJECT_UNAUTHORIZED: With 0 the endpoint’s certificate isn’t checked; name the authority in NODE_EXTRA_CA_CERTS',
      ]
    : [];
}

function whole(least: number, most: number, standard: number) {
  const hint = `A whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, hint)
    .transform(Number)
    .refine((number) => number >= least && number <= most, hint)
    .default(standard);
}
