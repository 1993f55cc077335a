import { decryptFile } from '@wecom/aibot-node-sdk';
import { guardedDownload } from '../guarded-download.ts';
import { DeliveryError, type FileBytes, type FileRef } from '../platform.ts';
import { readFileRef } from './file-ref.ts';
import { sniff } from './file-type.ts';

const MOST_BYTES = 20 * 1024 * 1024;
/** What encryption adds at most. */
const PADDING = 32;

/**
 * The decrypted bytes of a file of a message. WeCom names no hosts of its file store, so its address may be anywhere
 * in public; on loopback too where the connection itself goes there. We load it ourselves because the SDK has no
 * limits and fails on a name it can't decode. Throws a DeliveryError.
 */
export async function download(
  file: FileRef,
  { wsUrl, timeoutMs }: { wsUrl: string; timeoutMs: number },
): Promise<FileBytes> {
  const source = readFileRef(file);
  if (!source) throw gone('not a file of WeCom');
  const isTwin = isLoopback(new URL(wsUrl));
  const { headers, bytes } = await guardedDownload(source.url, {
    trust: (url) => (isTwin && isLoopback(url) ? 'anywhere' : 'public'),
    mostBytes: MOST_BYTES + PADDING,
    timeoutMs,
  });
  const plain = source.key === undefined ? bytes : decrypted(bytes, source.key);
  const { mime, ending } = sniff(plain) ?? { mime: file.mime, ending: '' };
  return {
    name: named(nameIn(headers['content-disposition'] ?? '') ?? file.name, ending),
    mime,
    bytes: plain,
  };
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return /^(?:ws|http):$/.test(protocol) && (hostname === '127.0.0.1' || hostname === 'localhost');
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
