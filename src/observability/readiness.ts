import type { Logger } from 'pino';
import type { Phase } from '../deskline.ts';
import type { Health } from '../platforms/platform.ts';
import { failure } from '../runtime/failure.ts';
import type { Database } from '../store/database.ts';
import type { Readiness } from '../web/operation-deps.ts';
import { singleFlight } from './single-flight.ts';

export interface ReadinessOptions {
  db: Database;
  phase: () => Phase;
  platforms: () => readonly (Health & { name: string })[];
  log: Logger;
  /** So long the database has to take a write, ms. */
  withinMs?: number | undefined;
  /** So long an answer of the database counts, ms. */
  keepMs?: number | undefined;
  /** Milliseconds of a clock that only goes forward. */
  monotonic?: (() => number) | undefined;
}

const MARK = 'readiness';

/** Tells whether the program can do its work. The database is asked by a write: with a full disk reading still works. */
export function createReadiness(options: ReadinessOptions): () => Promise<Readiness> {
  const { db, phase, platforms, log, withinMs = 2_000, keepMs = 1_000 } = options;
  const { monotonic = () => performance.now() } = options;
  const write = singleFlight(() => mark(db, Math.round(monotonic())), {
    withinMs,
    onError: (error) => log.warn(failure(error), 'the database takes no writes'),
  });
  let known: { writable: boolean; until: number } | undefined;

  async function isWritable(): Promise<boolean> {
    if (known && monotonic() < known.until) return known.writable;
    const writable = (await write()) === true;
    known = { writable, until: monotonic() + keepMs };
    return writable;
  }

  return async function readiness() {
    const reasons: Readiness['reasons'] = [];
    const now = phase();
    if (now !== 'running') reasons.push(now);
    // A database that is being closed is not asked any more.
    if (now !== 'stopping' && !(await isWritable())) reasons.push('database');
    // Another replica holds the one connection of a platform that stands by.
    const disconnected = platforms().filter(({ state }) => state !== 'connected' && state !== 'standby');
    return { reasons, disconnected: disconnected.map(({ name }) => name) };
  };
}

async function mark(db: Database, at: number): Promise<true> {
  const { counters } = db.tables;
  const value = at;
  await db.transaction({}, async (tx) => {
    await tx
      .insert(counters)
      .values({ name: MARK, value })
      .onConflictDoUpdate({ target: counters.name, set: { value } });
  });
  return true;
}
