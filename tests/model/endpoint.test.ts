import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEndpoint, type ChatRequest } from '../../src/model/endpoint.ts';
import { ModelError } from '../../src/model/errors.ts';
import {
  completion,
  createModelEndpoint,
  sendJson,
  streamed,
  type Behaviour,
  type ModelEndpoint,
} from '../twins/model-endpoint.ts';
import { KEY } from './setting.ts';

let twin: ModelEndpoint;
beforeAll(async () => {
  twin = await createModelEndpoint();
});
afterAll(() => twin.close());
beforeEach(() => {
  twin.requests.length = 0;
});

const REQUEST: ChatRequest = {
  model: 'chat-1',
  system: 'Be good.',
  user: 'Hello',
  schema: {
    name: 'answer',
    json: { type: 'object', properties: {}, required: [], additionalProperties: false },
  },
  maxTokens: 100,
};
const open = (more: Partial<Parameters<typeof createEndpoint>[0]> = {}) =>
  createEndpoint({
    baseUrl: twin.baseUrl,
    apiKey: KEY,
    timeoutMs: 8_000,
    idleMs: 8_000,
    retryMs: 5,
    ...more,
  });

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    return `none: ${JSON.stringify(await work)}`;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const whole = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    if (/sk-test|hunter2|<html/.test(whole)) return `tells too much: ${whole}`;
    return error.failure;
  }
}

const forEver = (response: ServerResponse, piece: string) => {
  const more = () => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

describe('a call', () => {
  it('gives the content and what it cost', async () => {
    twin.behave({ say: '{"a":1}' });
    expect(await open().chat(REQUEST)).toEqual({ content: '{"a":1}', inputTokens: 700, outputTokens: 80 });
    expect(twin.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: {
        model: 'chat-1',
        temperature: 0,
        max_tokens: 100,
        response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true } },
      },
    });
  });

  it('carries the key in its header and nowhere else, and no organization', async () => {
    twin.behave({ say: '{}' });
    await open().chat(REQUEST);
    const { headers, raw, path } = twin.requests[0]!;
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
    expect(raw + path).not.toContain(KEY);
    expect(headers).not.toHaveProperty('openai-organization');
    expect(headers).not.toHaveProperty('openai-project');
  });

  it.each([
    ['response_format is unknown', { response_format: undefined }],
    [
      "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
      { max_tokens: undefined, max_completion_tokens: 100 },
    ],
    ["'temperature' does not support 0", { temperature: undefined }],
  ])('does without what a server doesn’t know, and remembers: %s', async (message, expected) => {
    const endpoint = open();
    const refuse: Behaviour = { act: (response) => sendJson(response, { error: { message } }, 400) };
    twin.behave(refuse, { say: '{}' });
    await endpoint.chat(REQUEST);
    await endpoint.chat(REQUEST);
    expect(twin.requests.length).toBe(3);
    for (const { body } of twin.requests.slice(1)) {
      const asked = Object.fromEntries(
        Object.keys(expected).map((key) => [key, body[key as keyof typeof body]]),
      );
      expect(asked).toEqual(expected);
    }
  });

  it('is repeated once where that may help', async () => {
    const busy: Behaviour = { act: (response) => sendJson(response, { error: { message: 'busy' } }, 503) };
    twin.behave(busy, { say: '{}' });
    expect(await open().chat(REQUEST)).toMatchObject({ content: '{}' });
    twin.requests.length = 0;
    twin.behave(busy, busy, { say: '{}' });
    expect(await failureOf(open().chat(REQUEST))).toBe('server-error');
    expect(twin.requests.length).toBe(2);
  });

  it('is not repeated where the endpoint wants more time than there is', async () => {
    twin.behave({ act: (response) => sendJson(response, {}, 429, { 'retry-after': '60' }) });
    expect(await failureOf(open().chat(REQUEST))).toBe('rate-limited');
    expect(twin.requests.length).toBe(1);
  });

  it('believes no usage that can’t be', async () => {
    twin.behave({
      act: (response) =>
        sendJson(response, { ...completion('{}'), usage: { prompt_tokens: 1e12, completion_tokens: -5 } }),
    });
    const { inputTokens, outputTokens } = await open().chat(REQUEST);
    expect(inputTokens).toBeLessThan(3_000);
    expect(outputTokens).toBe(1);
  });
});

