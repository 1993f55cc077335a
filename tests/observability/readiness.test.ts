import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Phase } from '../../src/deskline.ts';
import { createReadiness } from '../../src/observability/readiness.ts';
import type { Health } from '../../src/platforms/platform.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { log } from '../runtime/setting.ts';
import { createSqlite, MIGRATIONS, onEachDatabase } from '../support/databases.ts';
import { findBinaries, startPostgres } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

function readinessOf(db: Database, more: { phase?: Phase; slack?: Health['state'] } = {}) {
  const slack: Health & { name: string } = { name: 'slack', state: more.slack ?? 'connected' };
  const { phase = 'running' } = more;
  return createReadiness({ db, phase: () => phase, platforms: () => [slack], log, withinMs: 200, keepMs: 0 });
}

onEachDatabase('readiness', (create) => {
  it('is given where the database takes a write and the program runs', async () => {
    const { db, drop } = await create();
    onTestFinished(drop);
    expect(await readinessOf(db)()).toEqual({ reasons: [], disconnected: [] });
    expect(await readinessOf(db, { phase: 'starting' })()).toMatchObject({ reasons: ['starting'] });
    expect(await readinessOf(db, { phase: 'stopping' })()).toMatchObject({ reasons: ['stopping'] });
  });

  it('is not lost with a platform, which is only named', async () => {
    const { db, drop } = await create();
    onTestFinished(drop);
    const readiness = readinessOf(db, { slack: 'connecting' });
    expect(await readiness()).toEqual({ reasons: [], disconnected: ['slack'] });
    // Another replica is connected for this one.
    expect(await readinessOf(db, { slack: 'standby' })()).toEqual({ reasons: [], disconnected: [] });
  });

  it('asks the database once for a storm of probes', async () => {
    const { db, drop } = await create();
    onTestFinished(drop);
    let writes = 0;
    const counted: Database = {
      ...db,
      transaction(options, work) {
        writes++;
        return db.transaction(options, work);
      },
    };
    let time = 0;
    const readiness = createReadiness({
      db: counted,
      phase: () => 'running',
      platforms: () => [],
      log,
      monotonic: () => time,
    });
    await Promise.all(Array.from({ length: 50 }, () => readiness()));
    await readiness();
    expect(writes).toBe(1);
    time += 1_001;
    await readiness();
    expect(writes).toBe(2);
  });
});

describe('readiness on SQLite', () => {
  it('is lost while nothing can be written, and comes back by itself', async () => {
    const { db, url, drop } = await createSqlite();
    onTestFinished(drop);
    const readiness = readinessOf(db);
    const other = new Sqlite(url.replace('file:', ''));
    onTestFinished(() => void other.close());
    other.exec('begin immediate');
    expect(await readiness()).toMatchObject({ reasons: ['database'] });
    other.exec('rollback');
    await until(async () => (await readiness()).reasons.length === 0);
  });

  it('is lost while the disk is full, and comes back by itself', async () => {
    const { db, drop } = await createSqlite();
    onTestFinished(drop);
    let full = true;
    const disk: Database = {
      ...db,
      transaction: (options, work) =>
        full
          ? Promise.reject(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }))
          : db.transaction(options, work),
    };
    const readiness = readinessOf(disk);
    expect(await readiness()).toMatchObject({ reasons: ['database'] });
    full = false;
    expect(await readiness()).toMatchObject({ reasons: [] });
  });
});

const binaries = findBinaries();

describe.skipIf(binaries === undefined)('readiness on PostgreSQL', () => {
  it('is lost while the server is away, and comes back by itself', async () => {
    const server = await startPostgres(binaries!);
    onTestFinished(server.stop);
    const db = openDatabase({ url: server.url, migrationsFolder: MIGRATIONS, onPoolError: () => {} });
    onTestFinished(() => db.close());
    await db.migrate();
    const readiness = readinessOf(db);
    await until(async () => (await readiness()).reasons.length === 0);
    server.kill();
    expect(await readiness()).toMatchObject({ reasons: ['database'] });
    server.start();
    await until(async () => (await readiness()).reasons.length === 0);
  }, 30_000);
});
