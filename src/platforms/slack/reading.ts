import type { Spot } from './history.ts';

/** Times that one spot is read; between them the others have their turn. */
const MOST_ROUNDS = 3;
/** Readings that fail before the rest is left for later: then it isn't a single history that is broken. */
const MOST_FAILURES = 60;

export interface ReadingOptions {
  /** False where it may work later. Never throws. */
  read: (spot: Spot) => Promise<boolean>;
  signal: AbortSignal;
}

export type Reading = ReturnType<typeof createReading>;

/** One run through the histories: what is left of it, what is done, and who waits for which. */
export function createReading({ read, signal }: ReadingOptions) {
  const left = new Map<string, Spot>();
  const done = new Set<string>();
  const failures = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  const unread: Spot[] = [];
  let failed = 0;

  /** First where somebody waits. */
  function next(): string | undefined {
    const [wanted] = waiting.keys();
    const [first] = left.keys();
    return wanted ?? first;
  }

  async function readOne(key: string, spot: Spot): Promise<void> {
    const isTried = failed < MOST_FAILURES;
    const isDone = isTried && (await read(spot));
    left.delete(key);
    if (isDone) {
      done.add(key);
      return;
    }
    const count = (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    failed += 1;
    if (isTried && count < MOST_ROUNDS) left.set(key, spot);
    else unread.push(spot);
  }

  function tell(key: string): void {
    for (const resolve of waiting.get(key) ?? []) resolve();
    waiting.delete(key);
  }

  function isKnown(spot: Spot): boolean {
    const key = keyOf(spot);
    return left.has(key) || done.has(key);
  }

  return {
    /** What could not be read in this run. */
    unread,
    isKnown,

    add(spot: Spot): void {
      if (!isKnown(spot)) left.set(keyOf(spot), spot);
    },

    /** Reads all that is left. One that fails comes last, and nobody waits for it any more. */
    async all(): Promise<void> {
      for (let key = next(); key !== undefined && !signal.aborted; key = next()) {
        const spot = left.get(key);
        if (spot) await readOne(key, spot);
        tell(key);
      }
    },

    /** Resolves when nothing is left to read there; that is read next. */
    async of(spot: Spot): Promise<void> {
      const { channel } = spot;
      // A thread that isn't read on its own is read with its conversation.
      const key = isKnown(spot) ? keyOf(spot) : keyOf({ channel });
      if (done.has(key) || failures.has(key)) return;
      if (!left.has(key)) {
        // Whose first words are those that come now may have written others before.
        if (!channel.startsWith('D')) return;
        left.set(key, { channel });
      }
      await new Promise<void>((resolve) => {
        waiting.set(key, [...(waiting.get(key) ?? []), resolve]);
      });
    },

    /** Nothing more is read: nobody waits any more. */
    end(): void {
      for (const key of waiting.keys()) tell(key);
    },
  };
}

export function keyOf({ channel, thread }: Spot): string {
  return `${channel}+${thread ?? ''}`;
}
