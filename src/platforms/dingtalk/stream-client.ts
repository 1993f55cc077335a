import { DWClient, type DWClientDownStream, TOPIC_CARD, TOPIC_ROBOT } from 'dingtalk-stream';
import { WebSocket } from 'ws';
import { jsonOf, streamFrame } from './frames.ts';
import { GatewayRefusedError, socketAddress } from './gateway.ts';
import type { Settings } from './settings.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { reconnectWait } from './waits.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

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

// TypeScript-private fields of DWClient that its methods read.
interface Hidden {
  dw_url?: string;
  socket?: WebSocket;
}

/**
 * The official client with a connection of its own: the official one storms the gateway after a failed handshake, never
 * notices a half-open socket, and dies of bad JSON. One socket at a time; on the server's `disconnect`, and where nothing
 * comes any more, the next one is open before the old one closes.
 */
export class StreamClient extends DWClient {
  readonly #settings: Settings;
  readonly #hooks: StreamHooks;
  readonly #sockets: Sockets;
  #leaving = new AbortController();
  #generation = 0;
  #stopped = true;
  #failures = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #watchdog: Watchdog | undefined;
  #stableTimer: NodeJS.Timeout | undefined;
  /** The socket whose frame is being handed out. */
  #source: WebSocket | undefined;

  constructor(settings: Settings, hooks: StreamHooks) {
    super({ clientId: settings.clientId, clientSecret: settings.clientSecret, keepAlive: false });
    this.#settings = settings;
    this.#sockets = createSockets(settings.timings);
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
    await this.#sockets.allClosed();
  }

  override disconnect(): void {
    this.#stopped = true;
    this.#generation++;
    this.connected = false;
    this.#leaving.abort();
    this.#stopTimers();
    this.#sockets.closeAll();
  }

  override async getEndpoint(): Promise<this> {
    const { subscriptions } = this.config;
    this.#hidden.dw_url = await socketAddress(this.#settings, subscriptions, this.#leaving.signal);
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
      const socket = await this.#sockets.open(this.#hidden.dw_url ?? '', {
        onText: (source, text) => this.#dispatch(source, text, generation),
        onSign: () => generation === this.#generation && this.#watchdog?.feed(),
      });
      if (this.#isOver(generation)) return this.#stopped ? socket.close() : this.#sockets.leave(socket);
      this.#hidden.socket = socket;
      this.connected = true;
      this.#watch(socket);
      clearTimeout(this.#stableTimer);
      this.#stableTimer = setTimeout(() => (this.#failures = 0), this.#settings.timings.stable);
      this.#hooks.onOpen();
      if (socket.readyState === WebSocket.OPEN)
        socket.once('close', () => this.#retry(generation, undefined));
      else this.#retry(generation, undefined);
      if (old) this.#sockets.leave(old);
    } catch (error) {
      this.#retry(generation, error);
    }
  }

  #isOver(generation: number): boolean {
    return this.#stopped || generation !== this.#generation;
  }

  #watch(socket: WebSocket): void {
    this.#watchdog?.stop();
    this.#watchdog = createWatchdog({
      timings: this.#settings.timings,
      ask: () => socket.ping(),
      giveUp: () => this.#replace(),
    });
  }

  #stopTimers(): void {
    this.#watchdog?.stop();
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#stableTimer);
  }

  /** The socket has to go. A server that sends every socket away at once isn't asked at once for another. */
  #replace(): void {
    this.#stopTimers();
    const next = ++this.#generation;
    const { timings, random } = this.#settings;
    const wait = this.#failures === 0 ? 0 : reconnectWait(this.#failures, timings, random());
    this.#failures++;
    if (wait === 0) void this.#open(next);
    else this.#retryTimer = setTimeout(() => void this.#open(next), wait);
  }

  #retry(generation: number, error: unknown): void {
    if (this.#isOver(generation)) return;
    this.connected = false;
    this.#stopTimers();
    const next = ++this.#generation;
    this.#hooks.onLost(error);
    const { timings, random } = this.#settings;
    const wait =
      error instanceof GatewayRefusedError
        ? timings.refusedRetry
        : reconnectWait(this.#failures++, timings, random());
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
