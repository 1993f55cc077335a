/** What DingTalk's twin has seen, for tests to count. */
export interface DingtalkLedger {
  /** Every push of a frame over a socket, repeats too. */
  delivered: { msgId: string; messageId: string; socket: number }[];
  /** `messageId`s that were acknowledged, in that order. */
  acked: string[];
  /** Answers to the server's pings. */
  pongs: number;
  /** Pings of the client, by WebSocket frame. */
  pings: number;
  /** Messages that were accepted. */
  posted: { way: 'webhook' | 'direct' | 'group' | 'card'; place: string; body: unknown }[];
  /** Every HTTP call, refused ones too; `at` by the twin's clock. */
  calls: { path: string; at: number }[];
  sockets: { opened: number; open: number; most: number };
  /** Calls of a path that ends so. */
  callsOf(ending: string): number;
  /** Resolves once `isTrue` holds; it is asked again after each entry. Rejects after five seconds. */
  until(isTrue: () => boolean): Promise<void>;
  /** Something was entered. */
  changed(): void;
}

const PATIENCE_MS = 5_000;

export function createLedger(): DingtalkLedger {
  const waiting = new Set<() => void>();
  const ledger: DingtalkLedger = {
    delivered: [],
    acked: [],
    pongs: 0,
    pings: 0,
    posted: [],
    calls: [],
    sockets: { opened: 0, open: 0, most: 0 },
    callsOf: (ending) => ledger.calls.filter(({ path }) => path.endsWith(ending)).length,
    until: (isTrue) =>
      new Promise((done, failed) => {
        if (isTrue()) return done();
        const timer = setTimeout(() => {
          waiting.delete(look);
          failed(new Error(`DingTalk's twin waited in vain for ${isTrue.toString()}`));
        }, PATIENCE_MS);
        const look = () => {
          if (!isTrue()) return;
          clearTimeout(timer);
          waiting.delete(look);
          done();
        };
        waiting.add(look);
      }),
    changed: () => {
      waiting.forEach((look) => look());
    },
  };
  return ledger;
}
