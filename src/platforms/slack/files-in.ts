import { z } from 'zod';
import { DownloadError, guardedDownload, type Download } from '../guarded-download.ts';
import { DeliveryError, type FileBytes, type FileRef } from '../platform.ts';
import type { SlackApi } from './api.ts';
import { readAnswer } from './errors.ts';
import { readFileHandle } from './file-handle.ts';
import { isTrusted, trustIn } from './hosts.ts';

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
  const handle = readFileHandle(file.id);
  if (!handle) throw refused('not a file of Slack');
  if (file.size > MOST_BYTES) throw refused('the file is larger than 20 MB');
  const url = handle.url ?? (await addressOf(handle.id, options));
  if (!isTrusted(url, options.apiUrl)) throw refused('the file is kept outside Slack');
  const { headers, bytes } = await fetched(url, options);
  const isPage = headers['content-type']?.startsWith('text/html') ?? false;
  if (isPage && !file.mime.startsWith('text/html')) throw unreadable();
  return { name: file.name, mime: file.mime, bytes };
}

async function fetched(
  url: string,
  { botToken, apiUrl, fileMs, signal }: DownloadOptions,
): Promise<Download> {
  try {
    return await guardedDownload(url, {
      trust: (address) => trustIn(address, apiUrl),
      headers: { authorization: `Bearer ${botToken}` },
      mostBytes: MOST_BYTES,
      timeoutMs: fileMs,
      mostRedirects: 0,
      signal,
    });
  } catch (error) {
    const status = error instanceof DownloadError ? (error.status ?? 0) : 0;
    const isElsewhere = status >= 300 && status < 400;
    throw isElsewhere || status === 403 ? unreadable(error) : error;
  }
}

async function addressOf(id: string, { api }: DownloadOptions): Promise<string> {
  const { file } = readAnswer('files.info', info, await api.call('files.info', { file: id }));
  const url = file.url_private_download ?? file.url_private;
  if (!url) throw refused('Slack does not say where the file is');
  return url;
}

/** Without the right to read it Slack leads to its sign-in page, or shows that with 200. */
function unreadable(cause?: unknown): DeliveryError {
  return new DeliveryError('permanent', 'the app may not read files: it lacks the scope files:read', {
    obstacle: 'not-permitted',
    cause,
  });
}

function refused(why: string): DeliveryError {
  return new DeliveryError('permanent', why, { obstacle: 'file' });
}
