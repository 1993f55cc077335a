import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp, backupName, deleteOldest } from '../../src/backup/back-up.ts';
import { BackupError } from '../../src/backup/errors.ts';
import { adopt, restore } from '../../src/backup/restore.ts';
import { post } from '../../src/runtime/outbox.ts';
import { DatabaseInUseError, NewerSchemaError } from '../../src/store/errors.ts';
import { openDatabase } from '../../src/store/open.ts';
import { firstBroken } from '../../src/tickets/event-chain.ts';
import { onDatabase, onEachDatabase, MIGRATIONS, type TestDatabase } from '../support/databases.ts';
import { nextVersion } from '../support/next-version.ts';
import { MORNING, openOffice, type Office } from '../support/office.ts';

const path = process.env['PATH'] ?? '';
const now = () => MORNING + 86_400_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deskline-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Where a copy is restored to: a new file, or a new database on the same server. */
async function elsewhere(test: TestDatabase): Promise<{ url: string; drop: () => Promise<void> }> {
  if (test.db.kind === 'sqlite') return { url: `file:${join(folder, 'restored.db')}`, drop: async () => {} };
  const name = `r_${randomUUID().replaceAll('-', '')}`;
  const onServer = async (statement: string) => {
    const client = new pg.Client({ connectionString: test.url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await onServer(`create database ${name}`);
  return {
    url: Object.assign(new URL(test.url), { pathname: `/${name}` }).href,
    drop: () => onServer(`drop database ${name} with (force)`),
  };
}

/** A message to a platform that isn't there: it waits. */
async function leaveWaiting({ deskline: { db } }: Office): Promise<void> {
  const place = { platform: 'slack', tenant: 't', channel: 'C1' };
  const posting = { lane: 'slack:C1', place, message: { text: 'sent since, in the world that was lost' } };
  await db.transaction({}, (tx) => post(tx, db.tables, [posting], MORNING));
}

onEachDatabase('a backup', (create) => {
  let test: TestDatabase;
  let office: Office;
  beforeEach(async () => {
    test = await create();
    office = await openOffice({ databaseUrl: test.url });
  });
  afterEach(() => test.drop());

  it('taken while people write is whole, has all that was accepted before, and sends nothing again', async () => {
    const ann = office.person('ann');
    for (const text of ['human', 'The printer is jammed']) await ann.says(text);
    await leaveWaiting(office);
    let writes = true;
    const load = (async () => {
      for (let n = 0; writes; n++) {
        const person = `p${n % 5}`;
        await office.deskline.web.say({
          channel: `dm:${person}`,
          author: { id: person, name: person },
          text: 'hello',
          clientId: `load-${n}`,
        });
      }
    })();
    const before = await office.deskline.db.read.select().from(office.deskline.db.tables.inbox);
    const file = join(folder, 'backups', 'copy.db');
    expect(await backUp({ databaseUrl: test.url, to: file, path })).toBeGreaterThan(10_000);
    writes = false;
    await load;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await office.close();

    const target = await elsewhere(test);
    const options = { databaseUrl: target.url, migrationsFolder: MIGRATIONS, now };
    const restored = await restore(file, { ...options, force: false, path });
    expect(restored.messages).toBeGreaterThan(0);
    expect(restored.aside).toBeUndefined();

    const again = await openOffice({ databaseUrl: target.url });
    const { db, services } = again.deskline;
    const { inbox, outbox, tickets } = db.tables;
    await again.deskline.settle();
    const events = await db.read.select().from(inbox);
    const ids = new Set(events.map(({ id }) => id));
    expect(before.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(events.filter(({ state }) => state === 'pending')).toEqual([]);
    const rows = await db.read.select().from(outbox);
    expect(rows.filter(({ state }) => state === 'pending')).toEqual([]);
    const [waited] = rows.filter(({ place }) => place.platform === 'slack');
    expect(waited).toMatchObject({ state: 'dead', attempts: 0 });
    expect(waited?.error).toContain('restored copy');
    for (const { id } of await db.read.select({ id: tickets.id }).from(tickets)) {
      expect(firstBroken(await services.queries.eventsOf(id))).toBeUndefined();
    }
    await again.person('bob').says('hello');
    await again.close();
    await target.drop();
  });

  it('is refused over a database that is there, and where a program runs', async () => {
    const file = join(folder, 'copy.db');
    await backUp({ databaseUrl: test.url, to: file, path });
    const options = { databaseUrl: test.url, migrationsFolder: MIGRATIONS, now };
    await expect(restore(file, { ...options, force: false, path })).rejects.toThrow(BackupError);
    const running = restore(file, { ...options, force: true, path });
    await expect(running).rejects.toThrow(test.db.kind === 'sqlite' ? DatabaseInUseError : 'not empty');
    await expect(adopt(options)).rejects.toThrow(
      test.db.kind === 'sqlite' ? 'Another Deskline' : 'runs on this',
    );
    await office.person('ann').says('hello');
    await office.close();
  });

  it('is never written over another, and a file that is none changes nothing', async () => {
    await office.close();
    const file = join(folder, 'copy.db');
    writeFileSync(file, 'no database');
    await expect(backUp({ databaseUrl: test.url, to: file, path })).rejects.toThrow('is there already');
    const target = await elsewhere(test);
    const options = { databaseUrl: target.url, migrationsFolder: MIGRATIONS, now, force: false, path };
    await expect(restore(file, options)).rejects.toThrow(BackupError);
    await expect(restore(join(folder, 'nothing'), options)).rejects.toThrow('There is no file');
    expect(existsSync(join(folder, 'restored.db'))).toBe(false);
    await target.drop();
  });
});

onDatabase('sqlite', 'an old copy', (create) => {
  it('that takes the place of another by force leaves that one aside', async () => {
    const test = await create();
    const file = join(folder, 'copy.db');
    await backUp({ databaseUrl: test.url, to: file, path });
    await test.db.transaction({}, (tx) => test.db.nextNumber(tx, 'later'));
    await test.db.close();
    const options = { databaseUrl: test.url, migrationsFolder: MIGRATIONS, now };
    const { aside } = await restore(file, { ...options, force: true, path });
    const open = (url: string) => openDatabase({ url, migrationsFolder: MIGRATIONS, onPoolError: () => {} });
    for (const [url, many] of [
      [`file:${aside}`, 1],
      [test.url, 0],
    ] as const) {
      const db = open(url);
      const rows = await db.read.select().from(db.tables.counters);
      expect(rows.filter(({ name }) => name === 'later')).toHaveLength(many);
      await db.close();
    }
  });

  it('put back by hand is noticed at the start, and sends nothing of the past', async () => {
    const test = await create();
    let office = await openOffice({ databaseUrl: test.url });
    await office.person('ann').says('hello');
    await leaveWaiting(office);
    const file = join(folder, 'copy.db');
    await backUp({ databaseUrl: test.url, to: file, path });
    await office.person('ann').says('hello again');
    await office.close();
    await test.db.close();
    copyFileSync(file, test.url.replace('file:', ''));

    office = await openOffice({ databaseUrl: test.url });
    const { outbox } = office.deskline.db.tables;
    const rows = await office.deskline.db.read.select().from(outbox);
    expect(rows.filter(({ place }) => place.platform === 'slack').map(({ state }) => state)).toEqual([
      'dead',
    ]);
    await leaveWaiting(office);
    await office.close();
    // The same database started anew is no copy: what waits goes on waiting.
    office = await openOffice({ databaseUrl: test.url });
    const later = await office.deskline.db.read.select().from(outbox);
    expect(later.filter(({ place }) => place.platform === 'slack').map(({ state }) => state)).toEqual([
      'dead',
      'pending',
    ]);
    await office.close();
  });

  it('of a newer version is refused', async () => {
    const test = await create({ empty: true });
    const newer = test.reopen(nextVersion(join(folder, 'next'), ['create table extra (id integer);']));
    await newer.migrate();
    await newer.close();
    const file = join(folder, 'copy.db');
    await backUp({ databaseUrl: test.url, to: file, path });
    await test.drop();
    const options = { databaseUrl: `file:${join(folder, 'restored.db')}`, migrationsFolder: MIGRATIONS, now };
    await expect(restore(file, { ...options, force: false, path })).rejects.toThrow(NewerSchemaError);
    expect(existsSync(join(folder, 'restored.db'))).toBe(false);
  });
});

describe('old backups', () => {
  it('go, the newest stay, and other files are let alone', () => {
    const names = [1, 2, 3, 4].map((day) => backupName('file:x', Date.UTC(2026, 0, day)));
    for (const name of [...names, 'notes.db', 'deskline-before.db']) writeFileSync(join(folder, name), '');
    expect(deleteOldest(folder, 2)).toEqual(names.slice(0, 2));
    expect(readdirSync(folder).toSorted()).toEqual(
      ['deskline-before.db', ...names.slice(2), 'notes.db'].toSorted(),
    );
  });
});

describe('without PostgreSQL’s programs', () => {
  it('says what to install', async () => {
    const { findTool } = await import('../../src/backup/postgres-tools.ts');
    expect(() => findTool('pg_nothing' as 'pg_dump', '/nowhere')).toThrow('install the client of PostgreSQL');
  });
});
