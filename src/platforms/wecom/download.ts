import { isIP } from 'node:net';
import { decryptFile } from '@wecom/aibot-node-sdk';
import { DeliveryError, type FileBytes, type FileRef } from '../platform.ts';
import { readFileRef } from './file-ref.ts';
import { sniff } from './file-type.ts';

const MOST_BYTES = 20 * 1024 * 1024;
/** What encryption adds at most. */
const PADDING = 32;

/**
 * The decrypted bytes of a file of a message. Its address came over the authenticated connection and names WeCom's
 * file store; https only, except where the connection itself goes to loopback. We load it ourselves because the SDK
 * has no limit of size and fails on a name it can't decode. Throws a DeliveryError.
 */
export async function download(
  file: FileRef,
  { wsUrl, timeoutMs }: { wsUrl: string; timeoutMs: number },
): Promise<FileBytes> {
  const source = readFileRef(file);
  if (!source || !isAllowed(source.url, wsUrl)) throw gone('not a file of WeCom');
  const { name, bytes } = await load(source.url, timeoutMs);
  const plain = source.key === undefined ? bytes : decrypted(bytes, source.key);
  const { mime, ending } = sniff(plain) ?? { mime: file.mime, ending: '' };
  return { name: named(name ?? file.name, ending), mime, bytes: plain };
}

function isAllowed(address: string, wsUrl: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url) return false;
  if (isLoopback(wsUrl)) return isLoopback(address) || url.protocol === 'https:';
  const isPrivate = isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 || !url.hostname.includes('.');
  return url.protocol === 'https:' && !isPrivate;
}

function isLoopback(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return /^(?:ws|http):$/.test(protocol) && (hostname === '127.0.0.1' || hostname === 'localhost');
}

async function load(url: string, timeoutMs: number): Promise<{ name: string | undefined; bytes: Buffer }> {
  let response: Response;
  const chunks: Uint8Array[] = [];
  try {
    response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) await response.body?.cancel();
    else {
      let size = 0;
      for await (const chunk of response.body ?? []) {
        size += chunk.length;
        if (size > MOST_BYTES + PADDING) throw gone('larger than 20 MB');
        chunks.push(chunk);
      }
    }
  } catch (cause) {
    if (cause instanceof DeliveryError) throw cause;
    throw new DeliveryError('transient', 'wecom: the file could not be loaded', { cause });
  }
  if (response.status >= 500 || response.status === 429) {
    throw new DeliveryError('transient', `wecom: the file store answers ${response.status}`);
  }
  // The address lives for five minutes.
  if (!response.ok) throw gone(`the file store answers ${response.status}`);
  return { name: nameIn(response.headers.get('content-disposition') ?? ''), bytes: Buffer.concat(chunks) };
}

function decrypted(bytes: Buffer, key: string): Buffer {
  try {
    return decryptFile(bytes, key);
  } catch (cause) {
    throw gone('it can not be decrypted', cause);
  }
}

function gone(why: string, cause?: unknown): DeliveryError {
  return new DeliveryError('permanent', `wecom: the file can not be had: ${why}`, {
    obstacle: 'file',
    cause,
  });
}

/** The name in a Content-Disposition header. Header bytes come as Latin-1; a name that can't be decoded stays as it is. */
function nameIn(header: string): string | undefined {
  const encoded = /filename\*=(?:UTF-8'[^']*')?([^;\s]+)/i.exec(header)?.[1];
  const simple = /filename="?([^";]+)"?/i.exec(header)?.[1];
  const raw = (encoded ?? simple)?.trim();
  if (!raw) return undefined;
  const utf8 = Buffer.from(raw, 'latin1').toString('utf8');
  const text = utf8.includes('\ufffd') ? raw : utf8;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function named(name: string, ending: string): string {
  const base = name.replace(/^.*[/\\]/, '') || 'file';
  return ending === '' || /\.\w{1,8}$/.test(base) ? base : `${base}.${ending}`;
}
