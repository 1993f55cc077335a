/** A map that forgets what was put in first once there are `most`, and everything `ms` after it was put in. */
export interface Remembered<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
}

export function remembered<V>({
  most,
  ms = Infinity,
  now = () => 0,
}: {
  most: number;
  ms?: number | undefined;
  now?: (() => number) | undefined;
}): Remembered<V> {
  const kept = new Map<string, { value: V; at: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      return found && now() - found.at < ms ? found.value : undefined;
    },
    set(key, value) {
      kept.delete(key);
      kept.set(key, { value, at: now() });
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    delete(key) {
      kept.delete(key);
    },
  };
}
