import type { DingtalkTimings } from './settings.ts';

/** Notices a connection over which nothing comes any more. */
export interface Watchdog {
  /** Something came. */
  feed(): void;
  stop(): void;
}

export interface WatchdogOptions {
  timings: Pick<DingtalkTimings, 'quiet' | 'silent'>;
  /** Nothing has come for a while: an answer to this feeds it. */
  ask: () => void;
  /** Nothing comes any more. */
  giveUp: () => void;
}

/** Watches from now on. */
export function createWatchdog({ timings: { quiet, silent }, ask, giveUp }: WatchdogOptions): Watchdog {
  let timer: NodeJS.Timeout | undefined;

  function feed(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = setTimeout(giveUp, silent - quiet);
      ask();
    }, quiet);
  }

  feed();
  return { feed, stop: () => clearTimeout(timer) };
}
