import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Cloud } from './dingtalk-cloud.ts';

const ROBOT = '/v1.0/im/bot/messages/get';
const CARD = '/v1.0/card/instances/callback';
const MOST_PUSHES = 3;

interface Line {
  socket: WebSocket;
  number: number;
  /** Nothing is sent here any more: it was told to go, or is half open. */
  quiet: boolean;
  /** What comes from there is lost. */
  deaf: boolean;
}

interface Pushed {
  topic: string;
  msgId: string;
  /** The transport's: another at each push of a message, and the same at each of a card's callback. */
  messageId?: string;
  data: object;
  pushes: number;
  timer?: NodeJS.Timeout;
  answered: (data: unknown) => void;
}

/** The sockets of Stream mode. */
export interface DingtalkStream {
  /** Pushes a callback until it is acknowledged; gives the response. */
  push(frame: { topic: 'robot' | 'card'; msgId: string; data: object }): Promise<unknown>;
  /** As it stands, to every socket. */
  raw(text: string): void;
  /** Pushes a frame once more, as the vendor does. */
  again(msgId: string): void;
  /** From now on each push comes twice, or once again. */
  duplicates: boolean;
  /** Each socket is told to go as soon as it is there. */
  sendsAway: boolean;
  /** Keeps pushes back; `release` sends them in the opposite order. */
  hold(): void;
  release(): void;
  cut(): void;
  /** Sockets stay open, and nothing goes over them any more. */
  freeze(): void;
  /** Tells the client to go, as the vendor does every few hours, and closes after `delayMs`. */
  retire(delayMs: number): void;
  system(topic: string): void;
  close(): void;
}

export function openStream(
  cloud: Cloud,
  server: Server,
  { ackTimeoutMs, pingMs }: { ackTimeoutMs: number; pingMs: number },
): DingtalkStream {
  const { ledger } = cloud;
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  const lines = new Set<Line>();
  const byMessage = new Map<string, Pushed>();
  const byMsgId = new Map<string, Pushed>();
  const waiting: Pushed[] = [];
  let held: Pushed[] | undefined;

  server.on('upgrade', (request, stream, head) => {
    const url = new URL(request.url ?? '/', cloud.url);
    const known = cloud.tickets.delete(url.searchParams.get('ticket') ?? '');
    if (!known || cloud.down || cloud.handshakes === 'refused' || url.pathname !== '/connect') {
      stream.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => accept(socket));
  });

  function accept(socket: WebSocket): void {
    const line: Line = { socket, number: ++ledger.sockets.opened, quiet: false, deaf: false };
    lines.add(line);
    ledger.sockets.open = lines.size;
    ledger.sockets.most = Math.max(ledger.sockets.most, lines.size);
    const pings = pingMs > 0 ? setInterval(() => system(line, 'ping'), pingMs) : undefined;
    socket.on('error', () => {});
    socket.on('ping', () => {
      ledger.pings++;
      if (!line.deaf) socket.pong();
      ledger.changed();
    });
    socket.on('close', () => {
      clearInterval(pings);
      lines.delete(line);
      ledger.sockets.open = lines.size;
      ledger.changed();
    });
    socket.on('message', (data: Buffer) => {
      if (!line.deaf) take(JSON.parse(data.toString()) as Ack);
    });
    system(line, 'CONNECTED');
    system(line, 'REGISTERED');
    if (stream.sendsAway) system(line, 'disconnect');
    ledger.changed();
    for (const pushed of waiting.splice(0)) deliver(pushed);
  }

  interface Ack {
    code: number;
    headers: { messageId: string; topic?: string };
    data: string;
  }

  function take({ code, headers, data }: Ack): void {
    if (headers.topic === 'ping') {
      ledger.pongs++;
      ledger.changed();
    }
    if (headers.topic || code !== 200) return;
    const pushed = byMessage.get(headers.messageId);
    if (!pushed) return;
    clearTimeout(pushed.timer);
    pushed.pushes = MOST_PUSHES;
    ledger.acked.push(headers.messageId);
    pushed.answered((JSON.parse(data) as { response: unknown }).response);
    ledger.changed();
  }

  function system({ socket, quiet }: Line, topic: string): void {
    if (quiet) return;
    const headers = {
      topic,
      messageId: `s${cloud.next()}`,
      contentType: 'application/json',
      time: String(cloud.now()),
    };
    const data = JSON.stringify({ opaque: 'o', reason: 'connection is expired' });
    socket.send(JSON.stringify({ specVersion: '1.0', type: 'SYSTEM', headers, data }));
  }

  function deliver(pushed: Pushed): void {
    const line = [...lines].toReversed().find(({ quiet, deaf }) => !quiet || deaf);
    if (!line) {
      waiting.push(pushed);
      return;
    }
    const { topic, data, msgId } = pushed;
    const messageId = (topic === CARD && pushed.messageId) || `t${cloud.next()}`;
    pushed.messageId = messageId;
    byMessage.set(messageId, pushed);
    pushed.pushes++;
    ledger.delivered.push({ msgId, messageId, socket: line.number });
    if (!line.deaf) {
      const headers = {
        appId: 'a1',
        connectionId: `c${line.number}`,
        contentType: 'application/json',
        messageId,
        time: String(cloud.now()),
        topic,
      };
      line.socket.send(
        JSON.stringify({ specVersion: '1.0', type: 'CALLBACK', headers, data: JSON.stringify(data) }),
      );
    }
    clearTimeout(pushed.timer);
    if (pushed.pushes < MOST_PUSHES) {
      pushed.timer = setTimeout(() => deliver(pushed), ackTimeoutMs);
      pushed.timer.unref();
    }
    ledger.changed();
  }

  const stream: DingtalkStream = {
    duplicates: false,
    sendsAway: false,
    push: ({ topic, msgId, data }) =>
      new Promise((answered) => {
        const pushed: Pushed = { topic: topic === 'robot' ? ROBOT : CARD, msgId, data, pushes: 0, answered };
        byMsgId.set(msgId, pushed);
        if (held) return void held.push(pushed);
        deliver(pushed);
        if (stream.duplicates) deliver(pushed);
      }),
    raw: (text) => lines.forEach(({ socket }) => socket.send(text)),
    again(msgId) {
      const pushed = byMsgId.get(msgId);
      if (!pushed) throw new Error(`${msgId} was never pushed`);
      deliver(pushed);
    },
    hold: () => void (held = []),
    release() {
      const all = held ?? [];
      held = undefined;
      for (const pushed of all.toReversed()) deliver(pushed);
    },
    cut: () => lines.forEach(({ socket }) => socket.terminate()),
    freeze: () => lines.forEach((line) => Object.assign(line, { quiet: true, deaf: true })),
    retire(delayMs) {
      for (const line of lines) {
        system(line, 'disconnect');
        line.quiet = true;
        setTimeout(() => line.socket.terminate(), delayMs).unref();
      }
    },
    system: (topic) => lines.forEach((line) => system(line, topic)),
    close() {
      for (const { timer } of byMsgId.values()) clearTimeout(timer);
      lines.forEach(({ socket }) => socket.terminate());
      sockets.close();
    },
  };
  return stream;
}
