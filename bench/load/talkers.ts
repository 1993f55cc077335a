import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, TALK_LENGTH } from '../talks.ts';
import type { Replicas } from './replicas.ts';

/** Talks from `first` to `end`, `atOnce` at a time; each writes on as soon as he is answered. Gives messages a second. */
export async function talkOn(
  replicas: Replicas,
  { first, end, atOnce }: { first: number; end: number; atOnce: number },
): Promise<number> {
  let next = first;
  const chair = async () => {
    while (next < end) {
      const talker = next++;
      for (let turn = 0; turn < TALK_LENGTH; turn++) await replicas.say(messageOf(talker, turn));
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: atOnce }, chair));
  await replicas.settle();
  return ((end - first) * TALK_LENGTH * 1_000) / (performance.now() - begun);
}

export interface Measured {
  /** From when a message was due to be written to its being stored, ms. */
  stored: number[];
  /** To its first answer, ms. */
  replied: number[];
}

/**
 * Writes a message at each of `dueMs` (from the beginning), whatever the program does: a stall is paid for by all that
 * should have come in it. `chairs` people take turns; who isn't answered yet writes late, and that counts as waiting.
 */
export async function writeAt(
  replicas: Replicas,
  {
    dueMs,
    chairs,
    firstTalker,
    warmUp = 0,
  }: { dueMs: readonly number[]; chairs: number; firstTalker: number; warmUp?: number },
): Promise<Measured> {
  const stored: number[] = [];
  const replied: number[] = [];
  const begun = performance.now();
  const busy = Array.from({ length: chairs }, () => Promise.resolve(0));
  for (const [n, at] of dueMs.entries()) {
    const due = begun + at;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    const chair = n % chairs;
    // Each chair is at another turn of its talk: tickets come one in ten messages, not many in a row.
    const round = Math.floor(n / chairs) + chair;
    const talker = firstTalker + Math.floor(round / TALK_LENGTH) * chairs + chair;
    busy[chair] = busy[chair]!.then(async (free) => {
      const heard = await replicas.say(messageOf(talker, round % TALK_LENGTH));
      if (n >= warmUp) {
        stored.push(heard.storedAt - Math.max(due, free));
        replied.push(heard.repliedAt - due);
      }
      return heard.repliedAt;
    });
  }
  await Promise.all(busy);
  return { stored, replied };
}
