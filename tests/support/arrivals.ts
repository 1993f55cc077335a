import type { InboundEvent, Platform } from '../../src/platforms/platform.ts';

/** Counts the events that have been stored, by who sent them. */
export function createArrivals() {
  const counts = new Map<string, number>();
  let waiting: { key: string; count: number; resolve: () => void }[] = [];
  const keyOf = (platform: string, userId: string) => `${platform} ${userId}`;
  const count = (key: string) => counts.get(key) ?? 0;

  return {
    note({ platform, sender }: InboundEvent): void {
      const key = keyOf(platform, sender.userId);
      counts.set(key, count(key) + 1);
      const reached = waiting.filter((one) => count(one.key) >= one.count);
      waiting = waiting.filter((one) => !reached.includes(one));
      for (const { resolve } of reached) resolve();
    },

    count: (platform: string, userId: string) => count(keyOf(platform, userId)),

    /** Resolves once so many have come; repeated ones count too. */
    reach(platform: string, userId: string, wanted: number): Promise<void> {
      const key = keyOf(platform, userId);
      if (count(key) >= wanted) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ key, count: wanted, resolve }));
    },
  };
}

export type Arrivals = ReturnType<typeof createArrivals>;

/** The platform as it is, but that it tells what has been stored. */
export function watched(platform: Platform, arrivals: Arrivals): Platform {
  const start: Platform['start'] = (receive) =>
    platform.start(async (event) => {
      await receive(event);
      arrivals.note(event);
    });
  return new Proxy(platform, {
    get(target, key) {
      if (key === 'start') return start;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
