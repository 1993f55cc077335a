import { DeliveryError, type InboundEvent, type Place, type Surroundings } from '../platform.ts';
import type { History, Spot } from './history.ts';
import type { Identity } from './origin.ts';
import { backoff, pause } from './pause.ts';
import type { Timings } from './settings.ts';

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
  places: Place[];
}

/** One run: the spots that are left, those that are done, and who waits for which. */
interface Run {
  since: number;
  /** Resolves when `left` has the places that are known. */
  listed: Promise<void>;
  left: Map<string, Spot>;
  done: Set<string>;
  waiting: Map<string, (() => void)[]>;
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
  let run: Run | undefined;

  /** Asked for at once, also while a run is on its way: what comes in meanwhile hides since when nothing came. */
  async function gap(): Promise<Gap> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await surroundings.missed('slack');
      } catch (error) {
        log.warn({ platform: 'slack', reason: nameOf(error), failures }, 'what was missed is not known');
        await pause(backoff(failures, timings), signal);
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
        await pause(backoff(failures, timings), signal);
      }
    }
  }

  /** A spot that can't be read, e.g. a channel that we were taken out of, doesn't keep us from the others. */
  async function read(spot: Spot, { since, left, done }: Run): Promise<void> {
    try {
      const context = { self: options.self(), now: surroundings.now() };
      const known = (thread: string) => {
        const key = keyOf({ channel: spot.channel, thread });
        return left.has(key) || done.has(key);
      };
      for (const event of await history.events(spot, { since, context, known })) await keep(event);
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof DeliveryError ? error.message : nameOf(error);
      log.warn({ platform: 'slack', channel: spot.channel, reason }, 'a history could not be read');
    }
  }

  /** Reads all that is left, first where somebody waits. */
  async function readLeft(current: Run): Promise<void> {
    for (;;) {
      const [wanted] = current.waiting.keys();
      const [key] = wanted === undefined ? current.left.keys() : [wanted];
      const spot = key === undefined ? undefined : current.left.get(key);
      if (key === undefined || !spot || signal.aborted) return;
      await read(spot, current);
      current.left.delete(key);
      current.done.add(key);
      for (const tell of current.waiting.get(key) ?? []) tell();
      current.waiting.delete(key);
    }
  }

  async function list(current: Run, asked: Promise<Gap>): Promise<void> {
    const { since, places } = await asked;
    current.since = since;
    // Without a beginning everything ever written would be taken for new.
    if (since <= 0) return;
    for (const { channel, thread } of places)
      current.left.set(keyOf({ channel, thread }), { channel, thread });
  }

  async function readAll(current: Run): Promise<void> {
    await current.listed;
    if (current.since <= 0) return;
    await readLeft(current);
    for (const channel of await history.directChats(MOST_CHATS)) {
      if (!current.done.has(keyOf({ channel }))) current.left.set(keyOf({ channel }), { channel });
    }
    await readLeft(current);
  }

  async function runOnce(): Promise<void> {
    const asked = next;
    next = undefined;
    if (!asked) return;
    const current: Run = {
      since: 0,
      listed: Promise.resolve(),
      left: new Map(),
      done: new Set(),
      waiting: new Map(),
    };
    current.listed = list(current, asked);
    run = current;
    try {
      await readAll(current);
    } catch (error) {
      if (!signal.aborted) {
        const reason = error instanceof DeliveryError ? error.message : nameOf(error);
        log.warn({ platform: 'slack', reason }, 'not everything that was missed could be read');
      }
    } finally {
      run = undefined;
      for (const tell of [...current.waiting.values()].flat()) tell();
    }
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
      if (!current || current !== run) return;
      const { left, done } = current;
      const { channel } = spot;
      // A thread that isn't read on its own is read with its conversation.
      const own = keyOf(spot);
      const key = left.has(own) || done.has(own) ? own : keyOf({ channel });
      if (done.has(key)) return;
      if (!left.has(key)) {
        // Whose first words are those that come now may have written others before.
        if (!channel.startsWith('D')) return;
        left.set(key, { channel });
      }
      await new Promise<void>((resolve) => {
        current.waiting.set(key, [...(current.waiting.get(key) ?? []), resolve]);
      });
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

function keyOf({ channel, thread }: Spot): string {
  return `${channel}+${thread ?? ''}`;
}
