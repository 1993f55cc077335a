import { and, eq, inArray, sql } from 'drizzle-orm';
import type { FileRef } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';

export interface NewKeptFile {
  id: string;
  name: string;
  mime: string;
  bytes: Uint8Array;
  ownerId: string;
  at: number;
}

export interface KeptFile {
  ref: FileRef;
  ownerId: string;
  bytes: Buffer;
}

/** Keeps a file; one with its id that is kept already stays as it is. */
export async function keepFile(db: Database, { bytes, ...file }: NewKeptFile): Promise<FileRef> {
  const { files } = db.tables;
  await db.transaction({}, async (tx) => {
    await tx
      .insert(files)
      .values({ ...file, bytes: Buffer.from(bytes) })
      .onConflictDoNothing({ target: files.id });
  });
  return { id: file.id, name: file.name, mime: file.mime, size: bytes.byteLength };
}

/** A kept file, or undefined. Who may see it is the caller's business. */
export async function keptFile(db: Database, id: string): Promise<KeptFile | undefined> {
  const { files } = db.tables;
  const [row] = await db.read.select().from(files).where(eq(files.id, id));
  if (!row) return undefined;
  const { name, mime, ownerId, bytes } = row;
  return { ref: { id, name, mime, size: bytes.byteLength }, ownerId, bytes };
}

/** The kept files of `ownerId` among `ids`, in no order. */
export async function keptRefs(
  db: Database,
  { ids, ownerId }: { ids: string[]; ownerId: string },
): Promise<FileRef[]> {
  const { files } = db.tables;
  if (ids.length === 0) return [];
  return db.read
    .select({ id: files.id, name: files.name, mime: files.mime, size: sql<number>`length(${files.bytes})` })
    .from(files)
    .where(and(eq(files.ownerId, ownerId), inArray(files.id, ids)));
}
