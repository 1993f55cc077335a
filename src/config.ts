import { z } from 'zod';
import { directoryIn, directoryVariables } from './identity/accounts/environment.ts';
import type { DirectorySettings } from './identity/accounts/settings.ts';
import { modelIn, modelVariables } from './model/environment.ts';
import type { ModelSettings } from './model/settings.ts';
import { mailIn, mailVariables, type MailSettings } from './platforms/mail/environment.ts';
import { smsIn, smsVariables, type SmsSettings } from './platforms/sms/environment.ts';
import type { RevocationSettings } from './session-revocation.ts';
import { isTimeZone } from './tickets/sla/calendar.ts';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'A number from 0 to 65535')
  .transform(Number)
  .refine((number) => number <= 65_535, 'A number from 0 to 65535');
const secretText = z.string().min(1);
const webAddress = z.url({ protocol: /^https?$/, error: 'An address such as https://example.com' });
const deskChannel = z.string().regex(/^[a-z]+:\S+$/, 'platform:channel, e.g. web:l1');

const environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)/, 'file:path or postgres://…')
    .default('file:./data/deskline.db'),
  HOST: z
    .string()
    .refine(
      isLoopback,
      'It can be reached from other machines, and the built-in demo has no log-in, so anybody could act as ' +
        'anybody. Leave HOST at 127.0.0.1; a reverse proxy goes onto this machine, and only beside a chat platform.',
    )
    .default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'An address such as https://desk.example.com' })
    .optional(),
  CONTENT_DIR: z.string().min(1).default('./prompts'),
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith('xoxb-', 'The bot token of the app, which begins with xoxb-')
    .optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'The app-level token, which begins with xapp-').optional(),
  SLACK_API_URL: webAddress.default('https://slack.com/api/'),
  DINGTALK_CLIENT_ID: secretText.optional(),
  DINGTALK_CLIENT_SECRET: secretText.optional(),
  DINGTALK_ROBOT_CODE: secretText.optional(),
  DINGTALK_API_URL: webAddress.default('https://api.dingtalk.com'),
  DINGTALK_OAPI_URL: webAddress.default('https://oapi.dingtalk.com'),
  DINGTALK_CARD_TEMPLATE_ID: secretText.optional(),
  WECOM_BOT_ID: secretText.optional(),
  WECOM_BOT_SECRET: secretText.optional(),
  WECOM_WS_URL: z
    .url({ protocol: /^wss?$/, error: 'An address such as wss://openws.work.weixin.qq.com' })
    .default('wss://openws.work.weixin.qq.com'),
  WECOM_ACCEPT_ENCRYPTED_IDS: z.enum(['true', 'false'], 'true or false').default('false'),
  DESK_L1: deskChannel.optional(),
  DESK_L2: deskChannel.optional(),
  DESK_EXPERT: deskChannel.optional(),
  ...modelVariables,
  ...directoryVariables,
  ...mailVariables,
  ...smsVariables,
  SECRET_KEY: z.string().min(32, 'At least 32 characters, e.g. of openssl rand -base64 32').optional(),
  REVOCATION_URL: webAddress.optional(),
  REVOCATION_SECRET: z.string().min(16, 'At least 16 characters').optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOCALE: z.enum(['zh-CN', 'en']).optional(),
  TZ_DESK: z.string().refine(isTimeZone, 'A time zone such as Asia/Shanghai').optional(),
});

/** How to reach each platform that is configured. */
export interface PlatformSettings {
  slack?: { botToken: string; appToken: string; apiUrl: string } | undefined;
  dingtalk?:
    | {
        clientId: string;
        clientSecret: string;
        robotCode: string;
        apiUrl: string;
        oapiUrl: string;
        cardTemplateId: string | undefined;
      }
    | undefined;
  wecom?: { botId: string; secret: string; wsUrl: string; acceptEncryptedIds: boolean } | undefined;
}

