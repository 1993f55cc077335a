import { z } from 'zod';
import { DingtalkError, failureIn, networkError } from './errors.ts';
import { request } from './request.ts';
import type { Settings } from './settings.ts';

/** So long (seconds) a token lives where the answer doesn't say (facts 2.3). */
const USUAL_LIFE = 7_200;

const tokenAnswer = z.object({
  accessToken: z.string().min(1),
  expireIn: z.coerce.number().positive().catch(USUAL_LIFE),
});

/** The app's access token: fetched when it is needed, by one call for all, renewed before it ends. */
export interface Tokens {
  /** Throws a DeliveryError: nothing was sent yet. */
  get(): Promise<string>;
  /** Forgets a token that the vendor refused. */
  drop(token: string): void;
  /** What is wrong with the credentials, until they may be tried again: nothing is sent while something is. */
  refusal(): string | undefined;
}

export interface TokensOptions {
  settings: Settings;
  now: () => number;
  /** The credentials were refused. */
  onRefused: (reason: string) => void;
}

export function createTokens({ settings, now, onRefused }: TokensOptions): Tokens {
  const { apiUrl, clientId, clientSecret, timings } = settings;
  let current: { token: string; until: number } | undefined;
  let fetching: Promise<string> | undefined;
  let refused: { reason: string; until: number } | undefined;

  async function fetchToken(): Promise<string> {
    const answer = await request({
      url: `${apiUrl}/v1.0/oauth2/accessToken`,
      method: 'POST',
      json: { appKey: clientId, appSecret: clientSecret },
      timeoutMs: timings.request,
    }).catch((error: unknown) => {
      throw networkError(error, { posts: false });
    });
    const failure = failureIn(answer);
    if (failure && isRefusal(answer.status, failure.code)) {
      const reason = credentialsRefused(failure.code);
      refused = { reason, until: now() + timings.refusedRetry };
      onRefused(reason);
      throw notNow(failure.code, reason, timings.refusedRetry);
    }
    const parsed = tokenAnswer.safeParse(answer.body);
    if (failure || !parsed.success) {
      const code = failure?.code ?? 'no-token';
      throw notNow(code, `DingTalk gave no access token (${code})`, answer.retryAfterMs);
    }
    refused = undefined;
    const { accessToken, expireIn } = parsed.data;
    // A short-lived token is still used for half its life.
    const usable = Math.max(expireIn * 1_000 - timings.tokenEarly, expireIn * 500);
    current = { token: accessToken, until: now() + usable };
    return accessToken;
  }

  function stillRefused() {
    const left = refused ? refused.until - now() : 0;
    // More than the whole wait is left only where the clock was set back.
    return left > 0 && left <= timings.refusedRetry ? refused : undefined;
  }

  return {
    async get() {
      if (current && current.until > now()) return current.token;
      const waiting = stillRefused();
      if (waiting) throw notNow('refused', waiting.reason, waiting.until - now());
      fetching ??= fetchToken().finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    drop(token) {
      if (current?.token === token) current = undefined;
    },
    refusal: () => stillRefused()?.reason,
  };
}

/** True where the vendor refuses the credentials, and not the pace or the moment; an answer without a code isn't the vendor's. */
export function isRefusal(status: number, code: string): boolean {
  return (
    [400, 401, 403].includes(status) && !/Qps|ApiCountLimit|too\.?fast|^900\d\d$|^1111$|^http-/i.test(code)
  );
}

export function credentialsRefused(code: string): string {
  return `DingTalk refused DINGTALK_CLIENT_ID or DINGTALK_CLIENT_SECRET (${code}): compare both with the app's Client ID and Client Secret`;
}

function notNow(code: string, message: string, retryAfterMs: number | undefined): DingtalkError {
  return new DingtalkError({ fate: 'transient', code }, message, { retryAfterMs });
}
