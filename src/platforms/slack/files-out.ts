import { z } from 'zod';
import { verbatim } from '../../content/markdown.ts';
import { DeliveryError, type FileRef, type Place, type Surroundings } from '../platform.ts';
import { stoppable, type SlackApi } from './api.ts';
import { readAnswer } from './errors.ts';
import { escaped } from './escape.ts';
import { within } from './pause.ts';
import { isSlackHost } from './hosts.ts';

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
  say: (key: string) => string;
  surroundings: Pick<Surroundings, 'readFile' | 'log'>;
}

export type FilesOut = ReturnType<typeof createFilesOut>;

/** Sends files in Slack's three steps: an address, the bytes, and then showing them in a conversation. */
export function createFilesOut(options: FilesOutOptions) {
  const { api, apiUrl, fileMs, signal, say, surroundings } = options;

  async function uploadOne(file: FileRef): Promise<{ id: string; name: string }> {
    const { bytes, name } = await surroundings.readFile(file);
    const answer = await api.call('files.getUploadURLExternal', { filename: name, length: bytes.length });
    const { upload_url: url, file_id: id } = readAnswer('files.getUploadURLExternal', ticket, answer);
    if (!isSlackHost(url, apiUrl)) throw new DeliveryError('permanent', 'an upload address outside Slack');
    const response = await stoppable(signal)(url, {
      method: 'POST',
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'error',
      signal: AbortSignal.timeout(fileMs),
    });
    await response.body?.cancel();
    if (response.ok) return { id, name };
    const fate = response.status >= 500 || response.status === 429 ? 'transient' : 'permanent';
    throw new DeliveryError(fate, `the upload answered HTTP ${response.status}`);
  }

  return {
    /** Hands over the bytes. Never throws: what didn't work is named. */
    async upload(refs: FileRef[]): Promise<Uploaded> {
      const uploaded: Uploaded = { files: [], missing: [] };
      for (const ref of refs) {
        try {
          uploaded.files.push(await uploadOne(ref));
        } catch (error) {
          surroundings.log.warn(
            { platform: 'slack', reason: reasonOf(error) },
            'a file could not be handed over',
          );
          uploaded.missing.push(ref.name);
          uploaded.passing = passingOf(error) ?? uploaded.passing;
        }
      }
      return uploaded;
    },

    /**
     * Shows them in the conversation. Throws a DeliveryError where it may work later; at the `last` try, or where it
     * never will, it says there that they didn't come, as the text has gone by then.
     */
    async share(to: Place, { files }: Uploaded, last: boolean): Promise<void> {
      if (files.length === 0) return;
      const thread = to.thread === undefined ? {} : { thread_ts: to.thread };
      try {
        await api.call('files.completeUploadExternal', {
          files: files.map(({ id, name }) => ({ id, title: name })),
          channel_id: to.channel,
          ...thread,
        });
      } catch (error) {
        surroundings.log.warn({ platform: 'slack', reason: reasonOf(error) }, 'files could not be shown');
        const passing = passingOf(error);
        if (passing && !last) throw passing;
        if (passing?.fate === 'unknown') return;
        const text = lines(files.map(({ name }) => name));
        const words = { channel: to.channel, text: escaped(text), ...thread };
        await within(
          fileMs,
          api.call('chat.postMessage', words).catch(() => undefined),
        );
      }
    },

    /** Lines of plain text about files; `wordless`: nothing else is said, so their names are. */
    notes({ files, missing }: Uploaded, { wordless }: { wordless: boolean }): string {
      const names =
        wordless && files.length > 0 ? `\u{1f4ce} ${files.map(({ name }) => name).join(', ')}` : '';
      return [names, missing.length > 0 ? lines(missing) : ''].filter(Boolean).join('\n');
    },
    inMarkdown: verbatim,
  };

  function lines(names: string[]): string {
    return names.map((name) => `${say('slack.file-not-sent')}${name}`).join('\n');
  }
}

/** The failure as one that may be over later; undefined where it never will. */
function passingOf(error: unknown): DeliveryError | undefined {
  if (!(error instanceof DeliveryError)) {
    return new DeliveryError('transient', 'a file was not handed over', { cause: error, obstacle: 'file' });
  }
  return error.fate === 'permanent' ? undefined : error;
}

function reasonOf(error: unknown): string {
  return error instanceof DeliveryError ? error.message : error instanceof Error ? error.name : 'unknown';
}
