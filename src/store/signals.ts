/**
 * Tells the other processes on a database that something in it has changed, so that they look at once. Nothing is
 * promised: whoever listens also looks by himself now and then.
 */
export interface Signals {
  /** Tells all others. Cheap: what is said within a moment goes out together, each topic once. */
  send(topic: string): void;
  /** Calls `hear` with every topic that another process sends, until the returned function is called. */
  listen(hear: (topic: string) => void, options?: ListenOptions): () => void;
}

export interface ListenOptions {
  /** Called when topics may have been missed. */
  onGap?: (() => void) | undefined;
}

/** Where there is only one process. */
export const noSignals: Signals = { send: () => {}, listen: () => () => {} };
