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

const PERMANENT: Readonly<Record<number, Obstacle>> = {
  86201: 'unreachable',
  93001: 'unreachable',
  93006: 'unreachable',
  93008: 'unreachable',
  40008: 'content',
  40058: 'content',
  93017: 'content',
  40007: 'file',
};

/** A request that WeCom or the connection failed, with WeCom's code where it gave one. */
export class RequestError extends DeliveryError {
  override name = 'RequestError';
  readonly code: number | undefined;

  constructor(
    fate: DeliveryError['fate'],
    message: string,
    options: ErrorOptions & {
      code?: number | undefined;
      retryAfterMs?: number | undefined;
      obstacle?: Obstacle | undefined;
    } = {},
  ) {
    super(fate, message, options);
    this.code = options.code;
  }
}

export function isTooFrequent(code: number | undefined): boolean {
  return code !== undefined && FREQUENCY.has(code);
}

/**
 * What the SDK's rejection means. A code it refused with is final or not by the code, one we don't know may pass;
 * "not connected" never went out; a missing acknowledgement and a connection that closed meanwhile leave it open.
 */
export function requestError(cmd: string, rejection: unknown): RequestError {
  const refused = refusal.safeParse(rejection);
  if (refused.success) {
    const { errcode: code, errmsg = '' } = refused.data;
    const reason = `wecom: ${cmd} refused with ${code} ${errmsg}`.trimEnd().slice(0, 200);
    const obstacle = PERMANENT[code];
    if (obstacle) return new RequestError('permanent', reason, { code, obstacle, cause: rejection });
    const retryAfterMs = isTooFrequent(code) ? PAUSE_MS : undefined;
    return new RequestError('transient', reason, { code, retryAfterMs, cause: rejection });
  }
  const said = rejection instanceof Error ? rejection.message : '';
  if (said.startsWith('WebSocket not connected') || said.includes('exceeds max size')) {
    return new RequestError('transient', 'wecom: not connected', { cause: rejection });
  }
  if (said.startsWith('Reply ack timeout')) {
    return new RequestError('unknown', `wecom: ${cmd}: no acknowledgement`, { cause: rejection });
  }
  // Nobody sees an upload: begun anew it does no harm.
  const fate = cmd.startsWith('aibot_upload_') ? 'transient' : 'unknown';
  return new RequestError(fate, `wecom: ${cmd}: the connection closed`, { cause: rejection });
}
