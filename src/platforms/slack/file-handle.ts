import { z } from 'zod';

const handle = z.object({ id: z.string(), url: z.string().optional() });
/** What is needed to fetch a file of a message: its id, and its address where the event told it. */
export type FileHandle = z.infer<typeof handle>;

/** The handle as an opaque string, for `FileRef.id`. */
export function fileHandle(file: {
  id: string;
  url_private?: string | null | undefined;
  url_private_download?: string | null | undefined;
}): string {
  const url = file.url_private_download ?? file.url_private;
  return JSON.stringify(url ? { id: file.id, url } : { id: file.id });
}

/** Reads what `fileHandle` wrote; undefined where it is none. */
export function readFileHandle(id: string): FileHandle | undefined {
  try {
    return handle.safeParse(JSON.parse(id)).data;
  } catch {
    return undefined;
  }
}
