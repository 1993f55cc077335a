import type { Receiver } from '@slack/bolt';
import type { Health, PlatformAlert, Surroundings } from '../platform.ts';
import { isRefused, retryAfterOf, slackError } from './errors.ts';
import { backoff, pause } from './pause.ts';
import type { Limits, Timings } from './settings.ts';
import { openSocket, type Envelope, type Socket } from './socket.ts';

/** Slack gives each payload to any one of an app's sockets: with two a refresh leaves no gap. */
const SOCKETS = 2;
/** A dead line is noticed by the SDK after `clientPingMs`, and is given up two pings (a third of it each) later. */
const PINGS_TO_THE_END = 5 / 3;

export interface Connection extends Receiver {
  /** Only of the sockets and their token. */
  health(): Health;
}

export interface ConnectionOptions {
  appToken: string;
  apiUrl: string;
  timings: Timings;
  limits: Limits;
  log: Surroundings['log'];
  signal: AbortSignal;
  onEnvelope: (envelope: Envelope) => Promise<void>;
  /** There is a socket again after `outageMs` without any that surely worked; also the first time. */
  onBack: () => void;
  alert: (alert: Pick<PlatformAlert, 'code' | 'text'>) => void;
}

/** Keeps two sockets open until the signal aborts, whatever happens to them. */
export function createConnection(options: ConnectionOptions): Connection {
  const { timings, limits, log, signal, alert } = options;
  const mayOpen = opensAtMost(limits);
  const closing = new Set<Promise<void>>();
  const aborted = new Promise<string>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  let seats: Promise<void>[] = [];
  /** When the sockets that are up said hello, the oldest first. */
  const up: number[] = [];
  let downSince = -Infinity;
  let refusal: string | undefined;
  let stopped = false;

  /** Gives its time, by which it falls. */
  function rose(): number {
    const at = performance.now();
    up.push(at);
    refusal = undefined;
    if (up.length === 1 && at - downSince > timings.outageMs) options.onBack();
    return at;
  }

  /** A socket that closed may have been dead for as long as that takes to notice, and only one older than that covers it. */
  function fell(at: number, reason: string): void {
    up.splice(up.indexOf(at), 1);
    const silent = reason === 'closed' ? timings.clientPingMs * PINGS_TO_THE_END : 0;
    const lastSure = performance.now() - silent;
    const [oldest] = up;
    if (oldest === undefined) downSince = lastSure;
    else if (oldest - lastSure > timings.outageMs) options.onBack();
  }

  /** Opens a socket again and again until the program ends; one that goes is followed by the next at once. */
  async function seat(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      await mayOpen.wait(signal);
      if (signal.aborted) return;
      let wait: number;
      try {
        const socket = await openSocket(options);
        failures = 0;
        const reason = await sit(socket);
        log.info({ platform: 'slack', reason }, 'a socket ended');
        wait = reason === 'closed' ? Math.random() * timings.retryMs : waitAfter(reason);
      } catch (error) {
        failures += 1;
        wait = waitAfterFailure(error, failures);
      }
      await pause(wait, signal);
    }
  }

  /** Until the socket takes nothing more; the goodbye doesn't hold up the next one. */
  async function sit(socket: Socket): Promise<string> {
    const at = rose();
    const reason = await Promise.race([socket.ending, aborted]);
    fell(at, reason);
    const gone = socket
      .close()
      .catch((error: unknown) =>
        log.warn({ platform: 'slack', reason: nameOf(error) }, 'a socket did not close'),
      )
      .finally(() => closing.delete(gone));
    closing.add(gone);
    return reason;
  }

  /** Why Slack ended a socket; `warning` and `refresh_requested` are everyday. */
  function waitAfter(reason: string): number {
    if (reason === 'link_disabled') {
      const text = 'Socket Mode was switched off for the app: switch it on at api.slack.com/apps.';
      refusal = text;
      alert({ code: 'socket-mode-off', text });
      return timings.refusedMs;
    }
    return reason === 'too_many_websockets' ? timings.longestRetryMs : 0;
  }

  function waitAfterFailure(error: unknown, failures: number): number {
    const word = slackError(error);
    if (word !== undefined && (isRefused(error) || NOT_A_RATE.has(word))) {
      refusal = `SLACK_APP_TOKEN is refused by Slack (${word}): it must be an app-level token (xapp-…) with the scope connections:write.`;
      alert({ code: 'app-token-refused', text: refusal });
      return timings.refusedMs;
    }
    log.warn({ platform: 'slack', reason: word ?? nameOf(error), failures }, 'no socket');
    mayOpen.hold(retryAfterOf(error) ?? 0);
    return backoff(failures, timings);
  }

  return {
    init() {},
    async start() {
      seats = Array.from({ length: SOCKETS }, () => seat());
    },
    async stop() {
      stopped = true;
      await Promise.all(seats);
      await Promise.all(closing);
    },
    health() {
      if (stopped) return { state: 'stopped' };
      if (up.length > 0) return { state: 'connected' };
      return refusal === undefined ? { state: 'connecting' } : { state: 'refused', reason: refusal };
    },
  };
}

const NOT_A_RATE = new Set(['missing_scope', 'not_allowed_token_type', 'no_permission', 'app_not_found']);

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/** A sliding window over the calls of `apps.connections.open`, of all seats together. */
function opensAtMost({ opens, opensWindowMs }: Limits) {
  const taken: number[] = [];
  let notBefore = -Infinity;
  return {
    /** Slack wants no call for so many ms. */
    hold(ms: number): void {
      notBefore = Math.max(notBefore, performance.now() + ms);
    },
    async wait(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await pause(notBefore - performance.now(), signal);
        const at = performance.now();
        while (taken[0] !== undefined && at - taken[0] >= opensWindowMs) taken.shift();
        if (taken.length < opens) {
          taken.push(at);
          return;
        }
        await pause(opensWindowMs - (at - (taken[0] ?? at)) + 1, signal);
      }
    },
  };
}
