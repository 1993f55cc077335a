import pg from 'pg';
import { ConnectionError, StandbyError } from './errors.ts';

/** By it `deskline restore` sees that a program runs. */
export const APPLICATION = 'deskline';
const IDLE_IN_TRANSACTION_MS = 10_000;
/** Longer than any question of ours takes: where no answer comes, the other side is gone without a word. */
const ANSWER_WITHIN_MS = 15_000;
const CONNECT_WITHIN_MS = 5_000;
/** After a fail-over that left old connections open, this is how long one may lead to the wrong server. */
const LONGEST_LIFE_S = 600;

/** Called with the errors of idle connections, which would otherwise end the process. */
export type PoolErrorListener = (error: Error) => void;

/** Connections that notice when their server is gone, and that go to a server that takes writes. */
export function openPool(
  connectionString: string,
  { max, onError }: { max: number; onError: PoolErrorListener },
): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    keepAlive: true,
    application_name: APPLICATION,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    maxLifetimeSeconds: LONGEST_LIFE_S,
    verify: (client, done) => void refuseStandby(client).then(() => done(), done),
  });
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** One connection for listening. */
export function openListener(connectionString: string): pg.Client {
  return new pg.Client({
    connectionString,
    keepAlive: true,
    application_name: APPLICATION,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
}

/** One connection whose statements may take as long as they need. */
export function openPatient(connectionString: string): pg.Client {
  return new pg.Client({
    connectionString,
    keepAlive: true,
    application_name: 'deskline-migration',
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
  });
}

/** A standby answers reads, long after it could be behind: after a fail-over an address may lead to one for a while. */
async function refuseStandby(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
  if (rows[0]?.standby) throw new StandbyError();
}

/**
 * Runs `work` between `begin` and a commit. drizzle's own transaction is not used: it keeps a connection for good whose
 * `begin` failed, as each does that was idle when the server went down.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await asked(() => pool.connect());
  let broken: Error | undefined;
  try {
    await asked(() => client.query(begin));
    const result = await work(client);
    const { command } = await asked(() => client.query('commit'));
    // Where a failed statement was overlooked the server rolls back, and says no more than that.
    if (command !== 'COMMIT')
      throw new Error('The transaction was rolled back: a statement in it had failed');
    return result;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new ConnectionError('The database could not be asked', { cause: error });
  }
}

async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query({ text: 'rollback', query_timeout: 1_000 } as pg.QueryConfig);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
