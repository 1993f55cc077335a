import { setTimeout } from 'node:timers/promises';

export interface DingtalkLimits {
  /** Messages a minute through the webhook of one conversation (facts: 20, then blocked for ten minutes). */
  webhookPerMinute: number;
  /** Calls a second to the API (facts: 20 per app and API). */
  apiPerSecond: number;
}

/** All in milliseconds. */
export interface DingtalkTimings {
  request: number;
  handshake: number;
  /** A socket without any frame for so long is asked whether it lives: the server sends one every 20 to 30 s. */
  quiet: number;
  /** One without any frame or answer for so long is replaced: that it is dead must show in 90 s. */
  silent: number;
  reconnect: number;
  longestReconnect: number;
  /** A socket that lived so long proves that the connection works. */
  stable: number;
  /** Between tries with credentials that were refused. */
  refusedRetry: number;
  /** So long the old socket stays after a new one has taken over, for acknowledgements on their way. */
  linger: number;
  /** Before an event that can't be stored is tried again; it doubles. */
  receivePause: number;
  download: number;
  /** A token is renewed so long before it ends. */
  tokenEarly: number;
  /** A session webhook isn't used in so long before it ends. */
  webhookEarly: number;
  profile: number;
  /** So long an event waits for a look-up. */
  lookUp: number;
  /** After a look-up that failed nothing is looked up for so long. */
  lookUpRest: number;
}

export interface DingtalkOptions {
  clientId: string;
  clientSecret: string;
  robotCode: string;
  /** `https://api.dingtalk.com` */
  apiUrl: string;
  /** `https://oapi.dingtalk.com` */
  oapiUrl: string;
  /** The interactive card of docs/dingtalk-card.md. Without it buttons are action cards, in direct chats only. */
  cardTemplateId?: string | undefined;
  /** Conversation ids of the desk's groups, whatever they look like. */
  groups?: readonly string[] | undefined;
  /** The words of `dingtalk.*` in the organisation's language. */
  say: (key: string) => string;
  limits?: Partial<DingtalkLimits> | undefined;
  timings?: Partial<DingtalkTimings> | undefined;
  /** 0 ≤ x < 1, for jitter. */
  random?: (() => number) | undefined;
  /** Resolves after so many milliseconds: how a download waits for its turn. */
  pause?: ((ms: number) => Promise<unknown>) | undefined;
}

export interface Settings extends DingtalkOptions {
  groups: readonly string[];
  limits: DingtalkLimits;
  timings: DingtalkTimings;
  random: () => number;
  pause: (ms: number) => Promise<unknown>;
}

// A little below what the vendor allows: its clock isn't ours.
const LIMITS: DingtalkLimits = { webhookPerMinute: 18, apiPerSecond: 18 };

const TIMINGS: DingtalkTimings = {
  request: 10_000,
  handshake: 10_000,
  quiet: 40_000,
  silent: 75_000,
  reconnect: 1_000,
  longestReconnect: 9_500,
  stable: 15_000,
  refusedRetry: 5 * 60_000,
  linger: 2_000,
  receivePause: 250,
  download: 30_000,
  tokenEarly: 5 * 60_000,
  webhookEarly: 60_000,
  profile: 24 * 60 * 60_000,
  lookUp: 2_000,
  lookUpRest: 60_000,
};

/** The options with the vendor's defaults. */
export function settingsOf(options: DingtalkOptions): Settings {
  return {
    ...options,
    apiUrl: options.apiUrl.replace(/\/+$/, ''),
    oapiUrl: options.oapiUrl.replace(/\/+$/, ''),
    limits: { ...LIMITS, ...options.limits },
    timings: { ...TIMINGS, ...options.timings },
    groups: options.groups ?? [],
    random: options.random ?? Math.random,
    pause: options.pause ?? setTimeout,
  };
}

/** True where `url` is plain http on this machine, as in tests: only there may others be plain too. */
export function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
