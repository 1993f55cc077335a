import type { Form } from '../platform.ts';

export interface SlackOptions {
  /** `xoxb-…`: for everything but the sockets. */
  botToken: string;
  /** `xapp-…`: for the sockets alone. */
  appToken: string;
  /** Ends with a slash. */
  apiUrl: string;
  /** The few words the adapter shows itself. */
  say: (key: string) => string;
  /** The buttons that ask for something first, by what they do. */
  forms?: Record<string, Form> | undefined;
  limits?: Partial<Limits> | undefined;
  timings?: Partial<Timings> | undefined;
}

/** What Slack allows; a figure is of the fact sheet where no other reason stands. */
export interface Limits {
  /** Posts in one channel: 1 a second, with short bursts. */
  postsPerSecond: number;
  burst: number;
  /** Calls a minute of a method of tier 3, e.g. `chat.update`, `reactions.add`, `conversations.history`. */
  callsPerMinute: number;
  /** Of `chat.postEphemeral` (tier 4). */
  privatePerMinute: number;
  /** Calls of `apps.connections.open` in `opensWindowMs`: never fast in a loop. */
  opens: number;
  opensWindowMs: number;
}

export const LIMITS: Limits = {
  postsPerSecond: 1,
  burst: 4,
  callsPerMinute: 50,
  privatePerMinute: 100,
  opens: 10,
  opensWindowMs: 60_000,
};

/** All in ms. */
export interface Timings {
  /** One call of the Web API; what takes longer may have arrived. */
  callMs: number;
  /** One file, up or down. */
  fileMs: number;
  /** Without a pong for this long a socket is dead (the SDK's 5 s is too short for a slow host). */
  clientPingMs: number;
  /** Without a ping from Slack, once there was one. */
  serverPingMs: number;
  /** From asking for a socket to Slack's `hello`. */
  helloMs: number;
  /** How long a socket that we close may wait for Slack's goodbye. */
  closeMs: number;
  /** The first wait after a failure; it doubles up to `longestRetryMs`. */
  retryMs: number;
  longestRetryMs: number;
  /** The longest wait while there is no connection to Slack at all. */
  longestUnreachedMs: number;
  /** The first wait after a token was refused, or Socket Mode switched off; it doubles up to `longestRefusedMs`. */
  refusedMs: number;
  longestRefusedMs: number;
  /** Without any socket for longer than this, the histories are read for what was missed. */
  outageMs: number;
  /** Sockets that close within this time are one reason to read the histories. */
  gatherMs: number;
  /** How long what comes in waits for what was missed in its channel: less than the 3 s in which Slack wants its answer. */
  behindMs: number;
  /** How long an event waits for one of before that comes over the other socket. */
  settleMs: number;
  /** Opening a form: Slack takes it for 3 s after the press, and wants the press acknowledged in them too. */
  formMs: number;
  /** Asking who somebody is: who waits for an answer isn't kept waiting longer by that. */
  introduceMs: number;
  /** An answer of `users.info` is good for this long. */
  profileMs: number;
}

export const TIMINGS: Timings = {
  callMs: 10_000,
  fileMs: 30_000,
  clientPingMs: 20_000,
  serverPingMs: 60_000,
  helloMs: 15_000,
  closeMs: 2_000,
  retryMs: 1_000,
  longestRetryMs: 30_000,
  longestUnreachedMs: 10_000,
  refusedMs: 10_000,
  longestRefusedMs: 300_000,
  outageMs: 5_000,
  gatherMs: 1_000,
  behindMs: 2_000,
  settleMs: 5,
  formMs: 2_000,
  introduceMs: 6_000,
  profileMs: 900_000,
};
