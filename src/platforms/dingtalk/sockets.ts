import { WebSocket } from 'ws';
import type { DingtalkTimings } from './settings.ts';

/** So long a socket has to close in good manners. */
const CLOSE_MS = 1_000;

export interface SocketHooks {
  onText: (socket: WebSocket, text: string) => void;
  /** Whatever comes over it: a sign of life. */
  onSign: () => void;
}

/** All sockets that are open or on their way. */
export interface Sockets {
  /** Resolves once it is open. */
  open(address: string, hooks: SocketHooks): Promise<WebSocket>;
  /** Closes it a little later: acknowledgements may be on their way. */
  leave(socket: WebSocket): void;
  closeAll(): void;
  /** Resolves when none is left, and no timer. */
  allClosed(): Promise<void>;
}

/** The sockets of one client. */
export function createSockets(timings: Pick<DingtalkTimings, 'handshake' | 'linger'>): Sockets {
  const live = new Set<WebSocket>();
  const lingering = new Set<NodeJS.Timeout>();

  return {
    open(address, { onText, onSign }) {
      const socket = new WebSocket(address, { handshakeTimeout: timings.handshake });
      live.add(socket);
      let cause: unknown;
      socket.on('error', (error) => (cause = error));
      socket.on('close', () => live.delete(socket));
      socket.on('ping', onSign);
      socket.on('pong', onSign);
      // ws hands text over as one Buffer by default.
      socket.on('message', (data: Buffer) => {
        onSign();
        onText(socket, String(data));
      });
      return new Promise((opened, failed) => {
        socket.once('open', () => opened(socket));
        socket.once('close', () => failed(new Error('the socket could not be opened', { cause })));
      });
    },

    leave(socket) {
      const timer = setTimeout(() => {
        lingering.delete(timer);
        socket.close();
      }, timings.linger);
      lingering.add(timer);
      socket.once('close', () => {
        clearTimeout(timer);
        lingering.delete(timer);
      });
    },

    closeAll() {
      lingering.forEach((timer) => clearTimeout(timer));
      lingering.clear();
      live.forEach((socket) => socket.close());
    },

    async allClosed() {
      const closed = [...live].map((socket) => new Promise((done) => socket.once('close', done)));
      const force = setTimeout(() => live.forEach((socket) => socket.terminate()), CLOSE_MS);
      await Promise.all(closed);
      clearTimeout(force);
    },
  };
}
