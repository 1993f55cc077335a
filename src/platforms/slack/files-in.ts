import { z } from 'zod';
import { DeliveryError, type FileBytes, type FileRef } from '../platform.ts';
import { stoppable, type SlackApi } from './api.ts';
import { readAnswer } from './errors.ts';
import { readFileHandle } from './file-handle.ts';
import { isSlackHost } from './hosts.ts';

const MOST_BYTES = 20 * 1024 * 1024;

const info = z.looseObject({
  file: z.looseObject({
    url_private: z.string().nullish(),
    url_private_download: z.string().nullish(),
  }),
});

export interface DownloadOptions {
  api: Pick<SlackApi, 'call'>;
  botToken: string;
  apiUrl: string;
  fileMs: number;
  signal: AbortSignal;
}

/** Fetches the bytes of a file of an event, at most 20 MB. Throws a DeliveryError. */
export async function download(file: FileRef, options: DownloadOptions): Promise<FileBytes> {
  const { apiUrl, botToken } = options;
  const handle = readFileHandle(file.id);
  if (!handle) throw refused('not a file of Slack');
  if (file.size > MOST_BYTES) throw refused('the file is larger than 20 MB');
  const url = handle.url ?? (await addressOf(handle.id, options));
  // The token goes along: never to a host that isn't Slack's.
  if (!isSlackHost(url, apiUrl)) throw refused('the file is kept outside Slack');
  let response: Response;
  try {
    response = await stoppable(options.signal)(url, {
      headers: { authorization: `Bearer ${botToken}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(options.fileMs),
    });
  } catch (error) {
    throw new DeliveryError('transient', 'the file could not be fetched', { cause: error, obstacle: 'file' });
  }
  const kind = response.headers.get('content-type') ?? '';
  // Without the right to read it Slack leads to its sign-in page, or shows that with 200.
  const isSignIn =
    response.status < 400 &&
    (!response.ok || (kind.startsWith('text/html') && !file.mime.startsWith('text/html')));
  if (isSignIn || response.status === 403) {
    await response.body?.cancel();
    throw new DeliveryError('permanent', 'the app may not read files: it lacks the scope files:read', {
      obstacle: 'not-permitted',
    });
  }
  if (!response.ok) {
    await response.body?.cancel();
    const fate = response.status >= 500 || response.status === 429 ? 'transient' : 'permanent';
    throw new DeliveryError(fate, `the file answered HTTP ${response.status}`, { obstacle: 'file' });
  }
  return { name: file.name, mime: file.mime, bytes: await bytesOf(response) };
}

async function addressOf(id: string, { api }: DownloadOptions): Promise<string> {
  const { file } = readAnswer('files.info', info, await api.call('files.info', { file: id }));
  const url = file.url_private_download ?? file.url_private;
  if (!url) throw refused('Slack does not say where the file is');
  return url;
}

async function bytesOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > MOST_BYTES) throw refused('the file is larger than 20 MB');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    throw new DeliveryError('transient', 'the file broke off', { cause: error, obstacle: 'file' });
  }
  return Buffer.concat(chunks);
}

function refused(why: string): DeliveryError {
  return new DeliveryError('permanent', why, { obstacle: 'file' });
}
