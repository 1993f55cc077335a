import type { Receiver } from '@slack/bolt';
import type { Health, PlatformAlert, Surroundings } from '../platform.ts';
import { isRefused, isUnanswered, neverSent, slackError } from './errors.ts';
import { createOpenings } from './openings.ts';
import { STEADY_CLOCK, type Clock } from './pause.ts';
import type { Limits, Timings } from './settings.ts';
import { openSocket, type Envelope, type Socket } from './socket.ts';
import { failureWait, refusalWait } from './waits.ts';

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
  /** Events may have been missed: there is a first socket, one again after an outage, or one has closed. */
  onGap: () => void;
  alert: (alert: Pick<PlatformAlert, 'code' | 'text'>) => void;
  clock?: Clock | undefined;
  open?: typeof openSocket | undefined;
}

/** A socket that takes events, and when it said hello. */
interface Live {
  socket: Socket;
  at: number;
}

/** Keeps two sockets open until the signal aborts, whatever happens to them. */
export function createConnection(options: ConnectionOptions): Connection {
  const { timings, limits, log, signal, alert, onGap, clock = STEADY_CLOCK, open = openSocket } = options;
  const openings = createOpenings(limits, clock);
  const closing = new Set<Promise<void>>();
  const aborted = new Promise<string>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  let seats: Promise<void>[] = [];
  /** When the sockets that are up said hello, the oldest first. */
  const up: number[] = [];
  /** Without any socket one seat tries for all. */
  let first: Promise<void> | undefined;
  let failures = 0;
  let refusals = 0;
  let downSince = -Infinity;
  let gathering = false;
  let refusal: string | undefined;
  let stopped = false;

  /** Gives its time, by which it falls. */
  function rose(): number {
    const at = clock.now();
    up.push(at);
    refusal = undefined;
    if (up.length === 1 && at - downSince > timings.outageMs) onGap();
    return at;
  }

  /** A socket that closed may have been dead for as long as that takes to notice, and what went there is perhaps lost. */
  function fell(at: number, reason: string): void {
    up.splice(up.indexOf(at), 1);
    const isSudden = reason === 'closed';
    if (up.length === 0) downSince = clock.now() - (isSudden ? timings.clientPingMs * PINGS_TO_THE_END : 0);
    else if (isSudden) void gather();
  }

  async function gather(): Promise<void> {
    if (gathering) return;
    gathering = true;
    await clock.pause(timings.gatherMs, signal);
    gathering = false;
    if (!signal.aborted) onGap();
  }

  /** Opens a socket again and again until the program ends; one that goes is followed by the next at once. */
  async function seat(): Promise<void> {
    while (!signal.aborted) {
      if (up.length === 0 && first) {
        await first;
        continue;
      }
      const tried = attempt();
      if (up.length === 0) {
        first = tried.then(() => {
          first = undefined;
        });
      }
      const live = await tried;
      if (live) await clock.pause(waitAfter(await sit(live)), signal);
    }
  }

  /** Never rejects: a failure makes all seats wait. */
  async function attempt(): Promise<Live | undefined> {
    const takeBack = await openings.take(() => up.length === 0, signal);
    if (!takeBack) return undefined;
    try {
      const socket = await open(options);
      failures = 0;
      return { socket, at: rose() };
    } catch (error) {
      if (isUnanswered(error) && neverSent(error)) takeBack();
      openings.hold(waitAfterFailure(error));
      return undefined;
    }
  }

  /** Until the socket takes nothing more; the goodbye doesn't hold up the next one. */
  async function sit({ socket, at }: Live): Promise<string> {
    const reason = await Promise.race([socket.ending, aborted]);
    fell(at, reason);
    log.info({ platform: 'slack', reason }, 'a socket ended');
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
      return refused(
        'socket-mode-off',
        'Socket Mode was switched off for the app: switch it on at api.slack.com/apps.',
      );
    }
    refusals = 0;
    if (reason === 'closed') return Math.random() * timings.retryMs;
    return reason === 'too_many_websockets' ? timings.longestRetryMs : 0;
  }

  function waitAfterFailure(error: unknown): number {
    const word = slackError(error);
    if (word !== undefined && (isRefused(error) || NOT_A_RATE.has(word))) {
      const text = `SLACK_APP_TOKEN is refused by Slack (${word}): it must be an app-level token (xapp-…) with the scope connections:write.`;
      return refused('app-token-refused', text);
    }
    failures += 1;
    log.warn({ platform: 'slack', reason: word ?? nameOf(error), failures }, 'no socket');
    return failureWait(error, failures, timings);
  }

  function refused(code: string, text: string): number {
    refusal = text;
    refusals += 1;
    alert({ code, text });
    return refusalWait(refusals, timings);
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
