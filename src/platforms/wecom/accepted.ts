const MOST_MESSAGES = 2_000;

/** Which parts of a message WeCom has accepted, by the key of its attempts: they are not sent again. */
export interface Accepted {
  has(key: string, part: string): boolean;
  add(key: string, part: string): void;
  any(key: string): boolean;
}

/** Kept in memory for the last messages. */
export function createAccepted(most = MOST_MESSAGES): Accepted {
  const parts = new Map<string, Set<string>>();
  return {
    has: (key, part) => parts.get(key)?.has(part) ?? false,
    any: (key) => parts.has(key),
    add(key, part) {
      const known = parts.get(key) ?? new Set();
      parts.delete(key);
      parts.set(key, known.add(part));
      const [oldest] = parts.keys();
      if (parts.size > most && oldest !== undefined) parts.delete(oldest);
    },
  };
}
