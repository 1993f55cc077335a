import { randomFillSync } from 'node:crypto';
import { ulid } from 'ulid';

// ulid asks the system for each of its sixteen characters; one request for many is a hundred times faster.
const pool = new Uint8Array(8_192);
let used = pool.length;

/** A new ULID: sorts by `now` (UTC ms), 80 bits of the system's randomness. */
export function newId(now: number): string {
  return ulid(now, random);
}

/** 0 ≤ x < 1. A byte chooses one of 32 characters without bias. */
function random(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool[used++]! / 256;
}

/** No id made at `at` (UTC ms) or later sorts before it. */
export function firstIdOf(at: number): string {
  return ulid(at, () => 0);
}
