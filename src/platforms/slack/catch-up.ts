import { DeliveryError, type InboundEvent, type Surroundings } from '../platform.ts';
import type { History, Spot } from './history.ts';
import type { Identity } from './origin.ts';
import { backoff, pause } from './pause.ts';
import type { Timings } from './settings.ts';

const MOST_TRIES = 8;
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
  /** Reads what was missed, after the run that may be on its way. Never throws. */
  run(): Promise<void>;
  /** Resolves when nothing that came before is left to read here; that is read next. */
  of(spot: Spot): Promise<void>;
}

/** One run: the spots that are left, those that are done, and who waits for which. */
interface Run {
  since: number;
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
  let run: Run | undefined;

  /** Slack doesn't deliver these again: what can't be kept now is tried again. */
  async function surely(event: InboundEvent): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await options.receive(event);
      } catch (error) {
        if (signal.aborted || failures >= MOST_TRIES) throw error;
        await pause(backoff(failures, timings), signal);
      }
    }
  }

  /** A spot that can't be read, e.g. a channel that we were taken out of, doesn't keep us from the others. */
  async function read(spot: Spot, since: number): Promise<void> {
    try {
      const context = { self: options.self(), now: surroundings.now() };
      for (const event of await history.events(spot, since, context)) await surely(event);
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof DeliveryError ? error.message : 'not kept';
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
      await read(spot, current.since);
      current.left.delete(key);
      current.done.add(key);
      for (const tell of current.waiting.get(key) ?? []) tell();
      current.waiting.delete(key);
    }
  }

  async function readAll(current: Run): Promise<void> {
    const { since, places } = await surroundings.missed('slack');
    // Without a beginning everything ever written would be taken for new.
    if (since <= 0) return;
    current.since = since;
    for (const { channel, thread } of places)
      current.left.set(keyOf({ channel, thread }), { channel, thread });
    await readLeft(current);
    for (const channel of await history.directChats(MOST_CHATS)) {
      if (!current.done.has(keyOf({ channel }))) current.left.set(keyOf({ channel }), { channel });
    }
    await readLeft(current);
  }

  async function runOnce(): Promise<void> {
    const current: Run = { since: 0, left: new Map(), done: new Set(), waiting: new Map() };
    run = current;
    try {
      await readAll(current);
    } catch (error) {
      if (!signal.aborted) {
        const reason = error instanceof DeliveryError ? error.message : 'unknown';
        log.warn({ platform: 'slack', reason }, 'not everything that was missed could be read');
      }
    } finally {
      run = undefined;
      for (const tell of [...current.waiting.values()].flat()) tell();
    }
  }

  return {
    run() {
      last = last.then(runOnce);
      return last;
    },
    of(spot) {
      const key = keyOf(spot);
      const current = run;
      if (!current || current.done.has(key)) return Promise.resolve();
      if (!current.left.has(key)) {
        // Whose first words are those that come now may have written others before.
        if (!spot.channel.startsWith('D') || spot.thread !== undefined) return Promise.resolve();
        current.left.set(key, { channel: spot.channel });
      }
      return new Promise((resolve) => {
        current.waiting.set(key, [...(current.waiting.get(key) ?? []), resolve]);
      });
    },
  };
}

function keyOf({ channel, thread }: Spot): string {
  return `${channel}+${thread ?? ''}`;
}
