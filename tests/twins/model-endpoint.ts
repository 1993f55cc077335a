import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint was asked, as it came over the wire. */
export interface ModelRequest {
  path: string;
  headers: IncomingHttpHeaders;
  /** Everything that was sent, for a search for what must not leave the house. */
  raw: string;
  body: {
    model: string;
    stream?: boolean;
    messages?: {
      role: string;
      content: string | { type: string; text?: string; image_url?: { url: string } }[];
    }[];
    input?: string[];
    response_format?: unknown;
    max_tokens?: number;
    encoding_format?: string;
  };
  system: string;
  user: string;
  /** The quoted data, parsed. */
  data: Record<string, unknown>;
}

/** How a call is answered: a text is the model's output. */
export type Behaviour =
  | { say: string | ((request: ModelRequest) => string) }
  /** Everything by hand. */
  | { act: (response: ServerResponse, request: ModelRequest) => void };

export interface ModelEndpoint {
  readonly baseUrl: string;
  readonly requests: ModelRequest[];
  /** For all calls from now on, or for the next few ones where several are given. */
  behave(...behaviours: [Behaviour, ...Behaviour[]]): void;
  /** Streams come in pieces of so many letters. */
  pieces: number;
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** An OpenAI-compatible endpoint on loopback that does as it is told, and lies where it is told to. */
export async function createModelEndpoint(): Promise<ModelEndpoint> {
  const requests: ModelRequest[] = [];
  let queue: Behaviour[] = [{ say: '{}' }];
  const server = createServer((request, response) => {
    // A client that has had enough hangs up: that is no failure of the test.
    response.on('error', () => {});
    void read(request).then((asked) => {
      requests.push(asked);
      const [behaviour] = queue;
      if (queue.length > 1) queue = queue.slice(1);
      if (!behaviour) return;
      if ('act' in behaviour) behaviour.act(response, asked);
      else if (asked.path.endsWith('/embeddings')) sendJson(response, vectorsFor(asked));
      else {
        const content = typeof behaviour.say === 'string' ? behaviour.say : behaviour.say(asked);
        if (asked.body.stream) stream(response, content, endpoint.pieces);
        else sendJson(response, completion(content));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: ModelEndpoint = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    behave: (...behaviours) => (queue = behaviours),
    pieces: 12,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return endpoint;
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function completion(content: unknown): Record<string, unknown> {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'fake',
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 700, completion_tokens: 80, total_tokens: 780 },
  };
}

/** The start of a stream, for endings by hand. */
export function streamed(response: ServerResponse, pieces: readonly string[]): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of pieces) {
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'fake', choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] })}\n\n`,
    );
  }
}

function stream(response: ServerResponse, content: string, size: number): void {
  streamed(response, content.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []);
  response.write(
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'fake', choices: [], usage: { prompt_tokens: 700, completion_tokens: 80, total_tokens: 780 } })}\n\n`,
  );
  response.end('data: [DONE]\n\n');
}

function vectorsFor({ body }: ModelRequest) {
  const data = (body.input ?? []).map((text, index) => ({
    object: 'embedding',
    index,
    embedding: [text.length, 1, 0],
  }));
  return { object: 'list', data, model: body.model, usage: { prompt_tokens: 10, total_tokens: 10 } };
}

async function read(request: IncomingMessage): Promise<ModelRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString();
  const body = JSON.parse(raw === '' ? '{}' : raw) as ModelRequest['body'];
  const wordsOf = (role: string) => {
    const content = body.messages?.find((one) => one.role === role)?.content ?? '';
    return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('');
  };
  const quoted = /^<data-(\w+)>\n([\s\S]*)\n<\/data-\1>$/.exec(wordsOf('user'))?.[2];
  return {
    path: request.url ?? '',
    headers: request.headers,
    raw,
    body,
    system: wordsOf('system'),
    user: wordsOf('user'),
    data: JSON.parse(quoted ?? '{}') as Record<string, unknown>,
  };
}
