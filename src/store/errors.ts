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
