import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { isTrusted } from '../../../src/platforms/slack/hosts.ts';
import { openSetting } from './setting.ts';

const SLACK = 'https://slack.com/api/';
const file = (url: string) => ({
  id: JSON.stringify({ id: 'F1', url }),
  name: 'a.png',
  mime: 'image/png',
  size: 3,
});

/** A file server of its own on this machine; gives its address. */
async function fileServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}/a.png`;
}

it.each([
  ['https://files.slack.com/a', SLACK, true],
  ['http://files.slack.com/a', SLACK, false],
  ['https://files.slack.com.evil.example/a', SLACK, false],
  ['http://127.0.0.1:8080/a', SLACK, false],
  ['https://gateway.example/a', 'https://gateway.example/api/', true],
  ['http://gateway.example/a', 'http://gateway.example/api/', false],
  ['http://localhost:81/a', 'http://127.0.0.1:80/api/', true],
  ['http://[::1]:81/a', 'http://localhost/api/', true],
  ['http://127.0.0.2/a', 'http://127.0.0.1:80/api/', true],
  ['http://127.evil.example/a', 'http://127.0.0.1:80/api/', false],
  ['http://192.168.0.1/a', 'http://127.0.0.1:80/api/', false],
  ['nonsense', SLACK, false],
])('the token goes to %s where the API is %s: %s', (url, api, trusted) => {
  expect(isTrusted(url, api)).toBe(trusted);
});

it('a file can lie at another port of this machine where the API is here too', async () => {
  const { platform, connected } = await openSetting();
  await connected();
  const url = await fileServer((request, response) => response.end(request.headers.authorization));
  expect(await platform.download?.(file(url))).toMatchObject({ bytes: Buffer.from('Bearer xoxb-twin') });
});

it.each([
  ['a redirect', 302, 'permanent', 'not-permitted'],
  ['a refusal', 403, 'permanent', 'not-permitted'],
  ['trouble', 500, 'transient', 'file'],
  ['nothing', 404, 'permanent', 'file'],
] as const)('a file may not be had: %s', async (_, status, fate, obstacle) => {
  const { platform, connected } = await openSetting();
  await connected();
  const url = await fileServer((_request, response) =>
    response.writeHead(status, { location: 'http://localhost/sign-in' }).end(),
  );
  await expect(platform.download?.(file(url))).rejects.toMatchObject({ fate, obstacle });
});
