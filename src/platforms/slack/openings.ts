import type { Clock } from './pause.ts';
import type { Limits } from './settings.ts';

/** When `apps.connections.open` may be called: a sliding window over the calls of all seats together. */
export function createOpenings({ opens, opensWindowMs }: Limits, clock: Clock) {
  const taken: number[] = [];
  let notBefore = -Infinity;

  /** One call of the window is kept for when there is no socket at all. */
  function waitFor(isFirst: boolean): number {
    const at = clock.now();
    while (taken[0] !== undefined && at - taken[0] >= opensWindowMs) taken.shift();
    const most = isFirst ? opens : Math.max(1, opens - 1);
    const oldest = taken.at(-most);
    return Math.max(notBefore - at, oldest === undefined ? 0 : oldest + opensWindowMs - at);
  }

  return {
    /** Nobody calls for so many ms. */
    hold(ms: number): void {
      notBefore = Math.max(notBefore, clock.now() + ms);
    },

    /**
     * Waits until Slack may be called, and counts the call; what it gives takes that back, for a call that never
     * reached Slack. Undefined once the signal aborts.
     */
    async take(isFirst: () => boolean, signal: AbortSignal): Promise<(() => void) | undefined> {
      while (!signal.aborted) {
        const wait = waitFor(isFirst());
        if (wait > 0) {
          await clock.pause(wait, signal);
          continue;
        }
        const at = clock.now();
        taken.push(at);
        return () => void taken.splice(taken.lastIndexOf(at), 1);
      }
      return undefined;
    },
  };
}
