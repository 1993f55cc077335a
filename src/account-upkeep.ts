import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { AccountDirectory } from './identity/accounts/account.ts';
import { createAccountSync, ImplausibleListError } from './identity/accounts/sync.ts';
import type { Directory } from './identity/directory.ts';
import type { ResetFloor } from './password-reset.ts';
import { failure } from './runtime/failure.ts';
import type { Database } from './store/database.ts';

export interface AccountUpkeepOptions {
  db: Database;
  /** The people the content names; those of the directory are added to it. */
  directory: Directory;
  accounts: AccountDirectory | undefined;
  floor: ResetFloor | undefined;
  /** Brings the database in line with `directory`. */
  keep: () => Promise<void>;
  now: () => number;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

const MINUTE_MS = 60_000;
/** Who has left the company has no rights after a quarter of an hour at the latest (rule I-5). */
const SYNC_EVERY_MS = 10 * MINUTE_MS;
const TEST_EVERY_MS = MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Two days, so that a change in the night is seen whenever the comparison runs. */
const COMPARED_MS = 2 * DAY_MS;

/** Keeps people as the directory has them, and sees to it that the password reset can work, again and again. */
export function createAccountUpkeep(options: AccountUpkeepOptions) {
  const { db, directory, accounts, floor, keep, now, log } = options;
  const timers: NodeJS.Timeout[] = [];
  const { book } = floor?.reset ?? {};
  const sync =
    accounts && book
      ? createAccountSync({ db, accounts, book, directory, listed: [...directory.known], keep, now })
      : undefined;
  let known = '';
  let first: Promise<unknown> = Promise.resolve();

  async function readPeople(): Promise<void> {
    try {
      const counts = await sync?.run();
      const seen = JSON.stringify(counts);
      if (counts && seen !== known) log.info(counts, 'people were read from the directory');
      known = seen;
    } catch (error) {
      if (error instanceof ImplausibleListError) await floor?.alert('directory-shrunk', error.message);
      log.error(failure(error), 'reading people from the directory failed; the people known before stay');
    }
  }

  /** Once a day in all replicas. */
  async function compareLogs(): Promise<void> {
    const { counters } = db.tables;
    const name = `reset-compared:${Math.floor(now() / DAY_MS)}`;
    const first = await db.transaction({}, async (tx) =>
      tx.insert(counters).values({ name, value: 1 }).onConflictDoNothing().returning({ name: counters.name }),
    );
    if (first.length === 0) return;
    try {
      const foreign = await floor?.compare(now() - COMPARED_MS, now());
      if (foreign) {
        const words = `${foreign} password changes by the bot’s directory account are not in its own log: look at who else uses it`;
        await floor?.alert('changes-not-ours', words);
      }
    } catch (error) {
      await db.transaction({}, async (tx) => {
        await tx.delete(counters).where(eq(counters.name, name));
      });
      throw error;
    }
  }

  function repeat(work: () => Promise<void>, everyMs: number): void {
    const timer = setInterval(() => {
      work().catch((error: unknown) =>
        log.error(failure(error), 'upkeep of accounts failed; it is tried again'),
      );
    }, everyMs);
    timers.push(timer.unref());
  }

  return {
    /** Before anybody is parted from his chats: those whom the directory named last still count. */
    async begin(): Promise<void> {
      if (accounts?.kind !== 'demo') await sync?.remember();
    },

    /** A real directory may take its time; the program doesn't wait for it. */
    async start(): Promise<void> {
      if (!floor || !accounts) return;
      if (db.kind === 'sqlite') await floor.reset.afterCrash();
      first = Promise.all([readPeople(), floor.test()]).catch((error: unknown) =>
        log.error(failure(error), 'the directory could not be tested'),
      );
      if (accounts.kind === 'demo') await first;
      repeat(readPeople, SYNC_EVERY_MS);
      repeat(async () => (floor.isReady() ? undefined : floor.test()), TEST_EVERY_MS);
      repeat(() => floor.test(), SYNC_EVERY_MS);
      repeat(compareLogs, SYNC_EVERY_MS);
    },

    /** Resolves when the directory was read and tested for the first time. */
    ready: () => first,

    /** Reads the people now. */
    readPeople,

    stop(): void {
      for (const timer of timers) clearInterval(timer);
      void accounts?.close();
    },
  };
}
