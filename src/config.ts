import { z } from 'zod';

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'A number from 0 to 65535')
  .transform(Number)
  .refine((number) => number <= 65_535, 'A number from 0 to 65535');
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
        'anybody. Leave HOST at 127.0.0.1, and put nothing in front of it.',
    )
    .default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'An address such as https://desk.example.com' })
    .optional(),
  CONTENT_DIR: z.string().min(1).default('./prompts'),
  DESK_L1: deskChannel.optional(),
  DESK_L2: deskChannel.optional(),
  DESK_EXPERT: deskChannel.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOCALE: z.enum(['zh-CN', 'en']).optional(),
  TZ_DESK: z.string().refine(isTimeZone, 'A time zone such as Asia/Shanghai').optional(),
});

/** What the environment says, checked. Nothing in it is needed to start. */
export interface Config {
  databaseUrl: string;
  host: string;
  port: number;
  publicUrl: string | undefined;
  contentDir: string;
  deskChannels: { L1?: string | undefined; L2?: string | undefined; expert?: string | undefined };
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
    const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new ConfigError(['The environment has mistakes:', ...lines].join('\n'));
  }
  const settings = parsed.data;
  return {
    databaseUrl: settings.DATABASE_URL,
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: settings.PUBLIC_URL,
    contentDir: settings.CONTENT_DIR,
    deskChannels: { L1: settings.DESK_L1, L2: settings.DESK_L2, expert: settings.DESK_EXPERT },
    logLevel: settings.LOG_LEVEL,
    locale: settings.LOCALE,
    timeZone: settings.TZ_DESK,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
