/** Chances that are the same for the same seed, whatever else draws from others meanwhile. */
export interface Chance {
  /** A whole number from 0 to under `limit`. */
  below(limit: number): number;
  /** A whole number of both ends and between. */
  between(least: number, most: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  happens(share: number): boolean;
  /** Chances of somebody of this name: they don't depend on when he draws them. */
  of(name: string): Chance;
}

/** Mulberry32. */
export function chanceFrom(seed: number): Chance {
  let state = seed;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    pick: (from) => from[below(from.length)] ?? from[0],
    happens: (share) => below(10_000) < share * 10_000,
    of: (name) => chanceFrom(Buffer.from(name).reduce((hash, byte) => Math.imul(hash, 31) + byte, seed)),
  };
}
