import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPeople } from '../../src/identity/people.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';

const ann = { platform: 'slack', tenant: 'T1', userId: 'U1' };
const sender = { userId: 'U1', name: 'Ann', kind: 'member' as const };

onEachDatabase('people', (create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.drop());

  it('who write ten times at once for the first time are one person', async () => {
    const { db } = database;
    const people = createPeople(db);
    const met = await Promise.all(
      Array.from({ length: 10 }, () => db.transaction({}, (tx) => people.ensure(tx, ann, sender, 1))),
    );
    expect(new Set(met.map(({ id }) => id)).size).toBe(1);
    expect(await db.read.$count(db.tables.people)).toBe(1);
  });

  it('are told apart by platform, tenant and id, never by name', async () => {
    const { db } = database;
    const people = createPeople(db);
    const others = [ann, { ...ann, userId: 'U2' }, { ...ann, tenant: 'T2' }, { ...ann, platform: 'wecom' }];
    const ids = new Set<string>();
    for (const identity of others) {
      const person = await db.transaction({}, (tx) => people.ensure(tx, identity, sender, 1));
      ids.add(person.id);
    }
    expect(ids.size).toBe(4);
    expect(await people.byIdentity({ ...ann, userId: 'Ann' })).toBeUndefined();
  });
});
