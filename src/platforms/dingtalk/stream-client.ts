import { DWClient, type DWClientDownStream, TOPIC_CARD, TOPIC_ROBOT } from 'dingtalk-stream';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { failureIn, networkError } from './errors.ts';
import { jsonOf, streamFrame } from './frames.ts';
import { request } from './request.ts';
import { isLoopback, type Settings } from './settings.ts';
import { credentialsRefused, isRefusal } from './tokens.ts';

/** So long a socket has to close in good manners. */
const CLOSE_MS = 1_000;

/** Acknowledges a frame. */
export type Acknowledge = (response: unknown) => void;

export interface StreamHooks {
  /** A callback. It isn't acknowledged before `acknowledge` is called. */
  onCallback(frame: DWClientDownStream, acknowledge: Acknowledge): void;
  onOpen(): void;
  /** The connection ended or couldn't be made; it is tried again. */
  onLost(error: unknown): void;
  /** Something that isn't a frame, or an acknowledgement that found no socket. */
  onNoise(kind: string): void;
}

/** The gateway refused the credentials. */
export class GatewayRefusedError extends Error {
  override name = 'GatewayRefusedError';
}

/** Milliseconds before the next try after `failures` in a row, with jitter (0 ≤ random < 1). */
export function backoffMs(
  failures: number,
  { reconnect, longestReconnect }: { reconnect: number; longestReconnect: number },
  random: number,
): number {
  return Math.min(longestReconnect, reconnect * 2 ** failures) * (0.5 + random / 2);
}

// TypeScript-private fields of DWClient that its methods read.
interface Hidden {
  dw_url?: string;
  socket?: WebSocket;
}

const gatewayAnswer = z.object({ endpoint: z.string().min(1), ticket: z.string().min(1) });

/**
 * The official client with a connection of its own: the official one storms the gateway after a failed handshake, never
 * notices a half-open socket, and dies of bad JSON. One socket at a time; on the server's `disconnect` the next one is
 * open before the old one closes.
 */
export class StreamClient extends DWClient {
  readonly #settings: Settings;
  readonly #hooks: StreamHooks;
  readonly #live = new Set<WebSocket>();
  #leaving = new AbortController();
  #generation = 0;
  #stopped = true;
  #failures = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #watchdog: NodeJS.Timeout | undefined;
  #stableTimer: NodeJS.Timeout | undefined;
  readonly #lingering = new Set<NodeJS.Timeout>();
  /** The socket whose frame is being handed out. */
  #source: WebSocket | undefined;

  constructor(settings: Settings, hooks: StreamHooks) {
    super({ clientId: settings.clientId, clientSecret: settings.clientSecret, keepAlive: false });
    this.#settings = settings;
    this.#hooks = hooks;
    this.config.autoReconnect = false;
    // The default subscribes to all events of the organisation, and each costs quota.
    this.config.subscriptions = [TOPIC_ROBOT, TOPIC_CARD].map((topic) => ({ type: 'CALLBACK', topic }));
  }

  /** Never rejects: what fails is tried again until `close`. */
  override async connect(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#leaving = new AbortController();
    await this.#open(++this.#generation);
  }

