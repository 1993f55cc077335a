import type { Logger } from 'pino';
import type { InboundEvent } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import { acceptEvent } from './inbox.ts';
import { stopwatch, type Observer } from './observer.ts';
import type { Probe } from './probe.ts';

export interface ReceptionOptions {
  db: Database;
  laneOf: (event: InboundEvent) => string;
  /** Takes out of an event what must not be stored. */
  guard?: ((event: InboundEvent) => Promise<InboundEvent>) | undefined;
  /** There is something new to work on. */
  onStored: () => void;
  observer?: Observer | undefined;
  log: Pick<Logger, 'debug'>;
  now: () => number;
  probe?: Probe | undefined;
}

/** Where every platform hands over its events; an event is received once this resolves. */
export function createReception(options: ReceptionOptions) {
  const { db, laneOf, guard, onStored, observer, log, now, probe } = options;

  return async function receive(received: InboundEvent): Promise<void> {
    const elapsed = stopwatch();
    const event = (await guard?.(received)) ?? received;
    const { platform, kind } = event;
    const stored = await acceptEvent(db, event, {
      lane: laneOf(event),
      now: now(),
      ...(probe ? { probe } : {}),
      onStored: (id) => log.debug({ event: id, platform, kind }, 'event stored'),
    });
    observer?.accepted?.({ platform, ms: elapsed() });
    if (stored === 'stored') onStored();
  };
}
