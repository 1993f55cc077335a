import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseAwayError, isAway } from './errors.ts';

const PAUSE_MS = 1_000;

/**
 * Does `work` once the database answers: at a start it may still be starting too. Throws a DatabaseAwayError after
 * `withinMs`, and at once what waiting doesn't mend.
 */
export async function whenThere<T>(
  work: () => Promise<T>,
  { withinMs, onAway }: { withinMs: number; onAway: (error: unknown) => void },
): Promise<T> {
  const begun = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      if (performance.now() - begun >= withinMs) throw new DatabaseAwayError(withinMs / 1_000, error);
      onAway(error);
      await delay(PAUSE_MS);
    }
  }
}
