import type { Logger } from 'pino';
import { adoptOldCopy } from './backup/adopt.ts';
import { createHighWater } from './backup/high-water.ts';
import { failure } from './runtime/failure.ts';
import { createSharedClock } from './runtime/shared-clock.ts';
import { fileOf } from './store/database-url.ts';
import type { Database } from './store/database.ts';
import { openDatabase } from './store/open.ts';
import { whenThere } from './store/when-there.ts';

/** A database that is started together with us is there by then. */
const COMES_WITHIN_MS = 60_000;
const NOTED_EVERY_MS = 10_000;

export interface StoreOptions {
  databaseUrl: string;
  migrationsFolder: string;
  log: Logger;
  /** This machine's clock, UTC ms. */
  now: () => number;
  /** Called when the disk fails under the database: this process should end, and a new one look at what is there. */
  onBroken?: ((error: unknown) => void) | undefined;
  /** Where replicas share a database its time counts, not this machine's. */
  databaseTime?: boolean | undefined;
}

export interface OpenedStore {
  db: Database;
  /** The clock to go by, UTC ms. */
  now: () => number;
  close(): Promise<void>;
}

/**
 * The database of a process that is to run on it, brought up to date, and its clock. Throws a DatabaseInUseError, a
 * NewerSchemaError or a DatabaseAwayError.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const { log } = options;
  const db = openDatabase({
    url: options.databaseUrl,
    migrationsFolder: options.migrationsFolder,
    onPoolError: (error) => log.error({ code: error.name }, 'database connection lost'),
    onBroken: options.onBroken,
  });
  try {
    db.claim();
    await whenThere(() => db.migrate(), {
      withinMs: COMES_WITHIN_MS,
      onAway: (error) => log.warn(failure(error), 'the database does not answer yet'),
    });
    const isShared = options.databaseTime === true && db.kind === 'postgres';
    const clock = isShared ? await createSharedClock({ db, log }) : undefined;
    const now = clock?.now ?? options.now;
    const mark = db.kind === 'sqlite' ? await keepMark(db, { ...options, now }) : undefined;
    return {
      db,
      now,
      async close() {
        clock?.stop();
        await mark?.stop();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Notices a copy that was put back by hand, and keeps the mark by which the next one is noticed. */
async function keepMark(
  db: Database,
  { databaseUrl, log, now }: StoreOptions,
): Promise<{ stop(): Promise<void> }> {
  const mark = createHighWater(db, fileOf(databaseUrl));
  if (await mark.isOldCopy()) {
    const adopted = await adoptOldCopy(db, now());
    log.warn(
      adopted,
      'the database is an older copy: what waited in it is not done again, see the dead letters',
    );
  }
  const note = () =>
    mark
      .note()
      .catch((error: unknown) => log.warn(failure(error), 'the mark of the database could not be kept'));
  await note();
  const noting = setInterval(() => void note(), NOTED_EVERY_MS).unref();
  return {
    async stop() {
      clearInterval(noting);
      await note();
    },
  };
}
