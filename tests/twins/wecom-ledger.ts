/** What WeCom's twin has seen and done, in order. */
export interface WecomLedger {
  /** Callbacks that were written to a connection. */
  delivered: { msgid: string; at: number }[];
  /** What somebody did while nobody was connected: WeCom never repeats it. */
  lost: string[];
  /** Requests of the bot, with the code each was answered with; undefined where none was given. */
  calls: { cmd: string; at: number; errcode: number | undefined; body: unknown }[];
  /** Pushes and welcomes that somebody sees. */
  posted: { chat: string; at: number; body: unknown }[];
  connections: { opened: number; authenticated: number; closed: number; kicked: number };
  pings: number;
}

export interface LiveLedger extends WecomLedger {
  /** Something was written down. */
  changed(): void;
  /** Resolves once something is true of it. */
  until(isTrue: () => boolean): Promise<void>;
}

export function createLedger(): LiveLedger {
  let waiting: { isTrue: () => boolean; resolve: () => void }[] = [];
  return {
    delivered: [],
    lost: [],
    calls: [],
    posted: [],
    connections: { opened: 0, authenticated: 0, closed: 0, kicked: 0 },
    pings: 0,
    changed() {
      const ready = waiting.filter(({ isTrue }) => isTrue());
      waiting = waiting.filter((one) => !ready.includes(one));
      for (const { resolve } of ready) resolve();
    },
    until(isTrue) {
      if (isTrue()) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ isTrue, resolve }));
    },
  };
}
