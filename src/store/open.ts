import { withAfterCommit } from './after-commit.ts';
import { fileOf, isPostgres } from './database-url.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';
import type { PoolErrorListener } from './postgres-connections.ts';
import { openSqlite } from './sqlite.ts';

export interface OpenOptions {
  /** `file:path` or `postgres://…`. */
  url: string;
  /** The folder that holds `sqlite/` and `postgres/`. */
  migrationsFolder: string;
  onPoolError: PoolErrorListener;
  /** Called when SQLite's disk fails: the program should end and start anew. */
  onBroken?: ((error: unknown) => void) | undefined;
}

export function openDatabase({
  url,
  migrationsFolder,
  onPoolError,
  onBroken = () => {},
}: OpenOptions): Database {
  return withAfterCommit(
    isPostgres(url)
      ? openPostgres(url, migrationsFolder, onPoolError)
      : openSqlite(fileOf(url), { migrationsFolder, onBroken }),
  );
}
