import { setTimeout as delay } from 'node:timers/promises';
import { backoff } from '../backoff.ts';
import type { InboundEvent, Surroundings } from '../platform.ts';
import type { Timings } from './timings.ts';

/** Events that wait to be stored; more than this are not kept in memory. */
const MOST_WAITING = 10_000;
/** After so many failures an event counts as one that can't be stored, if others can. */
const MOST_FAILURES = 10;

export interface Inbound {
  /** Takes an event; `stored` is called once it is stored. */
  push(event: InboundEvent, stored: () => void): void;
  /** Tries each waiting event once more and resolves when none is left. */
  drain(): Promise<void>;
}

/**
 * Hands events over in the order of their conversation. WeCom knows no acknowledgement and never repeats: what can't
 * be stored is tried again from memory. It is lost only with the process, when too many wait, or where it alone can't
 * be stored: it must not hold back what follows in its conversation for ever.
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
  const { storeAgainMs: first, longestStoreAgainMs: longest } = timings;
  const lanes = new Map<string, Promise<void>>();
  const draining = new AbortController();
  let waiting = 0;
  let successes = 0;

  async function store(event: InboundEvent): Promise<'stored' | 'unstorable' | 'stopped'> {
    let successesBefore = 0;
    for (let failures = 1; ; failures++) {
      const othersPass = successes > successesBefore;
      successesBefore = successes;
      try {
        await receive(event);
        successes++;
        return 'stored';
      } catch (error) {
        const name = error instanceof Error ? error.name : typeof error;
        log.warn({ platform: 'wecom', kind: event.kind, failures, error: name }, 'event not stored');
        if (draining.signal.aborted) return 'stopped';
        // Since it failed last, others were stored; in an outage none is.
        if (failures >= MOST_FAILURES && othersPass) return 'unstorable';
        const pause = backoff({ first, longest }, failures - 1);
        await delay(pause, undefined, { signal: draining.signal }).catch(() => {});
      }
    }
  }

  async function handle(event: InboundEvent, stored: () => void): Promise<void> {
    const end = await store(event);
    waiting--;
    if (end === 'stored') return stored();
    const fields = { platform: 'wecom', kind: event.kind };
    if (end === 'stopped') {
      log.error(fields, 'event lost: it could not be stored before the stop');
      return;
    }
    log.error(fields, 'event lost: it alone can not be stored');
    surroundings.alert({
      platform: 'wecom',
      code: 'event-unstorable',
      text: 'A message from WeCom could not be stored although others were, and is lost. The log says why it failed',
    });
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
