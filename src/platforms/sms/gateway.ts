import { DeliveryError } from '../platform.ts';
import { isLoopback } from '../text-channel.ts';

/** A company that sends SMS for us. How to add one: docs/sms-gateways.md. */
export interface SmsGateway {
  /**
   * Sends one SMS. `to`: E.164, such as `+8613800138000`; `key`: the same for every try at the same message. Resolves
   * once the gateway has taken it. Throws a DeliveryError, with neither number nor text in it.
   */
  send(to: string, text: string, key: string, signal: AbortSignal): Promise<void>;
}

/** The gateway will take nothing as this is configured or paid: the operator has to do something. */
export class GatewayRefusedError extends DeliveryError {
  override name = 'GatewayRefusedError';

  constructor(reason: string, obstacle: 'not-permitted' | 'quota' = 'not-permitted') {
    super('transient', reason, { obstacle });
  }
}

export interface GatewayRequest {
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

export interface GatewayAnswer {
  status: number;
  /** Parsed JSON; undefined where it wasn't any, or more than 64 kB. */
  body: unknown;
  /** Milliseconds, where the gateway says. */
  retryAfterMs: number | undefined;
}

const MOST_BYTES = 64 * 1024;
const LIMITED_MS = 10_000;
const LONGEST_WAIT_MS = 60 * 60_000;
/** Where nothing can have reached the gateway. */
const NEVER_SENT = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;
const CERTIFICATE = /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/**
 * POSTs to a gateway: by https unless it is on this machine, without following redirects, for they would take the
 * number elsewhere. Throws a DeliveryError where there is no answer.
 */
export async function callGateway(
  fetcher: typeof fetch,
  { url, headers, body }: GatewayRequest,
  signal: AbortSignal,
): Promise<GatewayAnswer> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    throw new GatewayRefusedError('sms: SMS_URL must begin with https://');
  }
  let response: Response;
  try {
    response = await fetcher(url, {
      method: 'POST',
      headers,
      body: body ?? null,
      signal,
      redirect: 'manual',
    });
  } catch (error) {
    throw networkError(error);
  }
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = retryAfter >= 0 ? Math.min(retryAfter * 1_000, LONGEST_WAIT_MS) : undefined;
  return { status: response.status, body: await jsonIn(response), retryAfterMs };
}

/** What an HTTP status means where the gateway's own codes say nothing. `what`: its answer in numbers, for people. */
export function statusError({ status, retryAfterMs }: GatewayAnswer, what = `HTTP ${status}`): DeliveryError {
  if (status === 429) return limited(what, retryAfterMs);
  if (status >= 300 && status < 400) {
    return new GatewayRefusedError(`sms: the gateway leads elsewhere (${what}): correct SMS_URL`);
  }
  if (status === 401 || status === 403 || status === 407) {
    return new GatewayRefusedError(`sms: the gateway refuses our credentials (${what})`);
  }
  if (status === 404 || status === 405) {
    return new GatewayRefusedError(`sms: there is no gateway at this address (${what}): correct SMS_URL`);
  }
  // Something in between gave up; what stands behind it may have gone on.
  if (status === 502 || status === 504) return new DeliveryError('unknown', `sms: no answer (${what})`);
  if (status >= 500 || status === 408 || status === 425) {
    return new DeliveryError('transient', `sms: the gateway can\u2019t just now (${what})`, { retryAfterMs });
  }
  return new DeliveryError('permanent', `sms: the gateway refuses the message (${what})`, {
    obstacle: 'content',
  });
}

/** Nothing is wrong but the pace. `retryAfterMs`: ten seconds where it isn't said. */
export function limited(what: string, retryAfterMs = LIMITED_MS): DeliveryError {
  return new DeliveryError('limited', `sms: too many at once (${what})`, { retryAfterMs });
}

function networkError(error: unknown): DeliveryError {
  const code = networkCode(error);
  if (CERTIFICATE.test(code)) {
    return new GatewayRefusedError(
      `sms: the gateway\u2019s certificate isn\u2019t trusted (${code}): name its authority in NODE_EXTRA_CA_CERTS`,
    );
  }
  const fate = NEVER_SENT.test(code) ? 'transient' : 'unknown';
  return new DeliveryError(fate, `sms: the gateway didn\u2019t answer (${code})`);
}

function networkCode(error: unknown): string {
  if (!(error instanceof Error)) return 'network';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error.name === 'TimeoutError' ? 'timeout' : 'network';
}

async function jsonIn(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > MOST_BYTES) return undefined;
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
