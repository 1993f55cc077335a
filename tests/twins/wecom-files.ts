import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface NamedBytes {
  name: string;
  bytes: Buffer;
}

interface Stored {
  name: string;
  encrypted: Buffer;
}

/** WeCom's file store: encrypted files by GET, and what is uploaded in pieces over the socket. */
export function createFileStore() {
  const stored = new Map<string, Stored>();
  const uploads = new Map<
    string,
    { name: string; md5: string; total: number; pieces: Map<number, Buffer> }
  >();
  const media = new Map<string, NamedBytes>();
  /** The header that names a file; tests break it. */
  const store = {
    gets: 0,
    disposition: (name: string) => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,

    /** Encrypts a file under a key of its own, as each URL has one; gives its path and the key. */
    put({ name, bytes }: NamedBytes): { path: string; aeskey: string } {
      const key = randomBytes(32);
      const pad = 32 - (bytes.length % 32);
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      const padded = Buffer.concat([bytes, Buffer.alloc(pad, pad)]);
      const path = `/file/${stored.size + 1}`;
      stored.set(path, { name, encrypted: Buffer.concat([cipher.update(padded), cipher.final()]) });
      return { path, aeskey: key.toString('base64') };
    },
    forget: (path: string) => stored.delete(path),

    answer(request: IncomingMessage, response: ServerResponse): void {
      store.gets++;
      const file = stored.get(request.url ?? '');
      if (!file) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'Content-Disposition': store.disposition(file.name) }).end(file.encrypted);
    },

    begin({ filename, total_chunks, md5 }: { filename: string; total_chunks: number; md5: string }): string {
      const id = `upload-${uploads.size + 1}`;
      uploads.set(id, { name: filename, md5, total: total_chunks, pieces: new Map() });
      return id;
    },
    /** Whether the piece was taken. */
    piece({
      upload_id,
      chunk_index,
      base64_data,
    }: {
      upload_id: string;
      chunk_index: number;
      base64_data: string;
    }) {
      const upload = uploads.get(upload_id);
      const bytes = Buffer.from(base64_data, 'base64');
      if (!upload || chunk_index >= upload.total || bytes.length > 512 * 1024) return false;
      upload.pieces.set(chunk_index, bytes);
      return true;
    },
    /** The media id, or undefined where pieces are missing or the whole is not what was announced. */
    finish(uploadId: string): string | undefined {
      const upload = uploads.get(uploadId);
      if (!upload || upload.pieces.size !== upload.total) return undefined;
      const pieces = [...upload.pieces].toSorted(([a], [b]) => a - b).map(([, piece]) => piece);
      const bytes = Buffer.concat(pieces);
      if (createHash('md5').update(bytes).digest('hex') !== upload.md5) return undefined;
      const id = `media-${media.size + 1}`;
      media.set(id, { name: upload.name, bytes });
      return id;
    },
    media: (id: string) => media.get(id),
  };
  return store;
}

export type FileStore = ReturnType<typeof createFileStore>;
