import { z } from 'zod';
import type { FileRef } from '../platform.ts';

const handle = z.object({ url: z.string(), key: z.string().optional() });

const MIME = { image: 'image/jpeg', video: 'video/mp4', file: 'application/octet-stream' } as const;

/** A file of a message. Its URL lives for five minutes, and its key belongs to that URL; name and type are known later. */
export function fileRef(
  kind: keyof typeof MIME,
  { url, aeskey, filename }: { url: string; aeskey?: string | undefined; filename?: string | undefined },
): FileRef {
  return { id: JSON.stringify({ url, key: aeskey }), name: filename ?? kind, mime: MIME[kind], size: 0 };
}

/** Where the file is and its key; undefined where the id isn't one of ours. */
export function readFileRef({ id }: FileRef): { url: string; key: string | undefined } | undefined {
  try {
    const { url, key } = handle.parse(JSON.parse(id));
    return { url, key };
  } catch {
    return undefined;
  }
}
