import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { NewerSchemaError } from '../../src/store/errors.ts';
import { onDatabase } from '../support/databases.ts';
import { nextVersion } from '../support/next-version.ts';
import { openOffice, type Office } from '../support/office.ts';

const PEOPLE = Array.from({ length: 8 }, (_, n) => `person-${n}`);
const MESSAGES = 12;
const NEXT = [
  'alter table tickets add column colour text;',
  'create index tickets_colour on tickets (colour);',
  "update conversations set locale = 'en' where locale is null;",
];

onDatabase('postgres', 'an upgrade, replica by replica', (create) => {
  it('loses nothing that is written meanwhile, and the old version does not come back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deskline-upgrade-'));
    const { db, url, drop } = await create();
    const migrationsFolder = nextVersion(folder, NEXT);
    const old = await openOffice({ databaseUrl: url });
    let open: Office[] = [old];

    /** Writes to whichever replica is open; whom nobody heard says it again. */
    async function writes(person: string): Promise<void> {
      for (let n = 0; n < MESSAGES;) {
        const office = open[n % open.length]!;
        const said = { channel: `dm:${person}`, author: { id: person, name: person } };
        const heard = await office.deskline.web
          .say({ ...said, text: `hello ${n}`, clientId: `${person}-${n}` })
          .catch(() => undefined);
        if (heard) n++;
      }
    }

    const load = Promise.all(PEOPLE.map(writes));
    const next = await openOffice({ databaseUrl: url, migrationsFolder });
    open = [old, next];
    await next.person('somebody').says('hello');
    open = [next];
    await old.close();
    await load;
    await next.deskline.settle();

    const rows = await db.read.select().from(db.tables.inbox).orderBy(asc(db.tables.inbox.id));
    expect(rows.filter(({ state }) => state !== 'done')).toEqual([]);
    for (const person of PEOPLE) {
      const texts = rows.flatMap(({ payload }) =>
        payload.kind === 'message' && payload.sender.userId === person ? [payload.text] : [],
      );
      expect(texts).toEqual(Array.from({ length: MESSAGES }, (_, n) => `hello ${n}`));
    }
    await expect(openOffice({ databaseUrl: url })).rejects.toThrow(NewerSchemaError);
    await next.close();
    await drop();
    rmSync(folder, { recursive: true });
  }, 60_000);
});
