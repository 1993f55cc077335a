import { z } from 'zod';
import type { Signals } from '../store/signals.ts';

/** So long after his last key somebody still counts as writing, ms. */
const WRITING_MS = 8_000;
const TOPIC = 'writes:';
const note = z.tuple([z.string(), z.string()]);

/** Who is writing in which thread right now (requirement X17). In memory: it is of no use a moment later. */
export interface Writers {
  note(thread: string, personId: string): void;
  /** The others who write there. */
  others(thread: string, personId: string): string[];
}

/** Those who write on the pages of any replica; the others tell by `signals`. */
export function createWriters({ now, signals }: { now: () => number; signals: Signals }): Writers {
  const byThread = new Map<string, Map<string, number>>();

  function keep(thread: string, personId: string): void {
    const writers = byThread.get(thread) ?? new Map<string, number>();
    writers.set(personId, now());
    byThread.set(thread, writers);
    for (const [name, of] of byThread) {
      for (const [id, at] of of) if (at + WRITING_MS < now()) of.delete(id);
      if (of.size === 0) byThread.delete(name);
    }
  }

  signals.listen((topic) => {
    if (topic.startsWith(TOPIC)) keep(...note.parse(JSON.parse(topic.slice(TOPIC.length))));
  });

  return {
    note(thread, personId) {
      keep(thread, personId);
      signals.send(TOPIC + JSON.stringify([thread, personId]));
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
