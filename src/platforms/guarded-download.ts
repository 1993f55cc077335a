import { lookup } from 'node:dns/promises';
import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { DeliveryError } from './platform.ts';
import { isPublic, pinnedTo, type Address } from './public-address.ts';

const MOST_BYTES = 20 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface DownloadOptions {
  /**
   * How far an address is trusted; undefined: nothing is fetched from it. `public`: over https, and only where its
   * name leads to the public internet. `anywhere`: as it is, such as a twin on loopback. Asked anew at each redirect.
   */
  trust: (url: URL) => 'public' | 'anywhere' | undefined;
  /** Sent as long as redirects stay on the first host. */
  headers?: Readonly<Record<string, string>> | undefined;
  mostBytes?: number | undefined;
  /** For all of it, redirects included. */
  timeoutMs?: number | undefined;
  mostRedirects?: number | undefined;
  /** Ends it early. */
  signal?: AbortSignal | undefined;
  /** Every address of a name. */
  resolve?: ((hostname: string) => Promise<Address[]>) | undefined;
}

export interface Download {
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** A file that was not had, with the status of the server that refused it. */
export class DownloadError extends DeliveryError {
  override name = 'DownloadError';
  readonly status: number | undefined;

  constructor(
    fate: 'transient' | 'permanent',
    message: string,
    { status, ...options }: ErrorOptions & { status?: number | undefined } = {},
  ) {
    super(fate, message, { ...options, obstacle: 'file' });
    this.status = status;
  }
}

/**
 * GETs a file whose address came from outside. No request reaches our own network by it: hosts are trusted by name,
 * what the name leads to is checked, and what was checked is connected to. Throws a DownloadError.
 */
export async function guardedDownload(address: string, options: DownloadOptions): Promise<Download> {
  const { mostBytes = MOST_BYTES, timeoutMs = TIMEOUT_MS, mostRedirects = MOST_REDIRECTS } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  let url = read(address);
  let headers = options.headers ?? {};
  try {
    for (let redirects = 0; ; redirects++) {
      const response = await get(url, { headers, signal, lookup: await checked(url, options, signal) });
      const next = redirectOf(response, url);
      if (!next || redirects === mostRedirects) return await bodyOf(response, mostBytes);
      response.destroy();
      if (next.origin !== url.origin) headers = {};
      url = next;
    }
  } catch (cause) {
    if (cause instanceof DownloadError) throw cause;
    const why = timeout.aborted ? 'it took too long' : 'the connection failed';
    throw new DownloadError('transient', `the file could not be fetched: ${why}`, { cause });
  }
}

/** What may be connected to for a URL. */
async function checked(
  url: URL,
  { trust, resolve = allAddresses }: DownloadOptions,
  signal: AbortSignal,
): Promise<LookupFunction> {
  const trusted = trust(url);
  if (!trusted || url.username !== '' || url.password !== '')
    throw refused('from an address that is not trusted');
  if (url.protocol !== 'https:' && (trusted === 'public' || url.protocol !== 'http:'))
    throw refused('not by https');
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(hostname);
  const addresses =
    family === 0 ? await unlessAborted(resolve(hostname), signal) : [{ address: hostname, family }];
  const [first, ...others] = addresses;
  if (!first) throw new Error('The name has no address');
  if (trusted === 'public' && !addresses.every((one) => isPublic(one.address))) {
    throw refused('from an address that is not public');
  }
  return pinnedTo([first, ...others]);
}

function allAddresses(hostname: string): Promise<Address[]> {
  return lookup(hostname, { all: true });
}

function get(
  url: URL,
  options: { headers: Readonly<Record<string, string>>; signal: AbortSignal; lookup: LookupFunction },
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  const headers = { ...options.headers, 'accept-encoding': 'identity' };
  return new Promise((resolve, reject) => {
    // A connection of its own: one that is kept was perhaps made without the check.
    request(url, { ...options, headers, agent: false }, resolve)
      .on('error', reject)
      .end();
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | undefined {
  if (!REDIRECTS.has(statusCode) || headers.location === undefined) return undefined;
  return read(headers.location, from);
}

async function bodyOf(response: IncomingMessage, mostBytes: number): Promise<Download> {
  const { statusCode: status = 0, headers } = response;
  try {
    if (status < 200 || status >= 300) {
      const fate = status >= 500 || status === 429 || status === 408 ? 'transient' : 'permanent';
      throw new DownloadError(fate, `the file could not be fetched: HTTP ${status}`, { status });
    }
    if (Number(headers['content-length'] ?? 0) > mostBytes) throw refused('it is too large');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > mostBytes) throw refused('it is too large');
      chunks.push(chunk);
    }
    return { headers, bytes: Buffer.concat(chunks) };
  } finally {
    response.destroy();
  }
}

function read(address: string, base?: URL): URL {
  if (!URL.canParse(address, base?.href)) throw refused('from no address');
  return new URL(address, base);
}

function refused(why: string): DownloadError {
  return new DownloadError('permanent', `the file is not fetched: ${why}`);
}

/** A name server can't be told to stop. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
