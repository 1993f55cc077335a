import { isIP } from 'node:net';
import { z } from 'zod';
import { DeliveryError, type FileBytes, type FileRef } from '../platform.ts';
import type { Api } from './api.ts';
import { mimeOf } from './decode.ts';
import { networkError } from './errors.ts';
import { isLoopback, type Settings } from './settings.ts';
import { zipped } from './zip.ts';

const MOST_BYTES = 20 * 1024 * 1024;
/** What a file message takes (facts 2.3); anything else goes in a ZIP. */
const DOCUMENTS = new Set(['xlsx', 'pdf', 'zip', 'rar', 'doc', 'docx']);
const IMAGES = new Set(['png', 'jpg', 'jpeg', 'gif', 'bmp']);

const uploadAnswer = z.object({ media_id: z.string().min(1) });
const downloadAnswer = z.object({ downloadUrl: z.string().min(1) });

/** Uploads a file and gives the message that shows it. Throws a DeliveryError. */
export async function fileBody(api: Api, file: FileBytes): Promise<{ msgKey: string; msgParam: string }> {
  const ending = endingOf(file.name);
  if (IMAGES.has(ending)) {
    const photoURL = await upload(api, 'image', file);
    return { msgKey: 'sampleImageMsg', msgParam: JSON.stringify({ photoURL }) };
  }
  const { name, bytes } = DOCUMENTS.has(ending)
    ? file
    : { name: `${file.name}.zip`, bytes: zipped(file.name, file.bytes) };
  const mediaId = await upload(api, 'file', { name, bytes, mime: mimeOf(name) });
  return {
    msgKey: 'sampleFile',
    msgParam: JSON.stringify({ mediaId, fileName: name, fileType: endingOf(name) }),
  };
}

async function upload(api: Api, type: 'image' | 'file', { name, mime, bytes }: FileBytes): Promise<string> {
  if (bytes.byteLength > MOST_BYTES) {
    throw new DeliveryError('permanent', 'DingTalk takes files up to 20 MB', { obstacle: 'file' });
  }
  const form = new FormData();
  form.set('media', new Blob([new Uint8Array(bytes)], { type: mime }), name);
  const answer = uploadAnswer.safeParse(await api.oapi(`/media/upload?type=${type}`, form));
  if (!answer.success) {
    throw new DeliveryError('permanent', 'DingTalk gave no id for the file', { obstacle: 'file' });
  }
  return answer.data.media_id;
}

/** The bytes of a file of a message; the vendor names where they lie. Throws a DeliveryError. */
export async function downloadFile(
  { api, settings }: { api: Api; settings: Settings },
  file: FileRef,
): Promise<FileBytes> {
  const body = { downloadCode: file.id, robotCode: settings.robotCode };
  const answer = downloadAnswer.safeParse(
    await api.post('/v1.0/robot/messageFiles/download', body, { posts: false }),
  );
  const url = answer.data?.downloadUrl ?? '';
  if (!isFetchable(url, settings.apiUrl)) throw notHad('DingTalk named no safe address for the file');
  try {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(settings.timings.download),
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      const passes = response.status >= 500 || response.status === 429;
      if (passes) throw new DeliveryError('transient', `the file: HTTP ${response.status}`);
      throw notHad(`the file: HTTP ${response.status}`);
    }
    const bytes = await bytesOf(response.body);
    const type = response.headers.get('content-type')?.split(';')[0]?.trim();
    return { name: file.name, mime: type?.startsWith('image/') ? type : file.mime, bytes };
  } catch (error) {
    throw error instanceof DeliveryError ? error : networkError(error, { posts: false });
  }
}

function isFetchable(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  if (isLoopback(apiUrl) && isLoopback(url)) return true;
  const { protocol, hostname } = new URL(url);
  const isPublic = hostname.includes('.') && isIP(hostname) === 0 && !/(?:^|\.)localhost\.?$/.test(hostname);
  return protocol === 'https:' && isPublic;
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw notHad('the file is larger than 20 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function notHad(reason: string): DeliveryError {
  return new DeliveryError('permanent', reason, { obstacle: 'file' });
}

function endingOf(name: string): string {
  return name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : '';
}
