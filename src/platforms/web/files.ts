import { safeName } from '../../runtime/file-name.ts';
import { fileType } from '../../runtime/file-type.ts';
import { keepFile, keptRefs } from '../../runtime/kept-files.ts';
import type { Database } from '../../store/database.ts';
import type { FileRef } from '../platform.ts';
import { WebPlatformError } from './errors.ts';

const MAX_FILE_BYTES = 10 * 1024 * 1024;

export interface NewFile {
  name: string;
  bytes: Uint8Array;
  ownerId: string;
}

/** Stores an uploaded file under its real type. Throws a WebPlatformError for one that isn't allowed. */
export async function storeFile(
  db: Database,
  { name, bytes, ownerId }: NewFile,
  { id, at }: { id: string; at: number },
): Promise<FileRef> {
  if (bytes.byteLength === 0) throw new WebPlatformError('file-empty');
  if (bytes.byteLength > MAX_FILE_BYTES) throw new WebPlatformError('file-too-large');
  const type = fileType(name, bytes);
  if (!type) throw new WebPlatformError('file-type');
  return keepFile(db, {
    id,
    name: safeName(name, type.extension),
    mime: type.mime,
    bytes,
    ownerId,
    at,
  });
}

/** The files of `refs` as they are stored. Throws unless each of them was uploaded by `ownerId`. */
export async function ownFiles(db: Database, ownerId: string, refs: FileRef[]): Promise<FileRef[]> {
  const kept = await keptRefs(db, { ids: refs.map(({ id }) => id), ownerId });
  return refs.map((ref) => {
    const found = kept.find(({ id }) => id === ref.id);
    if (!found) throw new WebPlatformError('unknown-file');
    return found;
  });
}
