/** Answers `undefined` where `work` failed or was not done within `withinMs`. */
export type Bounded<T> = () => Promise<T | undefined>;

/**
 * Runs `work` at most once at a time, and waits for it no longer than `withinMs`: what hangs is not begun again until
 * it has ended, so that many askers do no harm.
 */
export function singleFlight<T>(
  work: () => Promise<T>,
  { withinMs, onError }: { withinMs: number; onError: (error: unknown) => void },
): Bounded<T> {
  let running: Promise<T | undefined> | undefined;

  return function ask() {
    running ??= attempt(work, onError).finally(() => {
      running = undefined;
    });
    return within(running, withinMs);
  };
}

async function attempt<T>(work: () => Promise<T>, onError: (error: unknown) => void): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    onError(error);
    return undefined;
  }
}

async function within<T>(running: Promise<T | undefined>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
