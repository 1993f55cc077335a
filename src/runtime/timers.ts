import { and, asc, eq, inArray, lte, min, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Database, Transaction } from '../store/database.ts';
import { prepared } from '../store/prepared.ts';
import type { DueTimer, Tables } from '../store/schema.ts';
import { failure } from './failure.ts';
import { laneLock } from './inbox.ts';
import { noProbe, type Probe } from './probe.ts';
import { createSteadyClock } from './steady-clock.ts';

const LONGEST_SLEEP_MS = 1_000;
const PAUSE_AFTER_FAILURE_MS = 2_000;
const BATCH = 200;

export interface NewTimer {
  /** Setting a timer with the same key again moves it. */
  key: string;
  name: string;
  /** What it is about, e.g. a ticket's id. */
  subject: string;
  /** The lane its event will be worked on in. */
  lane: string;
  dueAt: number;
}

/** Sets a timer, or moves it where its key exists already. */
export async function setTimer(tx: Transaction, tables: Tables, timer: NewTimer): Promise<void> {
  const { key, name, subject, lane, dueAt } = timer;
  const query = prepared(tables, 'set timer', () => {
    const slot = (column: string) => sql`${sql.placeholder(column)}`;
    const set = { name: slot('name'), subject: slot('subject'), lane: slot('lane'), dueAt: slot('dueAt') };
    return tx
      .insert(tables.timers)
      .values({ key: slot('key'), ...set })
      .onConflictDoUpdate({ target: tables.timers.key, set });
  });
  await query.execute({ key, name, subject, lane, dueAt });
}

/** Takes a timer back; harmless where there is none. Its event may be in the inbox already. */
export async function cancelTimer(tx: Transaction, tables: Tables, key: string): Promise<void> {
  const query = prepared(tables, 'cancel timer', () =>
    tx.delete(tables.timers).where(eq(tables.timers.key, sql.placeholder('key'))),
  );
  await query.execute({ key });
}

/** As `cancelTimer`, for several. */
export async function cancelTimers(tx: Transaction, tables: Tables, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await tx.delete(tables.timers).where(inArray(tables.timers.key, [...keys]));
}

export interface TimerWatch {
  start(): void;
  stop(): void;
  /** Moves what is due now; resolves to how many timers fired. */
  tick(): Promise<number>;
}

export interface TimerWatchOptions {
  db: Database;
  now: () => number;
  /** Called when events were put into the inbox. */
  onMoved: () => void;
  log: Logger;
  probe?: Probe | undefined;
  /** Milliseconds of a clock that only goes forward. */
  monotonic?: (() => number) | undefined;
}

/** Turns timers that have come due into events of the inbox, each exactly once. */
export function createTimerWatch(options: TimerWatchOptions): TimerWatch {
  const { db, now, onMoved, log, probe = noProbe, monotonic } = options;
  const { timers, inbox } = db.tables;
  const read = createSteadyClock({ now, monotonic });
  let next: NodeJS.Timeout | undefined;
  let watching = false;

  async function tick(): Promise<number> {
    const at = now();
    const due = await db.read
      .select({ key: timers.key, lane: timers.lane })
      .from(timers)
      .where(lte(timers.dueAt, at))
      .orderBy(asc(timers.dueAt), asc(timers.key))
      .limit(BATCH);
    if (due.length === 0) return 0;
    probe('timer-before-move');
    const lock = [...new Set(due.map(({ lane }) => laneLock(lane)))];
    const fired = await db.transaction({ lock }, (tx) => move(tx, { keys: due.map(({ key }) => key), at }));
    probe('timer-after-move');
    if (fired > 0) onMoved();
    return fired;
  }

  async function move(tx: Transaction, { keys, at }: { keys: string[]; at: number }): Promise<number> {
    // Whoever deletes a timer fires it: a second watcher finds nothing left, a moved timer isn't due any more.
    const fired = await tx
      .delete(timers)
      .where(and(inArray(timers.key, keys), lte(timers.dueAt, at)))
      .returning();
    if (fired.length === 0) return 0;
    const inOrder = fired.toSorted((a, b) => a.dueAt - b.dueAt || (a.key < b.key ? -1 : 1));
    await tx.insert(inbox).values(
      inOrder.map(({ lane, ...timer }) => {
        const payload: DueTimer = { kind: 'timer', ...timer };
        return { lane, payload, notBefore: at, receivedAt: at };
      }),
    );
    probe('timer-in-move');
    return fired.length;
  }

  async function watch(): Promise<void> {
    let sleep = PAUSE_AFTER_FAILURE_MS;
    try {
      const reading = read();
      if (reading.trusted) {
        const fired = await tick();
        sleep = fired === BATCH ? 0 : await untilNext();
      } else {
        log.warn({ jumpMs: reading.jumpMs }, 'the clock has jumped; timers wait until a second look agrees');
      }
    } catch (error) {
      log.error(failure(error), 'moving timers failed');
    }
    if (watching) next = setTimeout(() => void watch(), sleep).unref();
  }

  async function untilNext(): Promise<number> {
    const [row] = await db.read.select({ dueAt: min(timers.dueAt) }).from(timers);
    const dueAt = row?.dueAt ?? Infinity;
    return Math.max(0, Math.min(dueAt - now(), LONGEST_SLEEP_MS));
  }

  return {
    start() {
      if (watching) return;
      watching = true;
      void watch();
    },
    stop() {
      watching = false;
      clearTimeout(next);
    },
    tick,
  };
}
