import { App, type Receiver } from '@slack/bolt';
import type { WebAPICallResult } from '@slack/web-api';
import { deliveryError, isRefused, missingScope, retryAfterOf } from './errors.ts';
import type { Rates } from './rates.ts';
import { sdkLogger } from './sdk-log.ts';
import type { SlackOptions, Timings } from './settings.ts';
import { DeliveryError, type Surroundings } from '../platform.ts';

/** Methods of which a second call changes nothing, or nothing more. */
const HARMLESS =
  /^(?:auth\.test|chat\.(?:update|delete)|reactions\.add|conversations\.|users\.|files\.(?:info|delete|getUploadURLExternal)|views\.open)/;

/** Calls Slack's Web API with the bot's token. */
export interface SlackApi {
  /** Throws a DeliveryError. */
  call(method: string, args?: Record<string, unknown>): Promise<WebAPICallResult>;
  /** As `call`, with the SDK's own error. */
  ask(method: string, args?: Record<string, unknown>): Promise<WebAPICallResult>;
  /** Bolt's own preparation; no network. */
  init(): Promise<void>;
  /** Starts the sockets. */
  start(): Promise<void>;
}

export interface ApiOptions extends Pick<SlackOptions, 'botToken' | 'apiUrl'> {
  timings: Timings;
  rates: Rates;
  /** The sockets: what Bolt starts and stops. */
  receiver: Receiver;
  signal: AbortSignal;
  log: Surroundings['log'];
  /** Something else than `auth.test` was refused. */
  onRefused: () => void;
  onMissingScope: (scope: string) => void;
}

/**
 * Bolt's app and its client. The client tries nothing again by itself: a post whose connection was cut would be
 * posted twice, and a 429 would hold back all calls.
 */
export function createApi(options: ApiOptions): SlackApi {
  const { botToken, apiUrl, timings, rates, log } = options;
  const app = new App({
    token: botToken,
    receiver: options.receiver,
    deferInitialization: true,
    // `auth.test` is ours: Bolt's would keep the answer to itself.
    tokenVerificationEnabled: false,
    ignoreSelf: false,
    logger: sdkLogger(log),
    clientOptions: {
      slackApiUrl: apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timings.callMs,
      fetch: stoppable(options.signal),
    },
  });

  async function ask(method: string, args: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    const channel = typeof args['channel'] === 'string' ? args['channel'] : '';
    const retryAfterMs = rates.blockedFor(method, channel);
    if (retryAfterMs > 0) throw new DeliveryError('limited', `${method}: too many calls`, { retryAfterMs });
    try {
      return await app.client.apiCall(method, args);
    } catch (error) {
      const wait = retryAfterOf(error);
      if (wait !== undefined) rates.block(method, channel, wait);
      const scope = missingScope(error);
      if (scope !== undefined) options.onMissingScope(scope);
      if (method !== 'auth.test' && isRefused(error)) options.onRefused();
      throw error;
    }
  }

  return {
    ask,
    init: () => app.init(),
    async start() {
      await app.start();
    },
    async call(method, args) {
      try {
        return await ask(method, args);
      } catch (error) {
        throw deliveryError(method, error, {
          harmless: HARMLESS.test(method),
          refusedMs: timings.refusedMs,
        });
      }
    },
  };
}

/**
 * A fetch that is given up when the signal aborts before there is an answer, and that knows how long to wait where a
 * 429 doesn't say it in seconds. (`AbortSignal.any` would keep something of every call for as long as the program
 * runs.)
 */
export function stoppable(signal: AbortSignal): typeof fetch {
  return async (url, init) => {
    const own = new AbortController();
    const timeout = init?.signal;
    const stop = () => own.abort(signal.reason);
    timeout?.addEventListener('abort', () => own.abort(timeout.reason), { once: true });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const response = await fetch(url, { ...init, signal: own.signal }).finally(() =>
      signal.removeEventListener('abort', stop),
    );
    if (response.status !== 429 || /^\s*\d/.test(response.headers.get('retry-after') ?? '')) return response;
    return new Response(response.body, { status: 429, headers: { 'retry-after': '30' } });
  };
}
