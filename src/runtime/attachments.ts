import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import {
  DeliveryError,
  type FileBytes,
  type FileRef,
  type InboundEvent,
  type Platform,
} from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import { failure, reasonOf } from './failure.ts';
import { createFewAtOnce } from './few-at-once.ts';
import { safeName, shownName, strangersName } from './file-name.ts';
import { fileType } from './file-type.ts';
import { keepFile, keptFile, keptRefs } from './kept-files.ts';

const MAX_BYTES = 20 * 1024 * 1024;
/** Each may be `MAX_BYTES` in memory. */
const MOST_DOWNLOADS = 4;
/** After so many tries of the event a file that still can't be fetched counts as lost. */
const PATIENT_ATTEMPTS = 3;

export interface AttachmentsOptions {
  db: Database;
  platforms: ReadonlyMap<string, Platform>;
  now: () => number;
  log: Pick<Logger, 'warn'>;
  /** The largest file that is kept. */
  maxBytes?: number | undefined;
}

export interface WithKeptFiles {
  /** The event, its files being those that are kept. */
  event: InboundEvent;
  /** Names of files that could not be had. */
  lost: string[];
}

export interface Attachments {
  /**
   * Fetches and keeps the files of a message; what is kept already is not fetched again. `attempts`: how often the
   * event failed before. Throws where trying the event again may help.
   */
  keep(event: InboundEvent, attempts: number): Promise<WithKeptFiles>;
  /** The bytes of a kept file. Throws a DeliveryError. */
  readFile(file: FileRef): Promise<FileBytes>;
}

/** Keeps people's files with us: platforms' links to them live for minutes, and other platforms can't use them. */
export function createAttachments(options: AttachmentsOptions): Attachments {
  const { db, platforms, now, log, maxBytes = MAX_BYTES } = options;

  const fewAtOnce = createFewAtOnce(MOST_DOWNLOADS);

  async function keepOne(event: InboundEvent, ref: FileRef): Promise<FileRef | undefined> {
    const platform = platforms.get(event.platform);
    if (!platform?.download) return ref;
    const ownerId = `${event.platform}:${event.sender.userId}`;
    const id = keptId(event, ref);
    const [kept] = await keptRefs(db, { ids: [id], ownerId });
    if (kept) return kept;
    if (ref.size > maxBytes) return undefined;
    return fewAtOnce(() => fetchOne(platform, { ref, id, ownerId }));
  }

  async function fetchOne(
    platform: Platform,
    { ref, id, ownerId }: { ref: FileRef; id: string; ownerId: string },
  ): Promise<FileRef | undefined> {
    const downloaded = await platform.download?.(ref);
    if (!downloaded) return undefined;
    const { bytes, name } = downloaded;
    if (bytes.byteLength === 0 || bytes.byteLength > maxBytes) return undefined;
    return keepFile(db, { id, ...described(name || ref.name, bytes), bytes, ownerId, at: now() });
  }

  return {
    async keep(event, attempts) {
      if (event.kind !== 'message' || event.files.length === 0) return { event, lost: [] };
      const files: FileRef[] = [];
      const lost: string[] = [];
      for (const ref of event.files) {
        const file = await keepOne(event, ref).catch((error: unknown) => {
          if (!isLost(error, attempts)) throw error;
          log.warn({ ...failure(error), platform: event.platform, attempts }, 'a file could not be had');
          return undefined;
        });
        if (file) files.push(file);
        else lost.push(shownName(ref.name));
      }
      return { event: { ...event, files }, lost };
    },

    async readFile({ id }) {
      const kept = await keptFile(db, id).catch((error: unknown) => {
        throw new DeliveryError('transient', `file: ${reasonOf(error)}`, { cause: error });
      });
      if (!kept) throw new DeliveryError('permanent', `no file ${id} is kept`, { obstacle: 'file' });
      return { name: kept.ref.name, mime: kept.ref.mime, bytes: kept.bytes };
    },
  };
}

function isLost(error: unknown, attempts: number): boolean {
  return (error instanceof DeliveryError && error.fate === 'permanent') || attempts >= PATIENT_ATTEMPTS;
}

/** The same for every delivery of the same file. */
function keptId({ platform, tenant }: InboundEvent, { id }: FileRef): string {
  return createHash('sha256')
    .update(JSON.stringify([platform, tenant, id]))
    .digest('hex')
    .slice(0, 32);
}

function described(name: string, bytes: Buffer): { name: string; mime: string } {
  const type = fileType(name, bytes);
  return type ? { name: safeName(name, type.extension), mime: type.mime } : strangersName(name);
}
