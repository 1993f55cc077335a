/** Keeps what was made or asked for last; who was asked for longest ago is forgotten first. */
export interface Recent<V> {
  of: (key: string, make: () => V) => V;
}

export function createRecent<V>(most: number): Recent<V> {
  const kept = new Map<string, V>();
  return {
    of(key, make) {
      const known = kept.get(key);
      const value = known ?? make();
      if (known !== undefined) kept.delete(key);
      kept.set(key, value);
      if (kept.size > most)
        for (const oldest of kept.keys()) {
          kept.delete(oldest);
          break;
        }
      return value;
    },
  };
}
