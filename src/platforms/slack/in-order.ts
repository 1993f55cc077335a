import { setTimeout as sleep } from 'node:timers/promises';
import type { InboundEvent, Place } from '../platform.ts';

interface Waiting {
  event: InboundEvent;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Receives one event after the other within a conversation or thread, by their time: what somebody writes in one go can come over
 * both sockets, whose frames overtake each other by some ms. A failure is its own event's alone. `ready` is waited for
 * before the first one there.
 */
export function inOrder(
  receive: (event: InboundEvent) => Promise<void>,
  { ready, settleMs }: { ready: (place: Place) => Promise<unknown>; settleMs: number },
): (event: InboundEvent) => Promise<void> {
  const lanes = new Map<string, Waiting[]>();

  async function drain(key: string, place: Place, lane: Waiting[]): Promise<void> {
    await Promise.all([ready(place), sleep(settleMs)]);
    for (;;) {
      lane.sort((a, b) => timeOf(a.event) - timeOf(b.event));
      const next = lane.shift();
      if (!next) break;
      await receive(next.event).then(next.done, next.failed);
    }
    lanes.delete(key);
  }

  return (event) => {
    const { place } = event;
    const key = `${place.channel}+${place.thread ?? ''}`;
    return new Promise((done, failed) => {
      const lane = lanes.get(key);
      const waiting = { event, done, failed };
      if (lane) {
        lane.push(waiting);
        return;
      }
      const opened = [waiting];
      lanes.set(key, opened);
      void drain(key, place, opened);
    });
  };
}

/** Of a message its own id, which is the finer clock: several can be written within one ms. */
function timeOf(event: InboundEvent): number {
  return event.kind === 'message' ? Number(event.messageId) * 1000 : event.at;
}
