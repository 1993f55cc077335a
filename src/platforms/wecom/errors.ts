import { z } from 'zod';
import { DeliveryError, type Obstacle } from '../platform.ts';

/** How WeCom says no: the SDK rejects with the frame itself, which is no Error. */
const refusal = z.object({ errcode: z.number(), errmsg: z.string().optional() });

/** "aibot websocket not subscribed": the connection looks healthy and isn't. */
export const NOT_SUBSCRIBED = 846609;
/** Wrong bot id or secret. */
export const WRONG_CREDENTIALS = 853000;

const FREQUENCY = new Set([45009, 45033]);
const PAUSE_MS = 60_000;
/** Busy, or not subscribed: the same may be taken a moment later. */
const PASSING = new Set([-1, 846601, 846602, NOT_SUBSCRIBED]);

/** What stands behind a refusal for good. */
const OBSTACLES: Readonly<Record<number, Obstacle>> = {
  86201: 'unreachable',
  93001: 'unreachable',
  93006: 'unreachable',
  93008: 'unreachable',
  40007: 'file',
  40008: 'content',
  40058: 'content',
  93017: 'content',
  // The callback that is answered is used up.
  846605: 'content',
  846608: 'content',
};

/** A request that WeCom or the connection failed, with WeCom's code where it gave one. */
export class RequestError extends DeliveryError {
  override name = 'RequestError';
  readonly code: number | undefined;
  /** WeCom refused with a code that we don't know: most likely for what it contains, but it may pass. */
  readonly unfamiliar: boolean;

  constructor(
    fate: DeliveryError['fate'],
    message: string,
    options: ErrorOptions & {
      code?: number | undefined;
      retryAfterMs?: number | undefined;
      obstacle?: Obstacle | undefined;
      unfamiliar?: boolean | undefined;
    } = {},
  ) {
    super(fate, message, options);
    this.code = options.code;
    this.unfamiliar = options.unfamiliar ?? false;
  }
}

export function isTooFrequent(code: number | undefined): boolean {
  return code !== undefined && FREQUENCY.has(code);
}

/**
 * What the SDK's rejection means. A code it refused with is final, or else passes soon or with time; "not connected"
 * never went out; a missing acknowledgement and a connection that closed meanwhile leave it open.
 */
export function requestError(cmd: string, rejection: unknown): RequestError {
  const refused = refusal.safeParse(rejection).data;
  if (refused) return refusalError(cmd, { ...refused, rejection });
  const said = rejection instanceof Error ? rejection.message : '';
  if (said.startsWith('WebSocket not connected') || said.includes('exceeds max size')) {
    return new RequestError('transient', 'wecom: not connected', { cause: rejection });
  }
  const why = said.startsWith('Reply ack timeout') ? 'no acknowledgement' : 'the connection closed';
  return new RequestError('unknown', `wecom: ${cmd}: ${why}`, { cause: rejection });
}

function refusalError(
  cmd: string,
  { errcode: code, errmsg = '', rejection }: z.infer<typeof refusal> & { rejection: unknown },
): RequestError {
  const reason = `wecom: ${cmd} refused with ${code} ${errmsg}`.trimEnd().slice(0, 200);
  const options = { code, cause: rejection };
  if (isTooFrequent(code)) return new RequestError('limited', reason, { ...options, retryAfterMs: PAUSE_MS });
  if (PASSING.has(code)) return new RequestError('transient', reason, options);
  const obstacle = OBSTACLES[code];
  const unfamiliar = obstacle === undefined;
  return new RequestError('permanent', reason, { ...options, obstacle: obstacle ?? 'content', unfamiliar });
}