  /** Resolves when all sockets are closed. No timer is left. */
  async close(): Promise<void> {
    this.disconnect();
    const closed = [...this.#live].map((socket) => new Promise((done) => socket.once('close', done)));
    const force = setTimeout(() => this.#live.forEach((socket) => socket.terminate()), CLOSE_MS);
    await Promise.all(closed);
    clearTimeout(force);
  }

  override disconnect(): void {
    this.#stopped = true;
    this.#generation++;
    this.connected = false;
    this.#leaving.abort();
    for (const timer of [this.#retryTimer, this.#watchdog, this.#stableTimer, ...this.#lingering]) {
      clearTimeout(timer);
    }
    this.#lingering.clear();
    for (const socket of this.#live) socket.close();
  }

  override async getEndpoint(): Promise<this> {
    const { apiUrl, clientId, clientSecret, timings } = this.#settings;
    const answer = await request({
      url: `${apiUrl}/v1.0/gateway/connections/open`,
      method: 'POST',
      json: { clientId, clientSecret, ua: 'deskline', subscriptions: this.config.subscriptions },
      timeoutMs: timings.request,
      signal: this.#leaving.signal,
    }).catch((error: unknown) => {
      throw networkError(error, { posts: false });
    });
    const failure = failureIn(answer);
    if (failure && isRefusal(answer.status, failure.code)) {
      throw new GatewayRefusedError(credentialsRefused(failure.code));
    }
    if (failure) throw new Error(`the gateway answered ${failure.code}`);
    const { endpoint, ticket } = gatewayAnswer.parse(answer.body);
    if (!endpoint.startsWith('wss://') && !isLoopback(apiUrl))
      throw new Error('the gateway named a plain socket');
    this.#hidden.dw_url = `${endpoint}?ticket=${encodeURIComponent(ticket)}`;
    return this;
  }

  /** Called by the SDK for a frame of type CALLBACK, as it comes. */
  override onCallback(frame: DWClientDownStream): void {
    const source = this.#source;
    const { topic, messageId } = frame.headers;
    if (topic !== TOPIC_ROBOT && topic !== TOPIC_CARD) {
      this.#hooks.onNoise('unknown topic');
      return;
    }
    this.#hooks.onCallback(frame, (response) => this.#acknowledge(source, messageId, response));
  }

  get #hidden(): Hidden {
    // The fields are there in JavaScript; only the typings hide them.
    return this as unknown as Hidden;
  }

  async #open(generation: number): Promise<void> {
    const old = this.#hidden.socket;
    try {
      await this.getEndpoint();
      if (this.#isOver(generation)) return;
      const socket = await this.#handshake(generation);
      if (this.#isOver(generation)) return this.#stopped ? socket.close() : this.#leave(socket);
      this.#hidden.socket = socket;
      this.connected = true;
      this.#feed(socket);
      clearTimeout(this.#stableTimer);
      this.#stableTimer = setTimeout(() => (this.#failures = 0), this.#settings.timings.stable);
      this.#hooks.onOpen();
      if (socket.readyState === WebSocket.OPEN)
        socket.once('close', () => this.#retry(generation, undefined));
      else this.#retry(generation, undefined);
      if (old) this.#leave(old);
    } catch (error) {
      this.#retry(generation, error);
    }
  }

  #handshake(generation: number): Promise<WebSocket> {
    const socket = new WebSocket(this.#hidden.dw_url ?? '', {
      handshakeTimeout: this.#settings.timings.handshake,
    });
    this.#live.add(socket);
    let cause: unknown;
    socket.on('error', (error) => (cause = error));
    socket.on('close', () => this.#live.delete(socket));
    socket.on('ping', () => generation === this.#generation && this.#feed(socket));
    // ws hands text over as one Buffer by default.
    socket.on('message', (data: Buffer) => {
      if (generation === this.#generation) this.#feed(socket);
      this.#dispatch(socket, String(data), generation);
    });
    return new Promise((opened, failed) => {
      socket.once('open', () => opened(socket));
      socket.once('close', () => failed(new Error('the socket could not be opened', { cause })));
    });
  }

  #isOver(generation: number): boolean {
    return this.#stopped || generation !== this.#generation;
  }

  #feed(socket: WebSocket): void {
    clearTimeout(this.#watchdog);
    if (this.#stopped) return;
    this.#watchdog = setTimeout(() => socket.terminate(), this.#settings.timings.silent);
  }

  #leave(socket: WebSocket): void {
    const timer = setTimeout(() => {
      this.#lingering.delete(timer);
      socket.close();
    }, this.#settings.timings.linger);
    this.#lingering.add(timer);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#lingering.delete(timer);
    });
  }

  /** The server wants the socket to go. One that sends every socket away at once isn't asked at once for another. */
  #replace(): void {
    clearTimeout(this.#stableTimer);
    const next = ++this.#generation;
    const { timings, random } = this.#settings;
    const wait = this.#failures === 0 ? 0 : backoffMs(this.#failures, timings, random());
    this.#failures++;
    if (wait === 0) void this.#open(next);
    else this.#retryTimer = setTimeout(() => void this.#open(next), wait);
  }

  #retry(generation: number, error: unknown): void {
    if (this.#isOver(generation)) return;
    this.connected = false;
    clearTimeout(this.#stableTimer);
    const next = ++this.#generation;
    this.#hooks.onLost(error);
    const { timings, random } = this.#settings;
    const wait =
      error instanceof GatewayRefusedError
        ? timings.refusedRetry
        : backoffMs(this.#failures++, timings, random());
    this.#retryTimer = setTimeout(() => void this.#open(next), wait);
  }

  #dispatch(socket: WebSocket, raw: string, generation: number): void {
    const frame = streamFrame.safeParse(jsonOf(raw));
    if (!frame.success) return this.#hooks.onNoise('not a frame');
    const { type, headers, data } = frame.data;
    try {
      if (type === 'SYSTEM' && headers.topic === 'ping') {
        socket.send(JSON.stringify({ code: 200, headers, message: 'OK', data }));
      } else if (type === 'SYSTEM' && headers.topic === 'disconnect') {
        if (!this.#isOver(generation)) this.#replace();
      } else {
        this.#source = socket;
        this.onDownStream(raw);
      }
    } catch {
      // A frame of a shape that the SDK doesn't expect; what it says is nobody's business.
      this.#hooks.onNoise(`${type} frame`);
    } finally {
      this.#source = undefined;
    }
  }

  /** Over the socket the frame came by, or over its successor: whether the vendor takes it there is unknown. */
  #acknowledge(source: WebSocket | undefined, messageId: string | undefined, response: unknown): void {
    if (!messageId) return this.#hooks.onNoise('a frame without an id');
    const current = this.#hidden.socket;
    const socket = [source, current].find((one) => one?.readyState === WebSocket.OPEN);
    if (!socket) return this.#hooks.onNoise('an acknowledgement came too late');
    this.#hidden.socket = socket;
    this.socketCallBackResponse(messageId, response);
    if (current) this.#hidden.socket = current;
  }
}
