import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Answer, Args } from './slack-answers.ts';
import { createMethods } from './slack-methods.ts';
import { createPeople, type Deeds } from './slack-people.ts';
import { createSockets, type Sockets } from './slack-sockets.ts';
import { BOT_USER, TEAM, createWorld, type World } from './slack-world.ts';
import type { Twin } from './twin.ts';

export interface SlackTwinOptions {
  now?: (() => number) | undefined;
  redeliverMs?: number | undefined;
  /** The bot hears of its own posts, edits and deletions too, as from Slack; true where it isn't said. */
  echo?: boolean | undefined;
  /** Gives the port of what stands before it, which its own addresses lead to then. */
  front?: ((port: number) => Promise<number>) | undefined;
}

/** What happens to one call: an answer in place of the real one, or how the line breaks. */
export type Fault =
  | { status: number; retryAfter?: number | string; body?: string }
  | { error: string; needed?: string }
  /** `after`: what was asked is done, and nobody hears of it. */
  | { line: 'silent-after' | 'cut-after' | 'cut-before' };

export interface Call {
  method: string;
  args: Args;
  at: number;
  answer?: Answer | undefined;
}

export interface SlackTwin extends Twin, Deeds {
  readonly name: 'slack';
  readonly world: World;
  readonly sockets: Sockets;
  readonly calls: Call[];
  calledAt(method: string): number[];
  /** Resolves as soon as it holds. */
  when(condition: () => boolean): Promise<void>;
  /** The next calls of a method go like this, one after the other. */
  fail(method: string, ...faults: Fault[]): void;
  /** `undefined`: it is accepted again. */
  refuse(token: 'bot' | 'app', error: string | undefined): void;
  /** Everything is down: connections are refused, and what is written only stands in the history. */
  outage(down: boolean): void;
  /** Nobody listens at its address, as when there is no way to it; sockets that are open stay. */
  unreachable(on: boolean): Promise<void>;
  /** Delivers the events of a message once more, in envelopes of their own. */
  again(messageId: string, retry?: number): Promise<void>;
  /** What is written from now on waits until `release`, which gives its order. */
  hold(): void;
  release(order?: 'backward'): Promise<void>;
  /** Only the redelivery of the next event arrives. */
  onlyRetry(): void;
  event(event: Record<string, unknown>): Promise<void>;
}

