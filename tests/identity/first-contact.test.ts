import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Directory } from '../../src/identity/directory.ts';
import { createEmailLinks } from '../../src/identity/email-links.ts';
import { keepListed } from '../../src/identity/keep-listed.ts';
import { mergePersons } from '../../src/identity/merge.ts';
import { createPeople } from '../../src/identity/people.ts';
import type { Profile } from '../../src/platforms/platform.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { listed, newTenant } from './chats.ts';
import { createRelink } from '../../src/tickets/relink.ts';

onEachDatabase('somebody met for the first time', (create) => {
  let database: TestDatabase;
  let db: Database;
  let tenant: string;
  beforeAll(async () => {
    database = await create();
    ({ db } = database);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    tenant = newTenant();
  });

  const profile = (more: Partial<Profile> = {}): Profile => ({
    userId: 'U1',
    name: 'Wei',
    kind: 'member',
    email: `wei.${tenant}@example.com`,
    ...more,
  });

  async function meets(linkByEmail: string[], seen: Profile, userId = 'U1') {
    const zhang = listed('zhang', { wecom: 'zhang' }, `Wei.${tenant}@Example.com`);
    const directory: Directory = { known: [zhang, listed('tom', {})], linkByEmail };
    const keep = () =>
      keepListed({ db, relink: createRelink(db.tables), directory, tenantOf: () => tenant, now: 1 });
    await keep();
    const people = createPeople(db, directory);
    const identity = { platform: 'slack', tenant, userId };
    await people.meet(identity, seen, 2);
    return { people, keep, person: await people.byIdentity(identity) };
  }

  it('is the listed person with his e-mail address, where its platform’s addresses are the company’s', async () => {
    const { person, people, keep } = await meets(['slack'], profile());
    expect(person?.id).toBe('zhang');
    await keep();
    expect((await people.identitiesOf('zhang')).map(({ platform }) => platform).toSorted()).toEqual([
      'slack',
      'wecom',
    ]);
  });

  it.each<[string, string[], Partial<Profile>]>([
    ['his platform’s addresses prove nothing', ['wecom'], {}],
    ['his address is another', ['slack'], { email: 'tom@example.com' }],
    ['he has none', ['slack'], { email: undefined }],
    ['only his name is the same', ['slack'], { email: undefined, name: 'Listed zhang' }],
  ])('is somebody new where %s', async (_name, platforms, more) => {
    const { person } = await meets(platforms, profile(more));
    expect(person?.id).not.toBe('zhang');
    expect(person?.name).toBe(more.name ?? 'Wei');
  });

  it('is somebody new where the listed one has an account there already', async () => {
    await meets(['slack'], profile());
    const { person } = await meets(['slack'], profile({ userId: 'U2' }), 'U2');
    expect(person?.id).not.toBe('zhang');
  });

  it('is parted from the listed one when the addresses differ from then on', async () => {
    const { people } = await meets(['slack'], profile());
    const zhang = listed('zhang', { wecom: 'zhang' }, 'other@example.com');
    const directory = { known: [zhang], linkByEmail: ['slack'] };
    await keepListed({ db, relink: createRelink(db.tables), directory, tenantOf: () => tenant, now: 3 });
    expect((await people.byIdentity({ platform: 'slack', tenant, userId: 'U1' }))?.id).not.toBe('zhang');
  });

  describe('is known as the listed one afterwards', () => {
    const slack = (userId = 'U1') => ({ platform: 'slack', tenant, userId });
    const zhang = () => listed(`zhang-${tenant}`, { wecom: 'zhang' }, `wei.${tenant}@example.com`);
    const relink = () => createRelink(db.tables);
    const keep = (directory: Directory) =>
      keepListed({ db, relink: relink(), directory, tenantOf: () => tenant, now: 3 });
    const behind = async (userId = 'U1') => (await createPeople(db).byIdentity(slack(userId)))?.id;

    it('where the list comes later', async () => {
      await createPeople(db).meet(slack(), profile(), 1);
      const first = await behind();
      await keep({ known: [zhang()], linkByEmail: ['slack'] });
      expect(await behind()).toBe(zhang().id);
      expect(await createPeople(db).byId(first ?? '')).toMatchObject({ mergedInto: zhang().id });
    });

    it('where the platform tells his address later', async () => {
      const directory = { known: [zhang()], linkByEmail: ['slack'] };
      await keep(directory);
      await createPeople(db, directory).meet(slack(), profile({ email: undefined }), 1);
      expect(await behind()).not.toBe(zhang().id);
      await createEmailLinks({ db, directory, relink: relink() })(slack(), profile().email, 2);
      expect(await behind()).toBe(zhang().id);
      await keep(directory);
      expect(await behind()).toBe(zhang().id);
    });

    it('not where his platform’s addresses prove nothing, or two have the same', async () => {
      await createPeople(db).meet(slack(), profile(), 1);
      await keep({ known: [zhang()], linkByEmail: ['wecom'] });
      expect(await behind()).not.toBe(zhang().id);
      await createPeople(db).meet(slack('U2'), profile(), 2);
      await keep({ known: [zhang()], linkByEmail: ['slack'] });
      expect([await behind(), await behind('U2')]).not.toContain(zhang().id);
    });

    it('not by an address that another account has brought along', async () => {
      const people = createPeople(db);
      await people.meet(slack(), profile({ email: undefined }), 1);
      const forged = { platform: 'dingtalk', tenant, userId: 'D1' };
      await people.meet(forged, profile(), 2);
      const [into, from] = [await people.byIdentity(slack()), await people.byIdentity(forged)];
      const cause = { actor: 'bot', at: 3, sourceEvent: null };
      const belongings = { tables: db.tables, relink: relink() };
      await db.transaction({}, (tx) => mergePersons(tx, belongings, { from: from!, into: into!, cause }));
      await keep({ known: [zhang()], linkByEmail: ['slack'] });
      expect(await behind()).toBe(into?.id);
    });

    it('not where he has unlinked it himself', async () => {
      const directory = { known: [zhang()], linkByEmail: ['slack'] };
      await createPeople(db).meet(slack(), profile({ email: undefined }), 1);
      const { identities } = db.tables;
      const parted = and(eq(identities.tenant, tenant), eq(identities.userId, slack().userId));
      await db.transaction({}, (tx) => tx.update(identities).set({ via: 'parted' }).where(parted));
      const before = await behind();
      await keep(directory);
      await createEmailLinks({ db, directory, relink: relink() })(slack(), profile().email, 2);
      expect(await behind()).toBe(before);
    });

    it('not where the list names another account of his there', async () => {
      await createPeople(db).meet(slack(), profile(), 1);
      const directory = { known: [{ ...zhang(), identities: { slack: 'U2' } }], linkByEmail: ['slack'] };
      await keep(directory);
      await createEmailLinks({ db, directory, relink: relink() })(slack(), profile().email, 2);
      expect(await behind()).not.toBe(zhang().id);
      expect(await behind('U2')).toBe(zhang().id);
    });
  });

  it('gets what the platform says of him, and keeps what he chose', async () => {
    const people = createPeople(db);
    const identity = { platform: 'slack', tenant, userId: 'U1' };
    await people.meet(identity, profile({ locale: 'en', department: 'Sales' }), 1);
    const person = await people.byIdentity(identity);
    expect(person).toMatchObject({ name: 'Wei', locale: 'en', department: 'Sales' });
    await db.transaction({}, (tx) => people.setLocale(tx, person?.id ?? '', 'zh-CN'));
    await people.meet(identity, profile({ locale: 'en', department: 'HR', name: 'Other' }), 2);
    expect(await people.byIdentity(identity)).toMatchObject({
      name: 'Wei',
      locale: 'zh-CN',
      department: 'Sales',
    });
  });

  it('is found by his name among those who are asked about only', async () => {
    const people = createPeople(db);
    const ids: string[] = [];
    for (const [n, name] of ['Tom Baker', 'tom baker', '王芳'].entries()) {
      const identity = { platform: 'slack', tenant, userId: `U${n}` };
      await people.meet(identity, profile({ name }), 1);
      ids.push((await people.byIdentity(identity))?.id ?? '');
    }
    const [first = '', second = '', third = ''] = ids;
    const named = async (name: string, among: string[]) =>
      (await people.byNames(name, among)).map(({ id }) => id).toSorted();
    expect(await named('@Tom Baker ', ids)).toEqual([first, second].toSorted());
    expect(await named('Tom Baker', [first, third])).toEqual([first]);
    expect(await named('\uff34om Baker', [second])).toEqual([second]);
    expect(await named('Tom', ids)).toEqual([]);
    expect(await named('王芳', [])).toEqual([]);
  });
});
