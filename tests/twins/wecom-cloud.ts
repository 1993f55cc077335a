import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { createFileStore } from './wecom-files.ts';
import { createLedger } from './wecom-ledger.ts';

const frame = z.object({
  cmd: z.string(),
  headers: z.object({ req_id: z.string() }),
  body: z.unknown().optional(),
});
export type Frame = z.infer<typeof frame>;

const credentials = z.object({ bot_id: z.string(), secret: z.string() });

/** The answer to a request: a code, or what was made. */
export type Answer = { errcode: number; body?: object | undefined };

/** Switches of what goes wrong. */
export interface WecomFaults {
  /** The subscription is never answered. */
  silentSubscribe: boolean;
  /** The subscription is answered with this code. */
  subscribeCode: number | undefined;
  /** Requests are done and never answered. */
  silentRequests: boolean;
  /** The next requests are answered with these codes, and not done; 0 lets one through. */
  codes: number[];
  /** Answers have no `req_id`. */
  withoutReqId: boolean;
  /** The bot's limits are kept by the twin's own clock: 30 a minute and 1,000 an hour per conversation. */
  limits: boolean;
  /** Callbacks come without an id, and those of events without their chat. */
  bareCallbacks: boolean;
  /** Only the last so many milliseconds of a press allow a new card. */
  pressMs: number;
}

export interface CloudOptions {
  botId: string;
  secret: string;
  now: () => number;
  answer: (request: Frame) => Answer;
}

/** The protocol of WeCom's long connection: subscribing, one connection a bot, pings, answers. */
export async function openCloud({ botId, secret, now, answer }: CloudOptions) {
  const ledger = createLedger();
  const files = createFileStore();
  const faults: WecomFaults = {
    silentSubscribe: false,
    subscribeCode: undefined,
    silentRequests: false,
    codes: [],
    withoutReqId: false,
    limits: false,
    bareCallbacks: false,
    pressMs: 5_000,
  };
  const frozen = new Set<WebSocket>();
  const open = new Set<WebSocket>();
  let subscribed: WebSocket | undefined;
  let server = listening(0);

  function listening(port: number) {
    const http = createServer((request, response) => files.answer(request, response));
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', meet);
    const ready = new Promise<number>((resolve) => {
      http.listen(port, '127.0.0.1', () => resolve((http.address() as AddressInfo).port));
    });
    return { http, sockets, ready };
  }

  function meet(socket: WebSocket): void {
    ledger.connections.opened++;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      open.delete(socket);
      frozen.delete(socket);
      if (subscribed === socket) subscribed = undefined;
      ledger.connections.closed++;
      ledger.changed();
    });
    socket.on('message', (data: Buffer) => {
      if (frozen.has(socket)) return;
      const parsed = frame.safeParse(JSON.parse(data.toString('utf8')));
      if (parsed.success) hear(socket, parsed.data);
    });
    ledger.changed();
  }

  function hear(socket: WebSocket, request: Frame): void {
    if (request.cmd === 'ping') {
      ledger.pings++;
      reply(socket, request, { errcode: 0 });
    } else if (request.cmd === 'aibot_subscribe') subscribe(socket, request);
    else serve(socket, request);
    ledger.changed();
  }

  function subscribe(socket: WebSocket, request: Frame): void {
    const { data } = credentials.safeParse(request.body);
    const isRight = data?.bot_id === botId && data.secret === secret;
    const errcode = faults.subscribeCode ?? (isRight ? 0 : 853000);
    ledger.calls.push({ cmd: request.cmd, at: now(), errcode, body: undefined });
    if (faults.silentSubscribe) return;
    if (errcode !== 0) {
      reply(socket, request, { errcode });
      return;
    }
    const old = subscribed;
    subscribed = socket;
    ledger.connections.authenticated++;
    if (old && old !== socket) kickOut(old);
    reply(socket, request, { errcode: 0 });
  }

  function kickOut(socket: WebSocket): void {
    ledger.connections.kicked++;
    const event = { eventtype: 'disconnected_event' };
    socket.send(JSON.stringify(callback('aibot_event_callback', { msgtype: 'event', event })));
    socket.close();
  }

  function serve(socket: WebSocket, request: Frame): void {
    const code = faults.codes.shift() ?? 0;
    const answered =
      code !== 0 ? { errcode: code } : socket === subscribed ? answer(request) : { errcode: 846609 };
    const isSilent = faults.silentRequests;
    const { errcode } = answered;
    ledger.calls.push({
      cmd: request.cmd,
      at: now(),
      errcode: isSilent ? undefined : errcode,
      body: request.body,
    });
    if (!isSilent) reply(socket, request, answered);
  }

  function reply(socket: WebSocket, { headers }: Frame, { errcode, body }: Answer): void {
    const errmsg = errcode === 0 ? 'ok' : 'refused';
    const head = faults.withoutReqId ? {} : { req_id: headers.req_id };
    socket.send(JSON.stringify({ headers: head, errcode, errmsg, body }));
  }

  function callback(cmd: string, body: object, reqId: string = randomUUID()) {
    const head = { msgid: randomUUID(), aibotid: botId, create_time: Math.floor(now() / 1000) };
    return { cmd, headers: { req_id: reqId }, body: { ...head, ...body } };
  }

  return {
    ledger,
    files,
    faults,
    port: await server.ready,
    /** Connections that are subscribed and not closed. */
    live: () => (subscribed ? 1 : 0),
    sockets: () => open.size,

    /** Sends a callback to the bot, or writes it down as lost; gives its id. */
    async deliver(cmd: string, body: object, reqId?: string): Promise<string> {
      const made = callback(cmd, body, reqId);
      const { msgid } = made.body;
      const text = JSON.stringify(faults.bareCallbacks ? { ...made, body: bare(made.body) } : made);
      const socket = subscribed;
      if (socket) await written(socket, text);
      if (socket) ledger.delivered.push({ msgid, at: now() });
      else ledger.lost.push(msgid);
      ledger.changed();
      return msgid;
    },
    /** Writes anything at all to the bot. */
    async raw(text: string): Promise<void> {
      if (subscribed) await written(subscribed, text);
    },
    /** Cuts the bot's connection without a word. */
    cut(): void {
      subscribed?.terminate();
    },
    /** From now on the bot's connection is dead and nobody tells: half open. */
    freeze(): void {
      if (subscribed) frozen.add(subscribed);
      subscribed = undefined;
    },
    /** The cloud is away: nothing listens any more. */
    async down(): Promise<void> {
      for (const socket of open) socket.terminate();
      server.sockets.close();
      await new Promise((resolve) => server.http.close(resolve));
      ledger.changed();
    },
    async up(port: number): Promise<void> {
      server = listening(port);
      await server.ready;
    },
  };
}

function bare(body: object): object {
  const isEvent = 'event' in body;
  const chat = isEvent ? { chattype: undefined, chatid: undefined } : {};
  return { ...body, msgid: undefined, ...chat };
}

function written(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => socket.send(text, () => resolve()));
}

export type Cloud = Awaited<ReturnType<typeof openCloud>>;
