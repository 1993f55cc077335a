import { DrizzleQueryError } from 'drizzle-orm';

const UNIQUE = new Set(['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE.has(errorCode(error) ?? '');
}

/** The driver's own code; drizzle wraps PostgreSQL's errors and leaves SQLite's bare. */
export function errorCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('code' in e && typeof e.code === 'string') return e.code;
  }
  return undefined;
}

/** Not there, not yet ready, shutting down, too many connections: SQLSTATE classes 08, 53 and 57, and the system's own. */
const AWAY = /^(08|53|57P|E[A-Z]{3})/;

/** Whether the database could not be reached or takes nothing now, so that trying later may help. */
export function isAway(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined) return AWAY.test(code);
  // The driver's own time-outs and broken connections have no code.
  return causes(error).some(
    (one) => one instanceof StandbyError || /timeout|Connection terminated/i.test(one.message),
  );
}

/** A full disk, a lock that isn't given up, a disk that fails: SQLite's way of being away. */
const REFUSING = /^SQLITE_(FULL|BUSY|IOERR|CANTOPEN)/;

const BROKEN = /^SQLITE_(IOERR|CORRUPT|NOTADB)/;

/**
 * Whether the disk failed, or the file isn't what was written: after a failed fsync nobody knows what a later one that
 * succeeds has saved.
 */
export function isBroken(error: unknown): boolean {
  return BROKEN.test(errorCode(error) ?? '');
}

/** Whether it is the database that is at fault, and neither what it was asked nor another server that is away. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (REFUSING.test(errorCode(error) ?? '')) return true;
  const isOfDatabase = (one: Error) => one instanceof DrizzleQueryError || one instanceof ConnectionError;
  return isAway(error) && causes(error).some(isOfDatabase);
}

function causes(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}

/** A standby answers reads only. */
export class StandbyError extends Error {
  override name = 'StandbyError';
  constructor() {
    super('DATABASE_URL leads to a standby, which takes no writes: let it lead to the primary server.');
  }
}

/** A transaction could not be begun or committed; the cause says why. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
}

/** The row was changed since it was read: think again with what is there now. */
export class StaleError extends Error {
  override name = 'StaleError';
}

export class WaitingTransactionError extends Error {
  override name = 'WaitingTransactionError';
  constructor() {
    super(
      'A transaction waits for something else than its own queries: the network, a timer, or another transaction ' +
        'inside it. Do that before, or pass its `tx` on.',
    );
  }
}

/** The database was written by a newer Deskline. */
export class NewerSchemaError extends Error {
  override name = 'NewerSchemaError';
  constructor(found: number, known: number) {
    super(
      `The database has ${found} migrations, this Deskline knows ${known}: it was upgraded by a newer version. ` +
        'Start that version, or restore the backup made before the upgrade.',
    );
  }
}

/** Another Deskline runs on the same SQLite file. */
export class DatabaseInUseError extends Error {
  override name = 'DatabaseInUseError';
  constructor(path: string, options?: ErrorOptions) {
    super(
      `Another Deskline runs on ${path}, and SQLite is for one process: stop that one first, or use PostgreSQL ` +
        '(DATABASE_URL) for several.',
      options,
    );
  }
}

/** The database did not answer for as long as one may wait at a start. */
export class DatabaseAwayError extends Error {
  override name = 'DatabaseAwayError';
  constructor(seconds: number, cause: unknown) {
    const code = errorCode(cause);
    super(
      `The database has not answered for ${seconds} seconds${code ? ` (${code})` : ''}: see that it runs, and that ` +
        'DATABASE_URL leads to it.',
      { cause },
    );
  }
}
