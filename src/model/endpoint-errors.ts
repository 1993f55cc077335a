import OpenAI from 'openai';
import { ModelError } from './errors.ts';

/** Whatever the client threw as an error of ours: the client's own hold bodies, and are never kept. */
export function asModelError(error: unknown): ModelError {
  const own = ownIn(error);
  if (own) return own;
  if (error instanceof OpenAI.APIUserAbortError || error instanceof OpenAI.APIConnectionTimeoutError) {
    return new ModelError('timeout');
  }
  if (error instanceof OpenAI.APIConnectionError) return new ModelError('unreachable');
  if (error instanceof OpenAI.APIError) return ofStatus(error.status, error.headers);
  // The client throws these where a body isn't what its type says, or ends in the middle.
  if (error instanceof SyntaxError) return new ModelError('not-the-protocol');
  if (error instanceof TypeError) return new ModelError('cut-off');
  return new ModelError('not-the-protocol');
}

/** Whether the same call may do better a moment later. */
export function isRetryable({ failure }: ModelError): boolean {
  return ['unreachable', 'cut-off', 'rate-limited', 'server-error'].includes(failure);
}

function ownIn(error: unknown): ModelError | undefined {
  for (let one: unknown = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    if (one instanceof ModelError) return one;
  }
  return undefined;
}

function ofStatus(status: number | undefined, headers: Headers | undefined): ModelError {
  if (status === undefined) return new ModelError('not-the-protocol');
  const known = { status, retryAfterMs: retryAfter(headers) };
  if (status >= 300 && status < 400) return new ModelError('redirected', known);
  if (status === 401 || status === 403) return new ModelError('key-refused', known);
  if (status === 429) return new ModelError('rate-limited', known);
  if (status === 408 || status >= 500) return new ModelError('server-error', known);
  return new ModelError('not-understood', known);
}

function retryAfter(headers: Headers | undefined): number | undefined {
  const inMs = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const ms = Number.isFinite(inMs) ? inMs : Number(headers?.get('retry-after') ?? Number.NaN) * 1_000;
  return Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}
