import { ModelError } from './errors.ts';

/** Runs `work` until `ms` are over or `parent` aborts; then its signal aborts and the promise rejects, whatever `work` does. */
export async function withDeadline<T>(
  ms: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let closed: (() => void) | undefined;
  const over = new Promise<never>((_, reject) => {
    const end = (error: ModelError) => {
      reject(error);
      controller.abort(error);
    };
    closed = () => end(new ModelError('closed'));
    timer = setTimeout(() => end(new ModelError('timeout')), ms);
    parent.addEventListener('abort', closed, { once: true });
    if (parent.aborted) closed();
  });
  try {
    return await Promise.race([parent.aborted ? over : work(controller.signal), over]);
  } finally {
    clearTimeout(timer);
    if (closed) parent.removeEventListener('abort', closed);
    // Whatever still reads lets go of its socket.
    controller.abort();
  }
}

/** Waits, or rejects as soon as `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof ModelError ? signal.reason : new ModelError('timeout'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
