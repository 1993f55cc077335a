import { describe, expect, it } from 'vitest';
import type { Signals } from '../../src/store/signals.ts';
import { createWriters } from '../../src/web/writers.ts';

/** Signals of two processes that hear each other. */
function pair(): [Signals, Signals] {
  const ears: ((topic: string) => void)[][] = [[], []];
  const side = (own: number): Signals => ({
    send: (topic) => ears[1 - own]?.forEach((hear) => hear(topic)),
    listen(hear) {
      ears[own]?.push(hear);
      return () => {};
    },
  });
  return [side(0), side(1)];
}

describe('who is writing in a thread', () => {
  it('is known to the others there, on the pages of every replica, until a moment after the last key', () => {
    let now = 0;
    const [here, there] = pair().map((signals) => createWriters({ now: () => now, signals }));
    here!.note('web:l1 17', 'tom');
    for (const writers of [here!, there!]) {
      expect(writers.others('web:l1 17', 'chen-wei')).toEqual(['tom']);
      expect(writers.others('web:l1 17', 'tom')).toEqual([]);
      expect(writers.others('web:l1 18', 'chen-wei')).toEqual([]);
    }
    now += 8_001;
    expect(there!.others('web:l1 17', 'chen-wei')).toEqual([]);
  });
});
