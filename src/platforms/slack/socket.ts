import { SocketModeClient } from '@slack/socket-mode';
import { z } from 'zod';
import type { Surroundings } from '../platform.ts';
import { stoppable } from './api.ts';
import { within } from './pause.ts';
import { sdkLogger } from './sdk-log.ts';
import type { Timings } from './settings.ts';

/** What came over a socket. `ack` tells Slack that it is kept; it rejects where the socket has gone. */
export interface Envelope {
  type: string;
  body: unknown;
  ack: () => Promise<void>;
}

/** A socket after Slack's `hello`. */
export interface Socket {
  /** Resolves with the reason when it takes nothing more: closed, or Slack wants it renewed. */
  ending: Promise<string>;
  /** Closes it; resolves when it is closed. */
  close(): Promise<void>;
}

export interface SocketOptions {
  appToken: string;
  apiUrl: string;
  timings: Timings;
  log: Surroundings['log'];
  signal: AbortSignal;
  onEnvelope: (envelope: Envelope) => Promise<void>;
}

const frame = z.looseObject({
  type: z.string(),
  reason: z.string().nullish(),
  envelope_id: z.string().nullish(),
  payload: z.unknown().optional(),
});
const withEvent = z.looseObject({ event: z.looseObject({ type: z.string() }) });
const outsideEvent = z.looseObject({ type: z.string() });

/**
 * Bolt's Socket Mode client, which in 3.1.0 ends the process on payloads without an event (`app_rate_limited`) and
 * closes a socket on `disconnect` before what has come in is answered.
 */
class GuardedClient extends SocketModeClient {
  log: Surroundings['log'] | undefined;

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    try {
      const parsed = frame.safeParse(isBinary ? undefined : JSON.parse(textOf(data)));
      if (!parsed.success) throw new Error('not a frame');
      const { type, reason, payload, envelope_id: id } = parsed.data;
      if (type === 'disconnect') this.emit('renew', reason ?? 'disconnect');
      else if (type !== 'hello' && !id) this.log?.info({ platform: 'slack', kind: type }, 'unknown frame');
      else await super.onWebSocketMessage(JSON.stringify(readable(parsed.data, payload)), false);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.log?.warn({ platform: 'slack', reason }, 'broken frame');
    }
  }
}

function readable(whole: z.infer<typeof frame>, payload: unknown): object {
  if (whole.type !== 'events_api' || withEvent.safeParse(payload).success) return whole;
  return { ...whole, type: outsideEvent.safeParse(payload).data?.type ?? 'broken events_api' };
}

function textOf(data: string | ArrayBuffer): string {
  return typeof data === 'string' ? data : new TextDecoder().decode(data);
}

/**
 * Opens one socket with a client of its own, as a client that reconnects by itself does so with a gap and with
 * rejections that nobody handles. Rejects with the SDK's error.
 */
export async function openSocket(options: SocketOptions): Promise<Socket> {
  const { appToken, apiUrl, timings, log, signal, onEnvelope } = options;
  const client = new GuardedClient({
    appToken,
    logger: sdkLogger(log),
    autoReconnectEnabled: false,
    clientPingTimeout: timings.clientPingMs,
    serverPingTimeout: timings.serverPingMs,
    clientOptions: {
      slackApiUrl: apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timings.callMs,
      fetch: stoppable(signal),
    },
  });
  client.log = log;
  const inHand = new Set<Promise<void>>();
  client.on('slack_event', (event: { type: string; body: unknown; ack: () => Promise<void> }) => {
    const work = onEnvelope({ type: event.type, body: event.body, ack: () => event.ack() })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : 'unknown';
        log.warn(
          { platform: 'slack', kind: event.type, reason },
          'an event was not kept or not acknowledged',
        );
      })
      .finally(() => inHand.delete(work));
    inHand.add(work);
  });
  const closed = new Promise<string>((resolve) => client.once('disconnected', () => resolve('closed')));
  const renewed = new Promise<string>((resolve) => client.once('renew', resolve));

  /** The SDK waits 30 s for the goodbye; asked twice it doesn't. */
  async function close(): Promise<void> {
    await within(timings.closeMs, Promise.all(inHand));
    const gone = client.disconnect();
    const polite = await within(
      timings.closeMs,
      gone.then(() => true),
    );
    if (!polite) await client.disconnect();
    await gone;
  }

  const hello = client.start().then(
    () => ({ error: undefined }),
    (error: unknown) => ({ error: error ?? new Error('the socket closed before Slack said hello') }),
  );
  const unwanted = renewed.then((reason) => ({ error: new Error(`${reason} in place of hello`) }));
  const outcome = await within(timings.helloMs, Promise.race([hello, unwanted]), signal);
  if (outcome && !outcome.error) return { ending: Promise.race([closed, renewed]), close };
  await close();
  throw outcome?.error ?? new Error('Slack did not say hello');
}