const HTML = '<html><body>hunter2 login</body></html>';
const FAULTS: [string, Behaviour, string][] = [
  ['hangs', { act: () => {} }, 'timeout'],
  [
    'hangs after its headers',
    { act: (r) => void r.writeHead(200, { 'content-type': 'application/json' }).write('{') },
    'stalled',
  ],
  [
    'takes no more calls',
    { act: (r) => sendJson(r, { error: { message: 'hunter2' } }, 429) },
    'rate-limited',
  ],
  ['fails', { act: (r) => r.writeHead(500, { 'content-type': 'text/html' }).end(HTML) }, 'server-error'],
  [
    'refuses the key',
    { act: (r) => sendJson(r, { error: { message: `bad key ${KEY}` } }, 401) },
    'key-refused',
  ],
  ['doesn’t know the model', { act: (r) => sendJson(r, {}, 404) }, 'not-understood'],
  [
    'sends HTML',
    { act: (r) => r.writeHead(200, { 'content-type': 'text/html' }).end(HTML) },
    'not-the-protocol',
  ],
  [
    'sends garbage',
    { act: (r) => r.writeHead(200, { 'content-type': 'application/json' }).end('\u0000\ufffd{{{') },
    'not-the-protocol',
  ],
  [
    'sends nothing',
    { act: (r) => r.writeHead(200, { 'content-type': 'application/json' }).end() },
    'not-the-protocol',
  ],
  [
    'sends half a JSON',
    {
      act: (r) =>
        r.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[{"message":{"con'),
    },
    'not-the-protocol',
  ],
  ['lies about its schema', { act: (r) => sendJson(r, { choices: 'none' }) }, 'not-the-protocol'],
  ['has no choices', { act: (r) => sendJson(r, { choices: [] }) }, 'not-the-protocol'],
  ['has no content', { act: (r) => sendJson(r, completion(null)) }, 'not-the-protocol'],
  ['calls tools instead', { act: (r) => sendJson(r, completion([{ type: 'tool' }])) }, 'not-the-protocol'],
  ['sends 10 MB', { act: (r) => sendJson(r, completion('x'.repeat(10_000_000))) }, 'too-large'],
  ['says far more than it may', { act: (r) => sendJson(r, completion('help '.repeat(20_000))) }, 'too-large'],
  [
    'never ends',
    { act: (r) => forEver(r.writeHead(200, { 'content-type': 'application/json' }), ' '.repeat(65_536)) },
    'too-large',
  ],
  [
    'leads elsewhere',
    { act: (r) => r.writeHead(307, { location: 'http://127.0.0.1:9/v1/chat/completions' }).end() },
    'redirected',
  ],
  ['hangs up', { act: (r) => void r.destroy() }, 'unreachable'],
  [
    'hangs up in the middle',
    {
      act: (r) =>
        void r
          .writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
          .write('{"choices"', () => r.destroy()),
    },
    'cut-off',
  ],
];

describe('an endpoint that', () => {
  it.each(FAULTS)('%s is a typed error in time', async (_, behaviour, failure) => {
    twin.behave(behaviour);
    const patience = {
      timeoutMs: failure === 'timeout' ? 250 : 8_000,
      idleMs: failure === 'stalled' ? 100 : 8_000,
    };
    expect(await failureOf(open(patience).chat(REQUEST))).toBe(failure);
  });

  it('drips is over at the deadline, however lively it is', async () => {
    const timers: NodeJS.Timeout[] = [];
    twin.behave({
      act: (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        timers.push(setInterval(() => response.write(' '), 10));
      },
    });
    expect(await failureOf(open({ timeoutMs: 300 }).chat(REQUEST))).toBe('timeout');
    for (const timer of timers) clearInterval(timer);
  });

  it('isn’t there is unreachable', async () => {
    expect(await failureOf(open({ baseUrl: 'http://127.0.0.1:9/v1' }).chat(REQUEST))).toBe('unreachable');
  });

  it('fills no memory and keeps no socket', async () => {
    twin.behave({
      act: (r) => forEver(r.writeHead(200, { 'content-type': 'text/event-stream' }), ' '.repeat(65_536)),
    });
    const before = process.memoryUsage().rss;
    const endpoint = open();
    for (let round = 0; round < 10; round += 1) await failureOf(endpoint.chat(REQUEST));
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    for (let wait = 0; wait < 1_000 && (await twin.connections()) > 2; wait += 1) await turn();
    expect(await twin.connections()).toBeLessThanOrEqual(2);
  });

  it('is let go of when Deskline stops', async () => {
    twin.behave({ act: () => {} });
    const endpoint = open({ timeoutMs: 60_000 });
    const call = failureOf(endpoint.chat(REQUEST));
    endpoint.close();
    expect(await call).toBe('closed');
  });
});

describe('a stream', () => {
  const contents = async (behaviour: Behaviour, more: Partial<Parameters<typeof createEndpoint>[0]> = {}) => {
    twin.behave(behaviour);
    const seen: string[] = [];
    const end = await failureOf(open(more).chat(REQUEST, (soFar) => seen.push(soFar)));
    return { seen, end };
  };

  it('gives what has come so far', async () => {
    twin.pieces = 3;
    expect((await contents({ say: '{"a":"bc"}' })).seen).toEqual([
      '{"a',
      '{"a":"',
      '{"a":"bc"',
      '{"a":"bc"}',
    ]);
    twin.pieces = 12;
  });

  it.each<[string, Behaviour, string]>([
    ['stalls', { act: (r) => streamed(r, ['{"abs']) }, 'stalled'],
    ['is cut', { act: (r) => (streamed(r, ['{"abs']), void setTimeout(() => r.destroy(), 20)) }, 'cut-off'],
    [
      'sends garbage',
      { act: (r) => void r.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {{{\n\n') },
      'not-the-protocol',
    ],
    [
      'sends HTML',
      { act: (r) => r.writeHead(200, { 'content-type': 'text/html' }).end(HTML) },
      'not-the-protocol',
    ],
    [
      'is empty',
      { act: (r) => r.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: [DONE]\n\n') },
      'not-the-protocol',
    ],
    [
      'never ends',
      {
        act: (r) =>
          forEver(
            r.writeHead(200, { 'content-type': 'text/event-stream' }),
            `data: ${JSON.stringify({ choices: [{ delta: { content: 'help '.repeat(50) } }] })}\n\n`,
          ),
      },
      'too-large',
    ],
    [
      'is one endless line',
      { act: (r) => forEver(r.writeHead(200, { 'content-type': 'text/event-stream' }), 'x'.repeat(65_536)) },
      'too-large',
    ],
  ])('that %s is a typed error', async (_, behaviour, failure) => {
    expect((await contents(behaviour, failure === 'stalled' ? { idleMs: 100 } : {})).end).toBe(failure);
  });

  it('that has begun is not begun again', async () => {
    await contents({ act: (r) => (streamed(r, ['{"abs']), void setTimeout(() => r.destroy(), 20)) });
    expect(twin.requests.length).toBe(1);
  });
});

describe('vectors', () => {
  it('are asked for as numbers, and come in the order of the texts', async () => {
    twin.behave({
      act: (r) =>
        sendJson(r, {
          data: [
            { index: 1, embedding: [2, 2] },
            { index: 0, embedding: [1, 1] },
          ],
        }),
    });
    const { vectors } = await open().embed('embed-1', ['a', 'b']);
    expect(vectors).toEqual([Float32Array.of(1, 1), Float32Array.of(2, 2)]);
    expect(twin.requests[0]?.body).toMatchObject({ encoding_format: 'float', input: ['a', 'b'] });
  });

  it.each([
    ['one is missing', [{ index: 0, embedding: [1] }]],
    [
      'they differ in length',
      [
        { index: 0, embedding: [1] },
        { index: 1, embedding: [1, 2] },
      ],
    ],
    [
      'they are letters',
      [
        { index: 0, embedding: 'AAAA' },
        { index: 1, embedding: 'AAAA' },
      ],
    ],
    [
      'one comes twice',
      [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [1] },
      ],
    ],
  ])('are refused where %s', async (_, data) => {
    twin.behave({ act: (r) => sendJson(r, { data }) });
    expect(await failureOf(open().embed('embed-1', ['a', 'b']))).toBe('not-the-protocol');
  });
});

describe('a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-tls-'));
  const made = (() => {
    try {
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=localhost',
          '-keyout',
          join(folder, 'key.pem'),
          '-out',
          join(folder, 'cert.pem'),
        ],
        { stdio: 'ignore' },
      );
      return true;
    } catch {
      return false;
    }
  })();
  afterAll(() => rmSync(folder, { recursive: true }));

  it.skipIf(!made)('that nobody vouches for is refused (skipped without openssl)', async () => {
    let asked = 0;
    const server = createServer(
      { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) },
      (_, response) => {
        asked += 1;
        sendJson(response, completion('{}'));
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    expect(await failureOf(open({ baseUrl }).chat(REQUEST))).toBe('unreachable');
    expect(asked).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });
});
