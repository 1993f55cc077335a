import { startThread } from '../../runtime/thread.ts';
import { refused, type Imported, type ImportRules } from './imported.ts';

/** A file as it was uploaded. */
export interface ImportFile {
  name: string;
  bytes: Uint8Array;
}

/** What the worker is given, and what it says: the file it begins with, and at the end what all of them hold. */
export interface Task {
  files: readonly ImportFile[];
  rules: ImportRules;
}
export type Report = { reading: string } | { imported: Imported };

export interface Limits {
  ms: number;
  megabytes: number;
}

const USUAL: Limits = { ms: 30_000, megabytes: 512 };

/**
 * Articles of files, read in a thread of its own: a file that takes for ever, or all the memory, stops nobody else. It
 * is then named, and nothing of the files is taken over.
 */
export async function readFilesApart(
  files: readonly ImportFile[],
  rules: ImportRules,
  { ms, megabytes }: Limits = USUAL,
): Promise<Imported> {
  const task: Task = { files, rules };
  const worker = startThread(import.meta.url, 'apart-worker', {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
    // The variables of this process hold secrets.
    env: {},
  });
  let reading = files[0]?.name ?? '';
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Imported>((resolve, reject) => {
      timer = setTimeout(() => resolve(refused(reading, 'takes-too-long')), ms);
      worker.on('message', (report: Report) => {
        if ('imported' in report) resolve(report.imported);
        else reading = report.reading;
      });
      worker.on('error', (error: Error & { code?: string }) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(refused(reading, 'takes-too-much'));
        else reject(new Error('Files could not be read for an import', { cause: error }));
      });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
