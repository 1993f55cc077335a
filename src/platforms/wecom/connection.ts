import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from '../backoff.ts';
import type { Health, Surroundings } from '../platform.ts';
import { isTooFrequent, WRONG_CREDENTIALS } from './errors.ts';
import { runSession, type End, type Session, type SessionOptions } from './session.ts';
import { RECONNECT_JITTER, type Timings } from './timings.ts';

export interface ConnectionOptions extends Pick<SessionOptions, 'botId' | 'secret' | 'wsUrl' | 'onFrame'> {
  timings: Timings;
  surroundings: Pick<Surroundings, 'now' | 'log' | 'alert'>;
  /** 0 ≤ x < 1, for jitter. */
  random: () => number;
}

/** The bot's only connection, made again whenever it ends. */
export interface Connection {
  /**
   * Connects, and stays connected until the signal aborts or another took the connection over; the socket is closed
   * when this resolves. Never throws.
   */
  run(signal: AbortSignal): Promise<void>;
  /** The subscribed session, if there is one. */
  session(): Session | undefined;
  health(): Health;
}

const STANDBY: Health = {
  state: 'standby',
  reason: 'another replica holds the connection of the WeCom bot; this one takes over when it ends',
};
const REFUSED =
  'WeCom refuses the bot (853000): WECOM_BOT_ID or WECOM_BOT_SECRET is wrong, or a new secret was made in the admin console';
const KICKED =
  'Another program connected as the same WeCom bot (WECOM_BOT_ID) and took the connection over. A bot has one ' +
  'connection: end the other program, or give each its own bot';

export function createConnection(options: ConnectionOptions): Connection {
  const { timings, random, surroundings } = options;
  const { now, log } = surroundings;
  let health = STANDBY;
  let current: Session | undefined;
  let failures = 0;
  let refusals = 0;

  async function connectOnce(signal: AbortSignal): Promise<End> {
    let since: number | undefined;
    if (health.state !== 'refused') health = { state: 'connecting', reason: health.reason };
    const end = await runSession({
      ...options,
      log,
      signal,
      onReady(session) {
        since = now();
        refusals = 0;
        current = session;
        health = { state: 'connected' };
        log.info({ platform: 'wecom' }, 'connected');
      },
      onFrame: options.onFrame,
    });
    current = undefined;
    if (since !== undefined && now() - since >= timings.stableMs) failures = 0;
    return end;
  }

  /** Tells who must know, and gives the milliseconds to wait before connecting again. */
  function pauseAfter(end: Exclude<End, { kind: 'closed' }>): number {
    const reason = reasonOf(end);
    health = { state: isWrong(end) ? 'refused' : 'connecting', reason };
    if (end.kind === 'kicked') surroundings.alert({ platform: 'wecom', code: 'kicked', text: reason });
    if (isWrong(end)) surroundings.alert({ platform: 'wecom', code: 'credentials-refused', text: reason });
    const waitMs = Math.ceil(waitAfter(end));
    log.warn({ platform: 'wecom', end: end.kind, reason, waitMs }, 'connection ended');
    return waitMs;
  }

  function waitAfter(end: End): number {
    // Two programs that both came back at once would kick each other for ever.
    if (end.kind === 'kicked') return timings.kickedMs * (1 + random());
    if (isWrong(end)) {
      const { refusedMs: first, longestRefusedMs: longest } = timings;
      return backoff({ first, longest, jitter: RECONNECT_JITTER }, refusals++, random());
    }
    if (end.kind === 'refused' && isTooFrequent(end.code)) return timings.tooFrequentMs * (1 + random() / 10);
    const { reconnectMs: first, longestReconnectMs: longest } = timings;
    return backoff({ first, longest, jitter: RECONNECT_JITTER }, failures++, random());
  }

  return {
    async run(signal) {
      failures = 0;
      health = { state: 'connecting' };
      while (!signal.aborted) {
        const end = await connectOnce(signal);
        if (end.kind === 'closed' || signal.aborted) break;
        await delay(pauseAfter(end), undefined, { signal }).catch(() => {});
        // That may be the replica which succeeds us: it is for the hold to say whose turn it is.
        if (end.kind === 'kicked') break;
      }
      health = STANDBY;
    },
    session: () => current,
    health: () => health,
  };
}

function isWrong(end: End): boolean {
  return end.kind === 'refused' && end.code === WRONG_CREDENTIALS;
}

function reasonOf(end: Exclude<End, { kind: 'closed' }>): string {
  switch (end.kind) {
    case 'lost':
      return `the connection to WeCom was lost (${end.reason})`;
    case 'silent':
      return 'WeCom does not answer the subscription';
    case 'kicked':
      return KICKED;
    case 'refused':
      return isWrong(end) ? REFUSED : `WeCom refuses the subscription with ${end.code}`;
  }
}