/** Slack on loopback: Web API, Socket Mode, files. */
export async function openSlackTwin(options: SlackTwinOptions = {}): Promise<SlackTwin> {
  const { now = Date.now, redeliverMs = 400, echo = true, front = async (port) => port } = options;
  const world = createWorld(now);
  const waiters = new Set<() => void>();
  const changed = () => {
    for (const waiter of waiters) waiter();
  };
  const sockets = createSockets({ changed, redeliverMs });
  const calls: Call[] = [];
  const faults = new Map<string, Fault[]>();
  const refused: { bot?: string | undefined; app?: string | undefined } = {};
  const events = new Map<string, Record<string, unknown>[]>();
  const connections = new Set<Socket>();
  let held: (() => Promise<void>)[] | undefined;
  let down = false;
  let retryOnly = false;
  let url = '';
  const { methods, views } = createMethods(world, () => url);

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    if (down) return socket.destroy();
    connections.add(socket);
    return socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${await front((server.address() as AddressInfo).port)}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '/';
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    if (path.startsWith('/files/')) return sendFile(path, token, response);
    if (path.startsWith('/upload/')) {
      const id = path.slice('/upload/'.length);
      world.files.set(id, { id, name: id, bytes: body, mimetype: 'application/octet-stream' });
      response.end('OK');
      return;
    }
    const method = path.slice('/api/'.length);
    const call: Call = {
      method,
      args: Object.fromEntries(new URLSearchParams(body.toString())),
      at: performance.now(),
    };
    calls.push(call);
    const fault = faults.get(method)?.shift();
    if (fault) spoil(fault, call, response, token);
    else {
      call.answer = perform(call, token);
      if (echo && call.answer.ok) void echoed(call);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(call.answer));
    }
    changed();
  }

  function spoil(fault: Fault, call: Call, response: ServerResponse, token: string): void {
    if ('status' in fault) {
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', String(fault.retryAfter));
      response.writeHead(fault.status).end(fault.body ?? JSON.stringify({ ok: false, error: 'ratelimited' }));
    } else if ('error' in fault) {
      response.end(JSON.stringify({ ok: false, ...fault }));
    } else {
      if (fault.line !== 'cut-before') call.answer = perform(call, token);
      if (fault.line !== 'silent-after') response.socket?.destroy();
    }
  }

  function perform({ method, args }: Call, token: string): Answer {
    if (method === 'apps.connections.open') {
      if (!token.startsWith('xapp-')) return { ok: false, error: 'not_allowed_token_type' };
      if (refused.app) return { ok: false, error: refused.app };
      return { ok: true, url: `${url.replace('http', 'ws')}/link/?ticket=${world.nextId('t')}` };
    }
    if (!token.startsWith('xoxb-')) return { ok: false, error: 'not_allowed_token_type' };
    if (refused.bot) return { ok: false, error: refused.bot };
    return methods[method]?.(args) ?? { ok: false, error: 'unknown_method' };
  }

  function sendFile(path: string, token: string, response: ServerResponse): void {
    const file = world.files.get(path.slice('/files/'.length));
    if (!token.startsWith('xoxb-') || !file) {
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<html>Sign in</html>');
    } else {
      response.setHeader('content-type', file.mimetype).end(file.bytes);
    }
  }

  /** An event to the app, in an envelope of its own. While all is down it is lost, as far as the socket goes. */
  async function emit(event: Record<string, unknown>, of?: string): Promise<void> {
    const payload = {
      type: 'event_callback',
      team_id: TEAM,
      api_app_id: 'A1',
      event_id: world.nextId('Ev'),
      event_time: Math.floor(now() / 1000),
      authorizations: [{ team_id: TEAM, user_id: BOT_USER, is_bot: true }],
      event,
    };
    if (of !== undefined) events.set(of, [...(events.get(of) ?? []), payload]);
    if (down) return;
    const retry = retryOnly ? 1 : 0;
    retryOnly = false;
    const send = () => sockets.deliver(world.nextId('e'), { type: 'events_api', payload }, retry);
    if (!held) return send();
    held.push(send);
  }

  const interact = (payload: Record<string, unknown>) =>
    sockets.deliver(world.nextId('e'), { type: 'interactive', payload });

  const people = createPeople({ world, views, url, emit, interact });

  /** What the bot does comes back to it as an event. */
  async function echoed({ method, args, answer }: Call): Promise<void> {
    if (method === 'reactions.add') {
      return people.deeds.reacts(BOT_USER, { id: args['timestamp'] ?? '' }, args['name'] ?? '');
    }
    const channel = args['channel'] ?? args['channel_id'];
    const post = world.posts.find(
      (one) => one.ts === (answer?.['ts'] ?? args['ts']) && one.channel === channel,
    );
    if (!post || post.privateTo) return;
    if (method === 'chat.postMessage' || method === 'files.completeUploadExternal')
      await people.announce(post);
    if (method === 'chat.update') await people.changed(post, { ...world.told(post, url), text: '' });
    if (method === 'chat.delete') await people.deleted(post);
  }

  return {
    name: 'slack',
    env: { SLACK_BOT_TOKEN: 'xoxb-twin', SLACK_APP_TOKEN: 'xapp-twin', SLACK_API_URL: `${url}/api/` },
    world,
    sockets,
    calls,
    calledAt: (method) => calls.filter((call) => call.method === method).map(({ at }) => at),
    async when(condition) {
      if (condition()) return;
      await new Promise<void>((resolve) => {
        const waiter = () => {
          if (!condition()) return;
          waiters.delete(waiter);
          resolve();
        };
        waiters.add(waiter);
      });
    },
    account: (account) => void world.accounts.set(account.id, account),
    group: (id, name) => void world.channels.set(id, { id, name }),

    ...people.deeds,
    event: (event) => emit(event),
    sent: (place) =>
      world.seenOf((post) => post.channel === place || world.channels.get(post.channel)?.user === place),
    all: () => world.seenOf(() => true),

    fail(method, ...next) {
      faults.set(method, [...(faults.get(method) ?? []), ...next]);
    },
    refuse(token, error) {
      refused[token] = error;
    },
    outage(on) {
      down = on;
      if (!on) return;
      sockets.giveUp();
      sockets.cutAll();
      for (const socket of connections) socket.destroy();
    },
    async unreachable(on) {
      if (on) {
        server.close();
        server.closeAllConnections();
      } else {
        const { port } = new URL(url);
        await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
      }
    },
    async again(messageId, retry = 1) {
      const payloads = events.get(messageId) ?? [];
      await Promise.all(
        payloads.map((payload) => sockets.deliver(world.nextId('e'), { type: 'events_api', payload }, retry)),
      );
    },
    hold() {
      held = [];
    },
    async release(order) {
      const sends = held ?? [];
      held = undefined;
      await Promise.all((order === 'backward' ? sends.toReversed() : sends).map((send) => send()));
    },
    onlyRetry() {
      retryOnly = true;
    },
    async close() {
      sockets.close();
      server.closeAllConnections();
      for (const socket of connections) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
