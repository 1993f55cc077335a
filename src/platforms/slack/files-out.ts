import { z } from 'zod';
import { DeliveryError, type FileRef, type Place, type Surroundings } from '../platform.ts';
import { stoppable, type SlackApi } from './api.ts';
import { readAnswer } from './errors.ts';
import { isTrusted } from './hosts.ts';

const ticket = z.looseObject({ upload_url: z.url(), file_id: z.string() });

/** Files that are with Slack but not yet shown to anybody, and the names of those that couldn't be handed over. */
export interface Uploaded {
  files: { id: string; name: string }[];
  missing: string[];
  /** Why, where it may work later. */
  passing?: DeliveryError | undefined;
}

export interface FilesOutOptions {
  api: Pick<SlackApi, 'call'>;
  apiUrl: string;
  fileMs: number;
  signal: AbortSignal;
  surroundings: Pick<Surroundings, 'readFile' | 'log'>;
}

export type FilesOut = ReturnType<typeof createFilesOut>;

/** Sends files in Slack's three steps: an address, the bytes, and then showing them in a conversation. */
export function createFilesOut(options: FilesOutOptions) {
  const { api, apiUrl, fileMs, signal, surroundings } = options;

  async function uploadOne(file: FileRef): Promise<{ id: string; name: string }> {
    const { bytes, name } = await surroundings.readFile(file);
    const answer = await api.call('files.getUploadURLExternal', { filename: name, length: bytes.length });
    const { upload_url: url, file_id: id } = readAnswer('files.getUploadURLExternal', ticket, answer);
    if (!isTrusted(url, apiUrl)) throw new DeliveryError('permanent', 'an upload address outside Slack');
    const response = await stoppable(signal)(url, {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'error',
      signal: AbortSignal.timeout(fileMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw uploadError(response);
    return { id, name };
  }

  function warn(error: unknown, message: string): void {
    const reason =
      error instanceof DeliveryError ? error.message : error instanceof Error ? error.name : 'unknown';
    surroundings.log.warn({ platform: 'slack', reason }, message);
  }

  return {
    /** Hands over the bytes. Never throws: what didn't work is named. */
    async upload(refs: FileRef[]): Promise<Uploaded> {
      const uploaded: Uploaded = { files: [], missing: [] };
      for (const ref of refs) {
        try {
          uploaded.files.push(await uploadOne(ref));
        } catch (error) {
          warn(error, 'a file could not be handed over');
          uploaded.missing.push(ref.name);
          uploaded.passing = passingOf(error) ?? uploaded.passing;
        }
      }
      return uploaded;
    },

    /** Shows them in the conversation. Throws a DeliveryError. */
    async share({ channel, thread }: Place, { files }: Uploaded): Promise<void> {
      if (files.length === 0) return;
      try {
        await api.call('files.completeUploadExternal', {
          files: files.map(({ id, name }) => ({ id, title: name })),
          channel_id: channel,
          ...(thread === undefined ? {} : { thread_ts: thread }),
        });
      } catch (error) {
        warn(error, 'files could not be shown');
        throw error;
      }
    },
  };
}

/** The failure as one that may be over later; undefined where it never will. */
export function passingOf(error: unknown): DeliveryError | undefined {
  if (!(error instanceof DeliveryError)) {
    return new DeliveryError('transient', 'a file was not handed over', { cause: error, obstacle: 'file' });
  }
  return error.fate === 'permanent' ? undefined : error;
}

function uploadError({ status, headers }: Response): DeliveryError {
  const text = `the upload answered HTTP ${status}`;
  if (status === 429) {
    return new DeliveryError('limited', text, { retryAfterMs: Number(headers.get('retry-after')) * 1000 });
  }
  return new DeliveryError(status >= 500 ? 'transient' : 'permanent', text);
}
