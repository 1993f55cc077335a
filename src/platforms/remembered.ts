/** A map that forgets what was put in first once there are `most`, and everything `ms` after it was put in. */
export interface Remembered<V> {
  get(key: string): V | undefined;
  /** Of what isn't forgotten; what was put in first comes first. */
  keys(): string[];
  /** What was there already counts as put in just now. */
  set(key: string, value: V): void;
  delete(key: string): void;
}

/** Remembers in this process; for ever where no `ms` are given. */
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
  const isFresh = ({ at }: { at: number }) => now() - at < ms;
  return {
    get(key) {
      const found = kept.get(key);
      return found && isFresh(found) ? found.value : undefined;
    },
    keys: () => [...kept].flatMap(([key, one]) => (isFresh(one) ? [key] : [])),
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
