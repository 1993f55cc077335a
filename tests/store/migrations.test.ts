import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NewerSchemaError } from '../../src/store/errors.ts';
import { openDatabase } from '../../src/store/open.ts';
import { MIGRATIONS, onEachDatabase } from '../support/databases.ts';
import { nextVersion } from '../support/next-version.ts';
import { insertTickets, noon, seedAnn } from './rows.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deskline-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

onEachDatabase('migrating', (create) => {
  it('makes an empty database usable, and does nothing the second time', async () => {
    const { db, reopen, drop } = await create({ empty: true });
    await db.migrate();
    await seedAnn(db);
    await db.migrate();
    const other = reopen();
    await other.migrate();
    await other.close();
    expect(await db.read.$count(db.tables.people)).toBe(1);
    await drop();
  });

  it('may be done by several processes at once', async () => {
    const { db, reopen, drop } = await create({ empty: true });
    const other = reopen();
    if (db.kind === 'postgres') await Promise.all([db.migrate(), other.migrate()]);
    else await db.migrate().then(() => other.migrate());
    await seedAnn(other);
    expect(await db.read.$count(db.tables.people)).toBe(1);
    await other.close();
    await drop();
  });

  it('refuses a database of a newer version, changes nothing and says what to do', async () => {
    const { db, reopen, drop } = await create();
    await seedAnn(db);
    cpSync(MIGRATIONS, folder, { recursive: true });
    for (const dialect of ['sqlite', 'postgres']) forgetMigrations(join(folder, dialect));
    const older = reopen(folder);
    const refused = older.migrate();
    await expect(refused).rejects.toThrow(NewerSchemaError);
    await expect(refused).rejects.toThrow(/upgraded by a newer version.*restore the backup/);
    await older.close();
    expect(await db.read.$count(db.tables.people)).toBe(1);
    await drop();
  });
});

onEachDatabase('a migration that was broken off', (create) => {
  it('has changed nothing, and is done at the next start', async () => {
    const { db, reopen, drop } = await create();
    await seedAnn(db);
    const half = [
      'alter table people add column colour text;',
      'alter table nowhere add column colour text;',
    ];
    const broken = reopen(nextVersion(join(folder, 'broken'), half));
    await expect(broken.migrate()).rejects.toThrow('nowhere');
    await broken.close();
    expect(await db.read.$count(db.tables.people)).toBe(1);
    const whole = reopen(nextVersion(join(folder, 'whole'), half.slice(0, 1)));
    await whole.migrate();
    await whole.migrate();
    expect(await whole.read.$count(whole.tables.people)).toBe(1);
    await whole.close();
    await drop();
  });
});

describe('the migrations in git', () => {
  it('are those of the schema', () => {
    copySources(folder);
    const before = listFiles(join(folder, 'migrations'));
    generate(folder, 'sqlite');
    generate(folder, 'postgres');
    expect(listFiles(join(folder, 'migrations'))).toEqual(before);
  });

  it('keep the rows of other tables when a table is rebuilt', async () => {
    const url = `file:${join(folder, 'test.db')}`;
    const open = (migrationsFolder: string) => openDatabase({ url, migrationsFolder, onPoolError: () => {} });
    const old = open(MIGRATIONS);
    await old.migrate();
    await seedAnn(old);
    await old.transaction({}, async (tx) => {
      await insertTickets(tx, old, 'a');
      const event = { ticketId: 'a', n: 1, kind: 'x', actor: 'bot', at: noon, data: {} };
      await tx.insert(old.tables.ticketEvents).values({ ...event, previousHash: '', hash: '' });
    });
    await old.close();

    // A changed default makes drizzle-kit rebuild `tickets`, the parent of `ticket_events`.
    copySources(folder);
    const schema = join(folder, 'src/store/schema.ts');
    writeFileSync(schema, readFileSync(schema, 'utf8').replace("default('L1')", "default('L2')"));
    generate(folder, 'sqlite');
    const rebuilt = readdirSync(join(folder, 'migrations/sqlite')).filter((name) => name.endsWith('.sql'));
    expect(readFileSync(join(folder, 'migrations/sqlite', rebuilt.at(-1)!), 'utf8')).toContain('DROP TABLE');

    const db = open(join(folder, 'migrations'));
    await db.migrate();
    expect(await db.read.$count(db.tables.tickets)).toBe(1);
    expect(await db.read.$count(db.tables.ticketEvents)).toBe(1);
    const orphan = db.transaction({}, async (tx) => {
      const event = { ticketId: 'none', n: 1, kind: 'x', actor: 'bot', at: noon, data: {} };
      await tx.insert(db.tables.ticketEvents).values({ ...event, previousHash: '', hash: '' });
    });
    await expect(orphan).rejects.toThrow('FOREIGN KEY');
    expect(readdirSync(folder).filter((name) => name.includes('before-migration'))).toHaveLength(1);
    await db.close();
  });
});

/** Makes a migrations folder what it was before the first migration. */
function forgetMigrations(dialect: string): void {
  const journal = join(dialect, 'meta/_journal.json');
  const content = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  writeFileSync(journal, JSON.stringify({ ...content, entries: [] }));
}

function copySources(to: string): void {
  const sources = ['src/store', 'src/platforms/platform.ts', 'migrations', 'package.json', 'tsconfig.json'];
  for (const name of [...sources, 'drizzle.sqlite.config.ts', 'drizzle.postgres.config.ts']) {
    cpSync(join(root, name), join(to, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'));
}

function generate(cwd: string, dialect: 'sqlite' | 'postgres'): void {
  const kit = join(root, 'node_modules/drizzle-kit/bin.cjs');
  execFileSync(process.execPath, [kit, 'generate', '--config', `drizzle.${dialect}.config.ts`], {
    cwd,
    stdio: 'pipe',
  });
}

function listFiles(of: string): string[] {
  return readdirSync(of, { recursive: true, encoding: 'utf8' }).toSorted();
}
