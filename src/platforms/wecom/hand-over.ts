import { DeliveryError, type FileBytes, type FileRef, type Surroundings } from '../platform.ts';
import { remembered } from '../remembered.ts';
import type { Shares } from '../shares.ts';
import type { Accepted } from './accepted.ts';
import type { Part } from './encode.ts';
import { RequestError } from './errors.ts';
import type { Patiently } from './patience.ts';
import type { Requests } from './requests.ts';
import type { Timings } from './timings.ts';
import { upload } from './upload.ts';

export interface LostFile {
  file: FileRef;
  error: DeliveryError;
}

/** The messages that show files, and those files for which there is none. */
export interface HandedOver {
  parts: (Part & { file: FileRef })[];
  lost: LostFile[];
}

export interface HandOverOptions {
  requests: Requests;
  uploads: Shares;
  accepted: Pick<Accepted, 'has'>;
  patiently: Patiently;
  timings: Pick<Timings, 'uploadAgainMs'>;
  surroundings: Pick<Surroundings, 'now' | 'readFile' | 'log'>;
}

const UPLOADS = 'uploads';
const MOST_UPLOADED = 2_000;
/** A media id lives for three days; one that is shown has to live a while. */
const UPLOADED_MS = 2 * 24 * 60 * 60_000;

/**
 * Uploads the files of the message with that key, but those that have been sent or uploaded. A file is lost where it
 * never can be handed over; throws a DeliveryError where trying again may help.
 */
export function createHandOver(options: HandOverOptions) {
  const { requests, uploads, accepted, patiently, timings, surroundings } = options;
  // All uploads of the bot share one limit: a message that has to wait must not use it up again and again.
  const uploaded = remembered<Part['body']>({
    most: MOST_UPLOADED,
    ms: UPLOADED_MS,
    now: surroundings.now,
  });

  async function put(file: FileBytes): Promise<Part['body']> {
    const retryAfterMs = uploads.take(UPLOADS, 1);
    if (retryAfterMs > 0) {
      throw new RequestError('limited', 'wecom: the uploads of this minute are used up', { retryAfterMs });
    }
    const done = uploads.begin(UPLOADS);
    try {
      return await upload(requests, file, timings);
    } finally {
      done();
    }
  }

  async function bodyOf(file: FileRef, at: { key: string; name: string }): Promise<Part['body']> {
    // One that was deleted meanwhile is not shown, though it was uploaded.
    const bytes = await surroundings.readFile(file);
    const id = `${at.key}:${at.name}`;
    const known = uploaded.get(id);
    if (known) return known;
    const body = await patiently(at.key, () => put(bytes));
    uploaded.set(id, body);
    return body;
  }

  return async (files: readonly FileRef[], key: string): Promise<HandedOver> => {
    const parts: HandedOver['parts'] = [];
    const lost: LostFile[] = [];
    for (const [i, file] of files.entries()) {
      const name = `file-${i}`;
      if (accepted.has(key, name)) continue;
      try {
        parts.push({ name, file, body: await bodyOf(file, { key, name }) });
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.fate !== 'permanent') throw error;
        surroundings.log.warn({ platform: 'wecom', reason: error.message }, 'file not handed over');
        lost.push({ file, error });
      }
    }
    return { parts, lost };
  };
}
