import { remembered } from '../remembered.ts';

const MOST_MESSAGES = 2_000;

/** Which parts of a message WeCom has accepted, by the key of its attempts: they are not sent again. */
export interface Accepted {
  has(key: string, part: string): boolean;
  add(key: string, part: string): void;
  any(key: string): boolean;
}

/** Kept in memory for the last messages. */
export function createAccepted(): Accepted {
  const parts = remembered<Set<string>>({ most: MOST_MESSAGES });
  return {
    has: (key, part) => parts.get(key)?.has(part) ?? false,
    any: (key) => parts.get(key) !== undefined,
    add: (key, part) => parts.set(key, (parts.get(key) ?? new Set()).add(part)),
  };
}
