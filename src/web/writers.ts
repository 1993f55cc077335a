/** So long after his last key somebody still counts as writing, ms. */
const WRITING_MS = 8_000;

/** Who is writing in which thread right now (requirement X17). In memory: it is of no use a moment later. */
export interface Writers {
  note(thread: string, personId: string): void;
  /** The others who write there. */
  others(thread: string, personId: string): string[];
}

export function createWriters(now: () => number): Writers {
  const byThread = new Map<string, Map<string, number>>();

  return {
    note(thread, personId) {
      const writers = byThread.get(thread) ?? new Map<string, number>();
      writers.set(personId, now());
      byThread.set(thread, writers);
      for (const [name, of] of byThread) {
        for (const [id, at] of of) if (at + WRITING_MS < now()) of.delete(id);
        if (of.size === 0) byThread.delete(name);
      }
    },
    others(thread, personId) {
      const writers = byThread.get(thread) ?? new Map<string, number>();
      return [...writers].filter(([id, at]) => id !== personId && at + WRITING_MS >= now()).map(([id]) => id);
    },
  };
}

/** The name of a thread among those in which somebody writes. */
export function threadName({ channel, thread }: { channel: string; thread: string }): string {
  return `${channel} ${thread}`;
}
