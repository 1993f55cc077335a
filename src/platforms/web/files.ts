import { and, eq, inArray, sql } from 'drizzle-orm';
import { clean } from '../../language/clean.ts';
import type { Database } from '../../store/database.ts';
import type { FileRef } from '../platform.ts';
import { WebPlatformError } from './errors.ts';
import { fileType } from './file-type.ts';

const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_NAME = 100;

export interface NewFile {
  name: string;
  bytes: Uint8Array;
  ownerId: string;
}

export interface StoredFile {
  ref: FileRef;
  ownerId: string;
  bytes: Buffer;
}

/** Stores an uploaded file under its real type. Throws a WebPlatformError for one that isn't allowed. */
export async function storeFile(
  db: Database,
  file: NewFile,
  { id, at }: { id: string; at: number },
): Promise<FileRef> {
  if (file.bytes.byteLength === 0) throw new WebPlatformError('file-empty');
  if (file.bytes.byteLength > MAX_FILE_BYTES) throw new WebPlatformError('file-too-large');
  const { mime, extension } = fileType(file.name, file.bytes);
  const name = safeName(file.name, extension);
  await db.transaction({}, async (tx) => {
    await tx
      .insert(db.tables.webFiles)
      .values({ id, name, mime, bytes: Buffer.from(file.bytes), ownerId: file.ownerId, at });
  });
  return { id, name, mime, size: file.bytes.byteLength };
}

/** The stored file, or undefined. Who may see it is the caller's business. */
export async function readFile(db: Database, id: string): Promise<StoredFile | undefined> {
  const files = db.tables.webFiles;
  const [row] = await db.read.select().from(files).where(eq(files.id, id));
  if (!row) return undefined;
  const { name, mime, ownerId, bytes } = row;
  return { ref: { id, name, mime, size: bytes.byteLength }, ownerId, bytes };
}

/** The files of `refs` as they are stored. Throws unless each of them was uploaded by `ownerId`. */
export async function ownFiles(db: Database, ownerId: string, refs: FileRef[]): Promise<FileRef[]> {
  if (refs.length === 0) return [];
  const files = db.tables.webFiles;
  const rows = await db.read
    .select({ id: files.id, name: files.name, mime: files.mime, size: sql<number>`length(${files.bytes})` })
    .from(files)
    .where(
      and(
        eq(files.ownerId, ownerId),
        inArray(
          files.id,
          refs.map((ref) => ref.id),
        ),
      ),
    );
  return refs.map((ref) => {
    const row = rows.find(({ id }) => id === ref.id);
    if (!row) throw new WebPlatformError('unknown-file');
    return { id: row.id, name: row.name, mime: row.mime, size: row.size };
  });
}

/** A name that is one path segment, has no characters that deceive, and ends as its content does. */
function safeName(name: string, extension: string): string {
  const base = clean(name)
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/\.[^.]*$/, '')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return `${Array.from(base).slice(0, MAX_NAME).join('') || 'file'}.${extension}`;
}
