import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SendMediaMsgBody, WeComMediaType } from '@wecom/aibot-node-sdk';
import { z } from 'zod';
import type { FileBytes } from '../platform.ts';
import { RequestError } from './errors.ts';
import type { Requests } from './requests.ts';

const MB = 1024 * 1024;
/** Bytes that WeCom takes of each type. */
const MOST_BYTES: Readonly<Record<'image' | 'video' | 'file', number>> = {
  image: 10 * MB,
  video: 10 * MB,
  file: 20 * MB,
};
/** At most 512 KB and 100 pieces are allowed; small ones are acknowledged in time on a slow line too. */
const PIECE = 256 * 1024;
const TRIES = 3;
const LONGEST_NAME = 100;

const begun = z.object({ upload_id: z.string() });
const finished = z.object({ media_id: z.string() });

/**
 * Uploads a file and gives the message that shows it; the media id lives for three days. The pieces go one after the
 * other: the SDK's own upload sends several at once, which WeCom answers too late from about 4 MB on.
 * Throws a RequestError; one with the obstacle `file` where WeCom would not take such a file.
 */
export async function upload(
  requests: Requests,
  file: FileBytes,
  { uploadAgainMs }: { uploadAgainMs: number },
): Promise<SendMediaMsgBody> {
  const { bytes } = file;
  const type = typeOf(file);
  if (bytes.length === 0 || bytes.length > MOST_BYTES.file) {
    throw new RequestError('permanent', 'wecom: the file is empty or larger than 20 MB', {
      obstacle: 'file',
    });
  }
  const pieces = Math.ceil(bytes.length / PIECE);
  const announced = {
    type,
    filename: nameOf(file.name),
    total_size: bytes.length,
    total_chunks: pieces,
    md5: createHash('md5').update(bytes).digest('hex'),
  };
  const { upload_id } = understood(
    begun,
    await patiently(() => requests.request('aibot_upload_media_init', announced), uploadAgainMs),
  );
  for (let index = 0; index < pieces; index++) {
    const piece = bytes.subarray(index * PIECE, (index + 1) * PIECE);
    const body = { upload_id, chunk_index: index, base64_data: piece.toString('base64') };
    await patiently(() => requests.request('aibot_upload_media_chunk', body), uploadAgainMs);
  }
  const { media_id } = understood(
    finished,
    await patiently(() => requests.request('aibot_upload_media_finish', { upload_id }), uploadAgainMs),
  );
  return { msgtype: type, [type]: { media_id } };
}

function understood<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new RequestError('permanent', 'wecom: the answer to an upload is not understood', {
    obstacle: 'file',
  });
}

/** A step has its number or shows nothing: repeating it after a missing answer does no harm. */
async function patiently(work: () => Promise<unknown>, pauseMs: number): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (tries === TRIES || !mayPass(error)) throw asUnseen(error);
      await delay(pauseMs * tries);
    }
  }
}

/** Without a connection it ends. */
function mayPass({ fate, code }: RequestError): boolean {
  return fate === 'unknown' || (fate === 'transient' && code !== undefined);
}

/** Nobody sees an upload: begun anew it does no harm. */
function asUnseen(error: RequestError): RequestError {
  return error.fate === 'unknown' ? new RequestError('transient', error.message, { cause: error }) : error;
}

function typeOf({ mime, bytes }: FileBytes): Extract<WeComMediaType, 'image' | 'video' | 'file'> {
  if (/^image\/(?:png|jpeg)$/.test(mime) && bytes.length <= MOST_BYTES.image) return 'image';
  if (mime === 'video/mp4' && bytes.length <= MOST_BYTES.video) return 'video';
  return 'file';
}

/** A name that keeps its ending when it has to be cut. */
function nameOf(name: string): string {
  const characters = Array.from(name.replace(/[\p{Cc}/\\]/gu, ''));
  if (characters.length === 0) return 'file';
  if (characters.length <= LONGEST_NAME) return characters.join('');
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, LONGEST_NAME - ending.length).join('') + ending;
}
