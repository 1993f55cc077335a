import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardedDownload, type DownloadOptions } from '../../src/platforms/guarded-download.ts';
import { isPublic, pinnedTo } from '../../src/platforms/public-address.ts';

const anywhere = () => 'anywhere' as const;
const inPublic = () => 'public' as const;
const addresses = (...all: string[]) =>
  all.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const leadingTo =
  (...all: string[]) =>
  async () =>
    addresses(...all);

let server: Server;
let asked: IncomingMessage[];
let answer: RequestListener;
let port: number;

beforeEach(async () => {
  asked = [];
  answer = (_, response) => response.end('file');
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const fetched = (path: string, options: Partial<DownloadOptions> = {}) =>
  guardedDownload(`http://127.0.0.1:${port}${path}`, { trust: anywhere, ...options });
const redirect = (to: string): RequestListener => {
  return (request, response) => {
    if (request.url === '/') response.writeHead(302, { location: to }).end();
    else response.end('file');
  };
};

describe('a file that may be fetched', () => {
  it('is given with its headers', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('file');
    const { bytes, headers } = await fetched('/', { headers: { authorization: 'Bearer x' } });
    expect(bytes).toEqual(Buffer.from('file'));
    expect(headers['content-type']).toBe('text/plain');
    expect(asked[0]?.headers.authorization).toBe('Bearer x');
  });

  it.each([
    [404, 'permanent'],
    [403, 'permanent'],
    [429, 'transient'],
    [503, 'transient'],
    // A redirect to nowhere.
    [302, 'permanent'],
  ])('and is answered with %i is a %s failure that says so', async (status, fate) => {
    answer = (_, response) => response.writeHead(status).end();
    await expect(fetched('/')).rejects.toMatchObject({ fate, status, obstacle: 'file' });
  });

  it.each(['announced', 'not announced'])('is not fetched where it is too large, %s', async (how) => {
    answer = (_, response) => {
      if (how === 'announced') response.writeHead(200, { 'content-length': 11 });
      response.write('12345');
      response.end('678901');
    };
    await expect(fetched('/', { mostBytes: 10 })).rejects.toMatchObject({ fate: 'permanent' });
    expect((await fetched('/', { mostBytes: 11 })).bytes).toHaveLength(11);
  });

  it('and takes too long, breaks off, or is nowhere, may come later', async () => {
    answer = (_, response) => response.write('begun');
    await expect(fetched('/', { timeoutMs: 30 })).rejects.toMatchObject({
      fate: 'transient',
      message: expect.stringContaining('too long') as string,
    });
    answer = (_, response) =>
      response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy());
    await expect(fetched('/')).rejects.toMatchObject({ fate: 'transient' });
    const never = { resolve: () => new Promise<never>(() => {}), timeoutMs: 10 };
    await expect(guardedDownload('http://a.example/', { trust: anywhere, ...never })).rejects.toMatchObject({
      fate: 'transient',
    });
    const nowhere = { resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    await expect(guardedDownload('http://a.example/', { trust: anywhere, ...nowhere })).rejects.toMatchObject(
      {
        fate: 'transient',
      },
    );
  });

  it('ends when the caller says so', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();
    await expect(fetched('/', { signal: stop.signal })).rejects.toMatchObject({ fate: 'transient' });
  });
});

describe('a redirect', () => {
  it('is followed, with the headers while it stays on the host', async () => {
    answer = redirect('/there');
    await fetched('/', { headers: { authorization: 'Bearer x' } });
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer x', 'Bearer x']);
  });

  it('to another host takes no headers along, nor back again', async () => {
    const [first, second] = [`http://first.example:${port}`, `http://second.example:${port}`];
    answer = (request, response) => {
      const next = { '/': `${second}/there`, '/there': `${first}/back` }[request.url ?? ''];
      if (next) response.writeHead(307, { location: next }).end();
      else response.end('file');
    };
    const options = { headers: { authorization: 'Bearer x' }, resolve: leadingTo('127.0.0.1') };
    await guardedDownload(`${first}/`, { trust: anywhere, ...options });
    expect(asked.map(({ headers }) => [headers.host?.split('.')[0], headers.authorization])).toEqual([
      ['first', 'Bearer x'],
      ['second', undefined],
      ['first', undefined],
    ]);
  });

  it('is followed three times and no more, or as often as the caller likes', async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.end('file');
    };
    expect((await fetched('/3')).bytes).toEqual(Buffer.from('file'));
    await expect(fetched('/4')).rejects.toMatchObject({ fate: 'permanent', status: 302 });
    await expect(fetched('/1', { mostRedirects: 0 })).rejects.toMatchObject({ status: 302 });
  });

  it.each([
    ['to a host that is not trusted', 'https://evil.example/', 'not trusted'],
    ['into our network', 'https://files.example/', 'not public'],
    ['to plain http', 'http://files.example/', 'https'],
    ['to a file', 'file:///etc/passwd', 'not trusted'],
    ['to nonsense', 'https://', 'no address'],
  ])('%s is refused', async (_, to, why) => {
    answer = redirect(to);
    const trust = ({ hostname }: URL) =>
      ({ '127.0.0.1': 'anywhere' as const, 'files.example': 'public' as const })[hostname];
    const failed = fetched('/', { trust, resolve: leadingTo('127.0.0.2') });
    await expect(failed).rejects.toMatchObject({
      fate: 'permanent',
      message: expect.stringContaining(why) as string,
    });
    expect(asked).toHaveLength(1);
  });
});

