import { DeliveryError, type FileRef, type Surroundings } from '../platform.ts';
import type { Shares } from '../shares.ts';
import type { Part } from './encode.ts';
import { RequestError } from './errors.ts';
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
  timings: Pick<Timings, 'uploadAgainMs'>;
  surroundings: Pick<Surroundings, 'readFile' | 'log'>;
}

const UPLOADS = 'uploads';

/**
 * Uploads the files of a message, but those parts that are `done`. A file is lost where it never can be handed over;
 * throws a DeliveryError where trying again may help.
 */
export function createHandOver({ requests, uploads, timings, surroundings }: HandOverOptions) {
  async function hand(file: FileRef): Promise<Part['body']> {
    const bytes = await surroundings.readFile(file);
    const retryAfterMs = uploads.take(UPLOADS, 1);
    if (retryAfterMs > 0) {
      throw new RequestError('limited', 'wecom: the uploads of this minute are used up', { retryAfterMs });
    }
    const done = uploads.begin(UPLOADS);
    try {
      return await upload(requests, bytes, timings);
    } finally {
      done();
    }
  }

  return async (files: readonly FileRef[], isDone: (part: string) => boolean): Promise<HandedOver> => {
    const parts: HandedOver['parts'] = [];
    const lost: LostFile[] = [];
    for (const [i, file] of files.entries()) {
      const name = `file-${i}`;
      if (isDone(name)) continue;
      try {
        parts.push({ name, file, body: await hand(file) });
      } catch (error) {
        if (!(error instanceof DeliveryError) || error.fate !== 'permanent') throw error;
        surroundings.log.warn({ platform: 'wecom', reason: error.message }, 'file not handed over');
        lost.push({ file, error });
      }
    }
    return { parts, lost };
  };
}
