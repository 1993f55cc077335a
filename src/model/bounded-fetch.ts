import { ModelError } from './errors.ts';

export interface Bounds {
  maxBytes: number;
  /** Longest silence between two pieces of a body. */
  idleMs: number;
}

/** A fetch that follows no redirect and reads no more of a body, and waits no longer for its next piece, than `bounds` allow. */
export function boundedFetch(
  bounds: Bounds,
): (url: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    if (!response.body) return response;
    const { status, statusText, headers } = response;
    return new Response(bounded(response.body, bounds), { status, statusText, headers });
  };
}

function bounded(body: ReadableStream<Uint8Array>, { maxBytes, idleMs }: Bounds): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let left = maxBytes;
  const stop = async (error: ModelError) => {
    await reader.cancel(error).catch(() => {});
    throw error;
  };
  return new ReadableStream<Uint8Array>({
    async pull(out) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<'silence'>((resolve) => {
        timer = setTimeout(resolve, idleMs, 'silence');
      });
      const next = await Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
      if (next === 'silence') return stop(new ModelError('stalled'));
      if (next.done) return out.close();
      left -= next.value.byteLength;
      if (left < 0) return stop(new ModelError('too-large'));
      return out.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