describe('an address that leads into our own network', () => {
  const tricks = [
    ['127.0.0.1'],
    ['127.1'],
    ['2130706433'],
    ['0x7f000001'],
    ['0x7f.0.0.1'],
    ['017700000001'],
    ['0177.0.0.1'],
    ['0'],
    ['0.0.0.0'],
    ['10.1.2.3'],
    ['100.64.0.1'],
    ['169.254.169.254'],
    ['0xa9fea9fe'],
    ['172.31.255.255'],
    ['192.168.1.1'],
    ['198.18.0.1'],
    ['224.0.0.1'],
    ['255.255.255.255'],
    ['\uff11\uff12\uff17.0.0.1'],
    ['\u2460\u2461\u2466.0.0.1'],
    ['[::]'],
    ['[::1]'],
    ['[::ffff:127.0.0.1]'],
    ['[::ffff:7f00:1]'],
    ['[::127.0.0.1]'],
    ['[64:ff9b::7f00:1]'],
    ['[2002:7f00:1::]'],
    ['[2001:0:7f00:1::]'],
    ['[fe80::1]'],
    ['[fc00::1]'],
    ['[fd00:ec2::254]'],
    ['[fec0::1]'],
    ['[ff02::1]'],
    ['localhost', '127.0.0.1'],
    ['localhost.', '::1'],
    ['metadata.google.internal', '169.254.169.254'],
    ['127.0.0.1.nip.example', '127.0.0.1'],
    ['files.example', 'fe80::1%lo'],
    ['files.example', '::ffff:10.0.0.1'],
    ['one-of-two.example', '1.1.1.1', '10.0.0.1'],
    ['nonsense.example', 'not an address'],
  ];

  it.each(tricks)('is not connected to: %s', async (host, ...all) => {
    let connections = 0;
    const listening = createSocketServer(() => connections++);
    await new Promise<void>((ready) => listening.listen(0, ready));
    const address = `https://${host}:${(listening.address() as AddressInfo).port}/`;
    const failed = guardedDownload(address, { trust: inPublic, resolve: leadingTo(...all) });
    await expect(failed).rejects.toMatchObject({ fate: 'permanent' });
    await new Promise((closed) => listening.close(closed));
    expect(connections).toBe(0);
  });

  it.each([
    'http://files.example/',
    'ftp://files.example/',
    'data:text/plain,x',
    'https://me:secret@files.example/',
  ])('or is not plain https is refused before anybody is asked: %s', async (address) => {
    const resolve = () => Promise.reject(new Error('asked'));
    await expect(guardedDownload(address, { trust: inPublic, resolve })).rejects.toMatchObject({
      fate: 'permanent',
    });
  });

  it('is told from those of the internet', () => {
    for (const address of ['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00::1']) {
      expect(isPublic(address)).toBe(true);
    }
  });
});

describe('a name that is said to lead elsewhere once it has been checked', () => {
  it('is asked for once, and connected to where it led then', async () => {
    let times = 0;
    const resolve = async () => addresses(times++ === 0 ? '127.0.0.1' : '127.0.0.2');
    await guardedDownload(`http://rebinding.example:${port}/`, { trust: anywhere, resolve });
    expect(asked).toHaveLength(1);
    expect(times).toBe(1);
  });

  it('is pinned for both ways in which Node asks', () => {
    const lookup = pinnedTo([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    const found: unknown[] = [];
    lookup('rebinding.example', { all: true }, (...result) => found.push(result));
    lookup('rebinding.example', {}, (...result) => found.push(result));
    expect(found).toEqual([
      [null, addresses('1.1.1.1', '2606:4700::1111')],
      [null, '1.1.1.1', 4],
    ]);
  });

  it('is checked again at a redirect', async () => {
    answer = redirect(`https://rebinding.example:${port}/there`);
    let times = 0;
    const resolve = async () => addresses(times++ === 0 ? '127.0.0.1' : '169.254.169.254');
    const trust = ({ protocol }: URL) => (protocol === 'http:' ? anywhere() : inPublic());
    const failed = guardedDownload(`http://rebinding.example:${port}/`, { trust, resolve });
    await expect(failed).rejects.toMatchObject({ message: expect.stringContaining('not public') as string });
    expect(times).toBe(2);
  });
});
