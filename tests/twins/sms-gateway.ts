import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the gateway was asked, as it came over the wire. */
export interface SmsRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer; `hang`: there is none, `cut`: the connection is closed instead. */
export type SmsAnswer =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { hang: true }
  | { cut: true };

export interface SmsServer {
  readonly url: string;
  readonly requests: SmsRequest[];
  readonly stop: () => Promise<void>;
}

/** A gateway on loopback of whichever company: `answer` says what it does. */
export async function startSmsServer(answer: (request: SmsRequest) => SmsAnswer): Promise<SmsServer> {
  const requests: SmsRequest[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => {});
    void read(request).then((asked) => {
      requests.push(asked);
      const given = answer(asked);
      if ('hang' in given) return;
      if ('cut' in given) {
        request.socket.destroy();
        return;
      }
      const { status, body = {}, headers } = given;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface SmsGatewayTwin {
  /** For SMS_URL, with SMS_PROVIDER=http and any SMS_TOKEN. */
  readonly url: string;
  /** What was taken, oldest first. */
  readonly messages: { to: string; text: string }[];
  readonly requests: SmsRequest[];
  /** Answers with this status from now on and takes nothing; undefined: it takes everything again. */
  fail(status: number | undefined): void;
  readonly stop: () => Promise<void>;
}

/** A gateway of the generic shape (`docs/sms-gateways.md`) on loopback. */
export async function startSmsGateway(): Promise<SmsGatewayTwin> {
  const messages: { to: string; text: string }[] = [];
  let failing: number | undefined;
  const server = await startSmsServer(({ method, headers, body }) => {
    if (failing !== undefined) return { status: failing };
    if (method !== 'POST' || !headers.authorization) return { status: 401 };
    const { to, text } = JSON.parse(body) as { to: string; text: string };
    messages.push({ to, text });
    return { status: 202 };
  });
  return {
    url: `${server.url}/send`,
    messages,
    requests: server.requests,
    fail: (status) => (failing = status),
    stop: server.stop,
  };
}

async function read(request: IncomingMessage): Promise<SmsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
  return {
    method: request.method ?? '',
    url,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
}
