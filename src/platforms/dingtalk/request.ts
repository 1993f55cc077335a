import type { Answer } from './errors.ts';
import { jsonOf } from './frames.ts';

export interface Call {
  url: string;
  method: 'POST' | 'PUT';
  json?: unknown;
  form?: FormData | undefined;
  headers?: Record<string, string> | undefined;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** One HTTP call, never repeated and never redirected. Throws what `fetch` throws. */
export async function request(call: Call): Promise<Answer> {
  const { url, method, json, form, headers, timeoutMs, signal } = call;
  const limit = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    method,
    redirect: 'error',
    signal: signal ? AbortSignal.any([limit, signal]) : limit,
    // Without `accept` the gateway answers in XML.
    headers: {
      accept: 'application/json',
      ...(form ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: form ?? JSON.stringify(json),
  });
  const body = jsonOf(await response.text());
  return { status: response.status, body, retryAfterMs: secondsOf(response.headers.get('retry-after')) };
}

function secondsOf(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
