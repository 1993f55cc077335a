import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import type { ListenOptions, Signals } from './signals.ts';

const CHANNEL = 'deskline';
/** PostgreSQL takes payloads of less than 8,000 bytes. */
const LONGEST_PAYLOAD = 7_000;
const TOGETHER_MS = 20;
/** A connection on which nothing happens would not notice that it is dead. */
const PING_EVERY_MS = 5_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

const payload = z.object({ from: z.string(), topics: z.array(z.string()) });

interface Ear extends ListenOptions {
  hear: (topic: string) => void;
}

/**
 * Signals by LISTEN and NOTIFY on a connection of their own. NOTIFY is sent beside the transactions, not in them: one
 * that contains it holds a lock of the whole cluster from its commit on, and all commits would queue behind it.
 */
export function postgresSignals(connect: () => pg.Client): Signals & { close(): Promise<void> } {
  const from = randomUUID();
  const ears = new Set<Ear>();
  const closing = new AbortController();
  let waiting = new Set<string>();
  let flushing: NodeJS.Timeout | undefined;
  let connected: pg.Client | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let running: Promise<void> | undefined;

  async function stayConnected(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      try {
        await listenOnce(() => (failures = 0));
      } catch {
        // The pools meet the same trouble, and say so.
      }
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      await delay(pause, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  /** Ends, by an error or not, with the connection. */
  async function listenOnce(onConnected: () => void): Promise<void> {
    const client = connect();
    const ended = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      closing.signal.addEventListener('abort', () => resolve());
    });
    client.on('notification', ({ payload: text }) => hear(text ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      connected = client;
      onConnected();
      for (const { onGap } of ears) onGap?.();
      const asking = keepAsking(client);
      // It fails, unheard, once the connection has ended.
      asking.catch(() => {});
      await Promise.race([ended, asking]);
    } finally {
      connected = undefined;
      await client.end().catch(() => {});
    }
  }

  async function keepAsking(client: pg.Client): Promise<void> {
    for (;;) {
      await delay(PING_EVERY_MS, undefined, { ref: false });
      if (closing.signal.aborted) return;
      await inTurn(() => client.query('select 1'));
    }
  }

  /** One question at a time on the one connection. */
  function inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const mine = turn.then(ask);
    turn = mine.catch(() => {});
    return mine;
  }

  function hear(text: string): void {
    const read = payload.safeParse(parsed(text));
    if (!read.success || read.data.from === from) return;
    for (const topic of read.data.topics) for (const ear of ears) ear.hear(topic);
  }

  function flush(): void {
    flushing = undefined;
    const client = connected;
    const topics = [...waiting];
    waiting = new Set();
    // Without a connection the others find out by looking.
    if (!client) return;
    for (const group of groupsOf(topics)) {
      const values = [CHANNEL, JSON.stringify({ from, topics: group })];
      inTurn(() => client.query('select pg_notify($1, $2)', values)).catch(() => {});
    }
  }

  return {
    send(topic) {
      waiting.add(topic);
      flushing ??= setTimeout(flush, TOGETHER_MS).unref();
    },

    listen(hearing, options = {}) {
      const ear = { hear: hearing, ...options };
      ears.add(ear);
      running ??= stayConnected();
      return () => void ears.delete(ear);
    },

    async close() {
      clearTimeout(flushing);
      closing.abort();
      await running;
    },
  };
}

function groupsOf(topics: readonly string[]): string[][] {
  const groups: string[][] = [];
  let size = Infinity;
  for (const topic of topics) {
    const bytes = Buffer.byteLength(JSON.stringify(topic)) + 1;
    if (size + bytes > LONGEST_PAYLOAD) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(topic);
    size += bytes;
  }
  return groups;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
