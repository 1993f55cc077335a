import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

export interface Delivered {
  envelope: string;
  type: string;
  eventId?: string | undefined;
  retry: number;
}

interface Waiting {
  frame: Record<string, unknown>;
  done: () => void;
  tries: number;
  timer?: NodeJS.Timeout | undefined;
}

export interface SocketsOptions {
  changed: () => void;
  /** ms without an acknowledgement after which an event is delivered again; real: 3 s and more. */
  redeliverMs: number;
}

export type Sockets = ReturnType<typeof createSockets>;

/** Socket Mode: each envelope goes to one of the open sockets, and is delivered again until it is acknowledged. */
export function createSockets({ changed, redeliverMs }: SocketsOptions) {
  const server = new WebSocketServer({ noServer: true, autoPong: false });
  const live: WebSocket[] = [];
  const frozen = new Set<WebSocket>();
  const waiting = new Map<string, Waiting>();
  const delivered: Delivered[] = [];
  const acked: string[] = [];
  let turn = 0;
  let opened = 0;
  let most = 0;
  let mute = false;

  server.on('connection', (socket) => {
    opened += 1;
    live.push(socket);
    most = Math.max(most, live.length);
    socket.on('ping', (data) => {
      if (!frozen.has(socket)) socket.pong(data);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      live.splice(live.indexOf(socket), 1);
      changed();
    });
    socket.on('message', (data) => take((data as Buffer).toString()));
    if (!mute) {
      socket.send(
        JSON.stringify({
          type: 'hello',
          num_connections: live.length,
          connection_info: { app_id: 'A1' },
          debug_info: { host: 'twin', approximate_connection_time: 18_060 },
        }),
      );
    }
    changed();
    for (const id of waiting.keys()) if (!waiting.get(id)?.timer) push(id);
  });

  function take(text: string): void {
    const { envelope_id: id } = JSON.parse(text) as { envelope_id: string };
    acked.push(id);
    const entry = waiting.get(id);
    waiting.delete(id);
    clearTimeout(entry?.timer);
    entry?.done();
    changed();
  }

  /** Sends what waits over the next socket; without one it waits for one. */
  function push(id: string): void {
    const entry = waiting.get(id);
    const open = live.filter((socket) => socket.readyState === socket.OPEN && !frozen.has(socket));
    const socket = open[turn++ % Math.max(1, open.length)];
    if (!entry) return;
    entry.timer = undefined;
    if (!socket) return;
    entry.frame['retry_attempt'] = entry.tries;
    if (entry.tries > 0) entry.frame['retry_reason'] = 'timeout';
    const eventId = (entry.frame['payload'] as { event_id?: string } | null)?.event_id;
    delivered.push({ envelope: id, type: String(entry.frame['type']), eventId, retry: entry.tries });
    socket.send(JSON.stringify(entry.frame));
    changed();
    entry.tries += 1;
    // A press isn't delivered again: who pressed sees a warning sign.
    const isPress = entry.frame['type'] === 'interactive';
    entry.timer = setTimeout(() => (isPress ? drop(id) : push(id)), isPress ? 3_000 : redeliverMs);
  }

  function drop(id: string): void {
    waiting.get(id)?.done();
    waiting.delete(id);
  }

  return {
    delivered,
    acked,
    /** The envelopes that nobody has acknowledged. */
    unacked: () => [...waiting.keys()],
    count: () => ({ live: live.length, opened, most }),

    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      server.handleUpgrade(request, socket, head, (ws) => server.emit('connection', ws, request));
    },

    /** Delivers an envelope; resolves when it is acknowledged. `retry`: only this redelivery arrives. */
    deliver(id: string, frame: Record<string, unknown>, retry = 0): Promise<void> {
      return new Promise((done) => {
        waiting.set(id, {
          frame: { ...frame, envelope_id: id, accepts_response_payload: false },
          done,
          tries: retry,
        });
        push(id);
      });
    },

    /** Takes back what waits for an acknowledgement: Slack gives it up. */
    giveUp(): void {
      for (const { timer, done } of waiting.values()) {
        clearTimeout(timer);
        done();
      }
      waiting.clear();
    },

    /** Anything at all, over every socket. */
    raw(text: string): void {
      for (const socket of live) socket.send(text);
    },
    /** Slack wants one socket renewed: it says so, delivers no more over it, and closes it a little later. */
    disconnect(reason: string, which = 0): void {
      live[which]?.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }));
    },
    cut(which = 0): void {
      live[which]?.terminate();
    },
    /** A part of a frame, and then the end. */
    cutInsideFrame(which = 0): void {
      const socket = live[which];
      const { _socket: raw } = socket as unknown as { _socket: Duplex };
      raw.write(Buffer.from([0x81, 0x7e, 0x10, 0x00, 0x7b, 0x22]), () => raw.destroy());
    },
    /** The line is dead, and nobody is told. */
    freeze(which = 0): void {
      const socket = live[which];
      if (!socket) return;
      frozen.add(socket);
      (socket as unknown as { _socket: Duplex })._socket.pause();
    },
    /** Whether new sockets hear no `hello`. */
    silent(on: boolean): void {
      mute = on;
    },
    cutAll(): void {
      for (const socket of live.slice()) socket.terminate();
    },
    close(): void {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      for (const socket of live.slice()) socket.terminate();
      server.close();
    },
  };
}
