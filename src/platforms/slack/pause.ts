import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms`, or until the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return;
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Time as the connection sees it: it never goes back. */
export interface Clock {
  now: () => number;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const STEADY_CLOCK: Clock = { now: () => performance.now(), pause };

/** What `promise` gives, or undefined after `ms`, or once the signal aborts. */
export async function within<T>(
  ms: number,
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp = () => {};
  const late = new Promise<undefined>((resolve) => {
    giveUp = () => resolve(undefined);
    timer = setTimeout(giveUp, ms);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}
