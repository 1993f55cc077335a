import { z } from 'zod';
import { guardedDownload } from '../guarded-download.ts';
import { DeliveryError, type FileBytes, type FileRef } from '../platform.ts';
import type { Api } from './api.ts';
import { mimeOf } from './decode.ts';
import { isLoopback, type Settings } from './settings.ts';
import { zipped } from './zip.ts';

const MOST_BYTES = 20 * 1024 * 1024;
/** So often a download waits for its turn, and no longer each time. */
const MOST_TURNS = 5;
const LONGEST_TURN_MS = 2_000;
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
  const answer = uploadAnswer.safeParse(
    await api.oapi(`/media/upload?type=${type}`, form, { calls: 'files' }),
  );
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
  const isTwin = isLoopback(settings.apiUrl);
  const { headers, bytes } = await guardedDownload(await addressOf(file, { api, settings }), {
    trust: ({ href }) => (isTwin && isLoopback(href) ? 'anywhere' : 'public'),
    mostBytes: MOST_BYTES,
    timeoutMs: settings.timings.download,
  });
  const type = headers['content-type']?.split(';')[0]?.trim();
  return { name: file.name, mime: type?.startsWith('image/') ? type : file.mime, bytes };
}

async function addressOf(
  { id: downloadCode }: FileRef,
  { api, settings: { robotCode, pause } }: { api: Api; settings: Settings },
): Promise<string> {
  const body = { downloadCode, robotCode };
  const manner = { posts: false, calls: 'files' } as const;
  const answer = await inTurn(() => api.post('/v1.0/robot/messageFiles/download', body, manner), pause);
  const { data } = downloadAnswer.safeParse(answer);
  if (!data) throw notHad('DingTalk named no address of the file');
  return data.downloadUrl;
}

/** Repeats what only came too soon: an event that fails again and again loses its files. */
async function inTurn<T>(work: () => Promise<T>, pause: Settings['pause']): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await work();
    } catch (error) {
      const ms = error instanceof DeliveryError && error.fate === 'limited' ? error.retryAfterMs : undefined;
      if (ms === undefined || ms > LONGEST_TURN_MS || turn === MOST_TURNS) throw error;
      await pause(ms);
    }
  }
}

function notHad(reason: string): DeliveryError {
  return new DeliveryError('permanent', reason, { obstacle: 'file' });
}

function endingOf(name: string): string {
  return name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : '';
}
