import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { DatabaseAwayError, isAway, isDatabaseTrouble } from '../../src/store/errors.ts';
import { openDatabase } from '../../src/store/open.ts';
import { whenThere } from '../../src/store/when-there.ts';
import { MIGRATIONS } from '../support/databases.ts';
import { findBinaries, startPostgres } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

const binaries = findBinaries();

describe.skipIf(!binaries && !process.env['CI'])('while PostgreSQL is away', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let db: Database;
  let lost = 0;

  beforeAll(async () => {
    server = await startPostgres(binaries!);
    db = openDatabase({ url: server.url, migrationsFolder: MIGRATIONS, onPoolError: () => lost++ });
    await db.migrate();
  });
  afterAll(async () => {
    await db.close();
    server.stop();
  });

  const count = (name: string) => db.transaction({ lock: [name] }, (tx) => db.nextNumber(tx, name));

  it('every question fails, none keeps its connection, and all is well when it is back', async () => {
    // All connections of the pool are open and idle when the server goes.
    await Promise.all(Array.from({ length: 12 }, (_, n) => count(`before-${n}`)));
    server.kill();
    const failures = await Promise.allSettled(Array.from({ length: 40 }, () => count('away')));
    expect(failures.map(({ status }) => status)).toEqual(Array(40).fill('rejected'));
    const reasons = failures.map((failure) => (failure.status === 'rejected' ? failure.reason : undefined));
    expect(reasons.every(isDatabaseTrouble)).toBe(true);
    expect(lost).toBeGreaterThan(0);
    server.start();
    await until(() =>
      count('back').then(
        () => true,
        () => false,
      ),
    );
    const numbers = await Promise.all(Array.from({ length: 30 }, () => count('after')));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  });

  it('a start waits for it, and says so where it waits in vain', async () => {
    server.kill();
    const waits: unknown[] = [];
    const waiting = whenThere(() => count('start'), {
      withinMs: 60_000,
      onAway: (error) => waits.push(error),
    });
    const inVain = whenThere(() => count('start'), { withinMs: 0, onAway: () => {} });
    await expect(inVain).rejects.toThrow(DatabaseAwayError);
    await until(() => waits.length > 0);
    server.start();
    expect(await waiting).toBe(1);
  });

  it('is not confused with a mistake', async () => {
    const mistake = db.transaction({}, (tx) =>
      tx.insert(db.tables.counters).values({ name: 'x', value: NaN }),
    );
    expect(isAway(await mistake.catch((error: unknown) => error))).toBe(false);
  });
});
