import { WSClient } from '@wecom/aibot-node-sdk';
import type { Surroundings } from '../platform.ts';
import { deferred } from './deferred.ts';
import { sdkLog } from './sdk-log.ts';
import type { Timings } from './timings.ts';

/** How a connection ended. `silent`: the subscription was never answered; `code`: why it was refused. */
export type End =
  | { kind: 'lost'; reason: string }
  | { kind: 'silent' }
  | { kind: 'kicked' }
  | { kind: 'refused'; code: number }
  | { kind: 'closed' };

export interface SessionOptions {
  botId: string;
  secret: string;
  wsUrl: string;
  timings: Timings;
  log: Surroundings['log'];
  /** Closes the session when it aborts. */
  signal: AbortSignal;
  onReady(session: Session): void;
  /** Each callback of WeCom, with the id under which it can be answered. */
  onFrame(frame: { reqId: string; body: unknown }): void;
}

export interface Session {
  client: WSClient;
  /** Ends it as lost: it looks alive and isn't. */
  giveUp(reason: string): void;
}

const REFUSED = /^Authentication failed.*\(code: (-?\d+)\)$/s;
const REPLACED = /^New connection established/;
/** The SDK says nothing where a socket could not even be made. */
const CLOSE_MS = 1_000;

/**
 * One connection, from connecting until its socket is closed; gives how it ended, and never throws. Each has a client
 * of its own, which doesn't reconnect: two connects of one client can leave two sockets, and WeCom then kicks us out.
 */
export async function runSession(options: SessionOptions): Promise<End> {
  const { timings, signal, log } = options;
  if (signal.aborted) return { kind: 'closed' };
  const client = new WSClient({
    botId: options.botId,
    secret: options.secret,
    wsUrl: options.wsUrl,
    wsOptions: { handshakeTimeout: timings.authenticateMs },
    heartbeatInterval: timings.heartbeatMs,
    maxReconnectAttempts: 0,
    maxAuthFailureAttempts: 0,
    logger: sdkLog(log),
  });
  const ended = deferred<End>();
  const closed = deferred<void>();
  let failure = 'closed';

  client.on('error', (error) => {
    const code = REFUSED.exec(error.message)?.[1];
    if (code !== undefined) ended.resolve({ kind: 'refused', code: Number(code) });
    else failure = 'code' in error ? String(error.code) : error.name;
  });
  client.on('event.disconnected_event', () => ended.resolve({ kind: 'kicked' }));
  client.on('disconnected', (reason) => {
    ended.resolve(REPLACED.test(reason) ? { kind: 'kicked' } : { kind: 'lost', reason: failure });
    closed.resolve();
  });
  const onFrame = (frame: { headers?: { req_id?: unknown }; body?: unknown }) => {
    const reqId = frame.headers?.req_id;
    options.onFrame({ reqId: typeof reqId === 'string' ? reqId : '', body: frame.body });
  };
  client.on('message', onFrame);
  client.on('event', onFrame);

  // `isConnected` of the SDK is true before anybody has answered.
  const silence = setTimeout(() => ended.resolve({ kind: 'silent' }), timings.authenticateMs);
  client.on('authenticated', () => {
    clearTimeout(silence);
    options.onReady({ client, giveUp: (reason) => ended.resolve({ kind: 'lost', reason }) });
  });
  const close = () => ended.resolve({ kind: 'closed' });
  signal.addEventListener('abort', close, { once: true });

  client.connect();
  const end = await ended.promise;
  clearTimeout(silence);
  signal.removeEventListener('abort', close);
  client.disconnect();
  const patience = setTimeout(() => closed.resolve(), CLOSE_MS);
  await closed.promise;
  clearTimeout(patience);
  return end;
}