/** What the environment says, checked. Nothing in it is needed to start. */
export interface Config {
  platforms: PlatformSettings;
  /** Without any other platform the built-in one has people to try it as. */
  demo: boolean;
  databaseUrl: string;
  host: string;
  port: number;
  publicUrl: string | undefined;
  contentDir: string;
  deskChannels: { L1?: string | undefined; L2?: string | undefined; expert?: string | undefined };
  /** Undefined where none is configured: everything works without. */
  model: ModelSettings | undefined;
  /** The company's directory; people come from it, and passwords are reset in it. */
  directory: DirectorySettings | undefined;
  mail: MailSettings | undefined;
  sms: SmsSettings | undefined;
  /** The operator's secret: with it codes, contacts and the security log are keyed. */
  secretKey: string | undefined;
  revocation: RevocationSettings | undefined;
  logLevel: string;
  locale: 'zh-CN' | 'en' | undefined;
  timeZone: string | undefined;
}

/** Variables that are wrong: each with its name and what is wrong with it, never with its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads the settings. A blank variable counts as unset. Throws a ConfigError naming every wrong variable. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    throw mistakes(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const settings = parsed.data;
  const halves = PAIRS.flatMap((pair) => missingHalf(settings, pair));
  const { model, mistakes: ofModel } = modelIn(settings, env);
  const { directory, mistakes: ofDirectory } = directoryIn(settings);
  const { mail, mistakes: ofMail } = mailIn(settings);
  const { sms, mistakes: ofSms } = smsIn(settings);
  const wrong = [...halves, ...ofModel, ...ofDirectory, ...ofMail, ...ofSms];
  if (wrong.length > 0) throw mistakes(wrong);
  const platforms = platformsIn(settings);
  return {
    platforms,
    demo: Object.values(platforms).every((one) => one === undefined),
    databaseUrl: settings.DATABASE_URL,
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    contentDir: settings.CONTENT_DIR,
    deskChannels: { L1: settings.DESK_L1, L2: settings.DESK_L2, expert: settings.DESK_EXPERT },
    model,
    directory,
    mail,
    sms,
    secretKey: settings.SECRET_KEY,
    revocation: revocationIn(settings),
    logLevel: settings.LOG_LEVEL,
    locale: settings.LOCALE,
    timeZone: settings.TZ_DESK,
  };
}

type Settings = z.infer<typeof environment>;

/** Variables that only mean something together. */
const PAIRS = [
  ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
  ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'],
  ['WECOM_BOT_ID', 'WECOM_BOT_SECRET'],
  ['REVOCATION_URL', 'REVOCATION_SECRET'],
] as const;

function missingHalf(settings: Settings, pair: (typeof PAIRS)[number]): string[] {
  const missing = pair.filter((name) => settings[name] === undefined);
  const [name] = missing;
  const other = pair.find((one) => one !== name);
  return name && missing.length === 1 ? [`${name}: It is needed beside ${other}`] : [];
}

function platformsIn(settings: Settings): PlatformSettings {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET } = settings;
  const { WECOM_BOT_ID, WECOM_BOT_SECRET } = settings;
  return {
    slack:
      SLACK_BOT_TOKEN && SLACK_APP_TOKEN
        ? { botToken: SLACK_BOT_TOKEN, appToken: SLACK_APP_TOKEN, apiUrl: settings.SLACK_API_URL }
        : undefined,
    dingtalk:
      DINGTALK_CLIENT_ID && DINGTALK_CLIENT_SECRET
        ? {
            clientId: DINGTALK_CLIENT_ID,
            clientSecret: DINGTALK_CLIENT_SECRET,
            robotCode: settings.DINGTALK_ROBOT_CODE ?? DINGTALK_CLIENT_ID,
            apiUrl: settings.DINGTALK_API_URL,
            oapiUrl: settings.DINGTALK_OAPI_URL,
            cardTemplateId: settings.DINGTALK_CARD_TEMPLATE_ID,
          }
        : undefined,
    wecom:
      WECOM_BOT_ID && WECOM_BOT_SECRET
        ? {
            botId: WECOM_BOT_ID,
            secret: WECOM_BOT_SECRET,
            wsUrl: settings.WECOM_WS_URL,
            acceptEncryptedIds: settings.WECOM_ACCEPT_ENCRYPTED_IDS === 'true',
          }
        : undefined,
  };
}

function revocationIn({
  REVOCATION_URL: url,
  REVOCATION_SECRET: secret,
}: Settings): RevocationSettings | undefined {
  return url && secret ? { url, secret } : undefined;
}

function mistakes(lines: readonly string[]): ConfigError {
  return new ConfigError(['The environment has mistakes:', ...lines.map((line) => `  ${line}`)].join('\n'));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
