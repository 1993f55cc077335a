import { DingtalkError, errorOf, failureIn, isTokenRefused, networkError, type Answer } from './errors.ts';
import { request, type Call } from './request.ts';
import type { Settings } from './settings.ts';
import type { Tokens } from './tokens.ts';

/** Whether a call posts something: without an answer it may have arrived. */
interface Manner {
  posts: boolean;
}

/** DingTalk's two APIs and its webhooks. Every method throws a DingtalkError. */
export interface Api {
  /** `POST /v1.0/…`: gives the answer's body. */
  post(path: string, body: object, manner: Manner): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  /** The old API, which reads the token from the address. */
  oapi(path: string, body: object | FormData): Promise<unknown>;
  webhook(url: string, body: object): Promise<void>;
}

export interface ApiOptions {
  settings: Settings;
  tokens: Tokens;
  /** Every failure, for alerts and pauses. */
  onFailure: (error: DingtalkError) => void;
}

/** Calls with the app's token; one that the vendor refuses is renewed once. */
export function createApi({ settings, tokens, onFailure }: ApiOptions): Api {
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
    if (!failure || !isTokenRefused(failure)) return bodyOf(answer, manner);
    tokens.drop(token);
    const second = await ask(callWith(await tokens.get()), manner);
    const again = failureIn(second);
    if (again && isTokenRefused(again)) {
      throw new DingtalkError(
        { fate: 'transient', code: again.code },
        `DingTalk refuses its own token (${again.code})`,
      );
    }
    return bodyOf(second, manner);
  }

  async function told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DingtalkError) onFailure(error);
      throw error;
    }
  }

  const v1 = (method: 'POST' | 'PUT', path: string, json: object, manner: Manner) =>
    told(
      authorised(
        (token) => ({
          url: `${apiUrl}${path}`,
          method,
          json,
          headers: { 'x-acs-dingtalk-access-token': token },
        }),
        manner,
      ),
    );

  return {
    post: (path, body, manner) => v1('POST', path, body, manner),
    put: (path, body) => v1('PUT', path, body, { posts: false }),
    oapi: (path, body) =>
      told(
        authorised(
          (token) => ({
            url: `${oapiUrl}${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(token)}`,
            method: 'POST',
            ...(body instanceof FormData ? { form: body } : { json: body }),
          }),
          { posts: false },
        ),
      ),
    async webhook(url, json) {
      const manner = { posts: true };
      await told(ask({ url, method: 'POST', json }, manner).then((answer) => bodyOf(answer, manner)));
    },
  };
}
