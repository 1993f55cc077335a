import type { FileRef } from '../platforms/platform.ts';
import { WebPlatformError } from '../platforms/web/errors.ts';
import type { WebPlatform } from '../platforms/web/web-platform.ts';

/** The stored files of `ids`. Throws a WebPlatformError for one that doesn't exist. */
export async function refsOf(platform: WebPlatform, ids: string[]): Promise<FileRef[]> {
  const files = await Promise.all(ids.map((id) => platform.file(id)));
  return files.map((file) => {
    if (!file) throw new WebPlatformError('unknown-file');
    return file.ref;
  });
}

/** Stores what a form carries in its file field; a field left empty arrives as a file without a name. */
export async function storeUploads(
  platform: WebPlatform,
  ownerId: string,
  field: unknown,
): Promise<FileRef[]> {
  const files = (Array.isArray(field) ? field : [field]).filter(
    (file): file is File => file instanceof File && file.name !== '',
  );
  const refs: FileRef[] = [];
  for (const file of files.slice(0, 10)) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    refs.push(await platform.storeFile({ name: file.name, bytes, ownerId }));
  }
  return refs;
}
