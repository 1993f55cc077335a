import {
  DingtalkError,
  errorOf,
  failureIn,
  isTokenRefused,
  networkError,
  tooMany,
  type Answer,
} from './errors.ts';
import type { Calls, Rates } from './rates.ts';
import { request, type Call } from './request.ts';
import type { Settings } from './settings.ts';
import type { Tokens } from './tokens.ts';

interface Manner {
  /** It posts something: without an answer it may have arrived. */
  posts: boolean;
  /** Whose share of the rate it takes: `messages` where it isn't said, and whoever sends takes that himself. */
  calls?: Calls | undefined;
}

/** DingTalk's two APIs and its webhooks. Every method throws a DingtalkError. */
export interface Api {
  /** `POST /v1.0/…`: gives the answer's body. */
  post(path: string, body: object, manner: Manner): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  /** The old API, which reads the token from the address. */
  oapi(path: string, body: object | FormData, manner: { calls: Calls }): Promise<unknown>;
  webhook(url: string, body: object): Promise<void>;
}

export interface ApiOptions {
  settings: Settings;
  tokens: Tokens;
  rates: Pick<Rates, 'use'>;
  /** Every failure, for alerts and pauses. */
  onFailure: (error: DingtalkError, calls: Calls) => void;
}

/** Calls with the app's token; one that the vendor refuses is renewed once. */
export function createApi({ settings, tokens, rates, onFailure }: ApiOptions): Api {
  const { apiUrl, oapiUrl, timings } = settings;

  async function ask(call: Omit<Call, 'timeoutMs'>, { posts }: Manner): Promise<Answer> {
    try {
      return await request({ ...call, timeoutMs: timings.request });
    } catch (error) {
      throw networkError(error, { posts });
    }
  }

  function bodyOf(answer: Answer, { posts }: Manner): unknown {
    const failure = failureIn(answer);
    if (failure) throw errorOf(failure, answer);
    if (answer.body === undefined) {
      const fate = posts ? 'unknown' : 'transient';
      throw new DingtalkError({ fate, code: 'no-json' }, 'DingTalk\u2019s answer isn\u2019t JSON');
    }
    return answer.body;
  }

  async function authorised(
    callWith: (token: string) => Omit<Call, 'timeoutMs'>,
    manner: Manner,
  ): Promise<unknown> {
    const token = await tokens.get();
    const answer = await ask(callWith(token), manner);
    const failure = failureIn(answer);
    if (!failure || !isTokenRefused(failure, answer)) return bodyOf(answer, manner);
    tokens.drop(token);
    const second = await ask(callWith(await tokens.get()), manner);
    const again = failureIn(second);
    if (again && isTokenRefused(again, second)) {
      throw new DingtalkError(
        { fate: 'transient', code: again.code },
        `DingTalk refuses its own token (${again.code})`,
      );
    }
    return bodyOf(second, manner);
  }

  async function told<T>(work: () => Promise<T>, { calls = 'messages' }: Manner): Promise<T> {
    const ms = calls === 'messages' ? 0 : rates.use(calls);
    if (ms > 0) throw tooMany(ms);
    try {
      return await work();
    } catch (error) {
      if (error instanceof DingtalkError) onFailure(error, calls);
      throw error;
    }
  }

  function v1(
    { method, path }: { method: 'POST' | 'PUT'; path: string },
    json: object,
    manner: Manner,
  ): Promise<unknown> {
    const callWith = (token: string) => ({
      url: `${apiUrl}${path}`,
      method,
      json,
      headers: { 'x-acs-dingtalk-access-token': token },
    });
    return told(() => authorised(callWith, manner), manner);
  }

  return {
    post: (path, body, manner) => v1({ method: 'POST', path }, body, manner),
    put: (path, body) => v1({ method: 'PUT', path }, body, { posts: false }),
    oapi(path, body, { calls }) {
      const manner = { posts: false, calls };
      const callWith = (token: string) => ({
        url: `${oapiUrl}${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(token)}`,
        method: 'POST' as const,
        ...(body instanceof FormData ? { form: body } : { json: body }),
      });
      return told(() => authorised(callWith, manner), manner);
    },
    async webhook(url, json) {
      const manner = { posts: true };
      await told(async () => bodyOf(await ask({ url, method: 'POST', json }, manner), manner), manner);
    },
  };
}
