import { setTimeout as delay } from 'node:timers/promises';
import type { InboundEvent, Surroundings } from '../platform.ts';
import type { Timings } from './timings.ts';

/** Events that wait to be stored; more than this are not kept in memory. */
const MOST_WAITING = 10_000;

export interface Inbound {
  /** Takes an event; `stored` is called once it is stored. */
  push(event: InboundEvent, stored: () => void): void;
  /** Tries each waiting event once more and resolves when none is left. */
  drain(): Promise<void>;
}

/**
 * Hands events over in the order of their conversation. WeCom knows no acknowledgement and never repeats: what can't
 * be stored is tried again from memory, and is lost only with the process or when too many wait.
 */
export function createInbound({
  receive,
  timings,
  surroundings,
  most = MOST_WAITING,
}: {
  receive: (event: InboundEvent) => Promise<void>;
  timings: Pick<Timings, 'storeAgainMs' | 'longestStoreAgainMs'>;
  surroundings: Pick<Surroundings, 'log' | 'alert'>;
  most?: number | undefined;
}): Inbound {
  const { log } = surroundings;
  const lanes = new Map<string, Promise<void>>();
  const draining = new AbortController();
  let waiting = 0;

  async function store(event: InboundEvent): Promise<boolean> {
    for (let failures = 0; ; failures++) {
      try {
        await receive(event);
        return true;
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        log.warn({ platform: 'wecom', kind: event.kind, failures, error: name }, 'event not stored');
        if (draining.signal.aborted) return false;
        const pause = Math.min(
          timings.storeAgainMs * 2 ** Math.min(failures, 20),
          timings.longestStoreAgainMs,
        );
        await delay(pause, undefined, { signal: draining.signal }).catch(() => {});
      }
    }
  }

  async function handle(event: InboundEvent, stored: () => void): Promise<void> {
    const isStored = await store(event);
    waiting--;
    if (isStored) stored();
    else
      log.error(
        { platform: 'wecom', kind: event.kind },
        'event lost: it could not be stored before the stop',
      );
  }

  return {
    push(event, stored) {
      if (waiting >= most) {
        log.error(
          { platform: 'wecom', kind: event.kind, waiting },
          'event lost: too many could not be stored',
        );
        surroundings.alert({
          platform: 'wecom',
          code: 'events-lost',
          text: 'The database takes nothing, and messages from WeCom are being lost: WeCom does not repeat them',
        });
        return;
      }
      waiting++;
      const lane = event.place.channel;
      const before = lanes.get(lane);
      const mine = (before ?? Promise.resolve()).then(() => handle(event, stored));
      lanes.set(lane, mine);
      void mine.then(() => {
        if (lanes.get(lane) === mine) lanes.delete(lane);
      });
    },
    async drain() {
      draining.abort();
      await Promise.all(lanes.values());
    },
  };
}
