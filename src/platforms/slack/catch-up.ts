import { DeliveryError, type InboundEvent, type Surroundings } from '../platform.ts';
import { isWithheld } from './errors.ts';
import type { History, Spot } from './history.ts';
import type { Identity } from './origin.ts';
import { pause } from './pause.ts';
import { createReading, keyOf, type Reading } from './reading.ts';
import type { Timings } from './settings.ts';
import { retryWait } from './waits.ts';

/** About eight minutes for one event, so that a database that is away costs nothing. */
const MOST_TRIES = 20;
/** Direct chats that are looked through for somebody who wrote for the first time: more would be a company's worth of calls. */
const MOST_CHATS = 500;

export interface CatchUpOptions {
  history: History;
  timings: Timings;
  surroundings: Pick<Surroundings, 'missed' | 'now' | 'log'>;
  self: () => Identity;
  receive: (event: InboundEvent) => Promise<void>;
  signal: AbortSignal;
}

export interface CatchUp {
  /** Reads what was missed, after the run that may be on its way; one run for all that wait for it. Never throws. */
  run: () => Promise<void>;
  /** Resolves when nothing that came before is left to read here; that is read next. */
  of: (spot: Spot) => Promise<void>;
}

/** What may have been missed: since when (UTC ms), and where. */
interface Gap {
  since: number;
  places: Spot[];
}

interface Run {
  /** Resolves when the places that are known are in `reading`. */
  listed: Promise<unknown>;
  reading: Reading;
}

/**
 * Reads from the histories what people wrote while there was no socket. The keys are those of live events, so what
 * did come before, or comes again, does no harm.
 */
export function createCatchUp(options: CatchUpOptions): CatchUp {
  const { history, timings, surroundings, signal } = options;
  const { log } = surroundings;
  let last = Promise.resolve();
  let next: Promise<Gap> | undefined;
  /** What the last run could not read: it is with the next. */
  let unread: Gap | undefined;
  let run: Run | undefined;

  /** Asked for at once, also while a run is on its way: what comes in meanwhile hides since when nothing came. */
  async function gap(): Promise<Gap> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await surroundings.missed('slack');
      } catch (error) {
        log.warn({ platform: 'slack', reason: nameOf(error), failures }, 'what was missed is not known');
        await pause(retryWait(failures, timings), signal);
      }
    }
    return { since: 0, places: [] };
  }

  /** Slack doesn't deliver these again: what can't be kept now is tried again, and keeps nothing else away for ever. */
  async function keep(event: InboundEvent): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await options.receive(event);
      } catch (error) {
        if (failures >= MOST_TRIES) {
          const fields = { platform: 'slack', key: event.keys[0], reason: nameOf(error) };
          return log.error(fields, 'an event of a history could not be kept');
        }
        await pause(retryWait(failures, timings), signal);
      }
    }
  }

  /** True where that is all that ever can be read, e.g. of a channel that we were taken out of. */
  async function read(spot: Spot, since: number, reading: Reading): Promise<boolean> {
    try {
      const context = { self: options.self(), now: surroundings.now() };
      const known = (thread: string) => reading.isKnown({ channel: spot.channel, thread });
      for (const event of await history.events(spot, { since, context, known })) await keep(event);
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      log.warn(
        { platform: 'slack', channel: spot.channel, reason: reasonOf(error) },
        'a history could not be read',
      );
      return error instanceof DeliveryError && (error.fate === 'permanent' || isWithheld(error));
    }
  }

  /** True where nothing is left for later. */
  async function readAll(reading: Reading): Promise<boolean> {
    await reading.all();
    const chats = await history.directChats(MOST_CHATS).catch((error: unknown) => {
      if (!signal.aborted)
        log.warn({ platform: 'slack', reason: reasonOf(error) }, 'chats could not be listed');
    });
    for (const channel of chats ?? []) reading.add({ channel });
    await reading.all();
    return chats !== undefined && reading.unread.length === 0;
  }

  async function runOnce(): Promise<void> {
    if (!next) return;
    const asked = unread ? both(next, Promise.resolve(unread)) : next;
    next = undefined;
    unread = undefined;
    let since = 0;
    const reading: Reading = createReading({ read: (spot) => read(spot, since, reading), signal });
    const listed = asked.then((gap) => {
      since = gap.since;
      // Without a beginning everything ever written would be taken for new.
      if (since > 0) for (const place of gap.places) reading.add(place);
    });
    run = { listed, reading };
    await listed;
    if (since > 0 && !(await readAll(reading))) unread = { since, places: reading.unread };
    run = undefined;
    reading.end();
  }

  return {
    run() {
      if (next) {
        next = both(next, gap());
        return last;
      }
      next = gap();
      last = last.then(runOnce);
      return last;
    },
    async of(spot) {
      const current = run;
      await current?.listed;
      if (current && current === run) await current.reading.of(spot);
    },
  };
}

/** The longer gap of two, in all the places of both. */
async function both(one: Promise<Gap>, other: Promise<Gap>): Promise<Gap> {
  const gaps = [await one, await other].filter(({ since }) => since > 0);
  const places = new Map(gaps.flatMap((gap) => gap.places).map((place) => [keyOf(place), place]));
  return {
    since: gaps.length === 0 ? 0 : Math.min(...gaps.map(({ since }) => since)),
    places: [...places.values()],
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function reasonOf(error: unknown): string {
  return error instanceof DeliveryError ? error.message : nameOf(error);
}
