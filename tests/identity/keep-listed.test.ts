import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Directory, KnownPerson } from '../../src/identity/directory.ts';
import { keepListed } from '../../src/identity/keep-listed.ts';
import { createPeople } from '../../src/identity/people.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { link, listed, newTenant, openChats } from './chats.ts';
import { createRelink } from '../../src/tickets/relink.ts';

onEachDatabase('people of the list', (create) => {
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

  const keep = (known: KnownPerson[], more: Partial<Directory> = {}) =>
    keepListed({
      db,
      relink: createRelink(db.tables),
      directory: { known, linkByEmail: [], ...more },
      tenantOf: () => tenant,
      now: 5,
    });
  const behind = async (platform: string, userId: string) =>
    (await createPeople(db).byIdentity({ platform, tenant, userId }))?.id;
  /** An id of this test alone. */
  const named = (id: string) => `${id}-${tenant.toLowerCase()}`;

  it('are known by all their accounts, once however often they are kept', async () => {
    const zhang = listed(named('zhang'), { slack: 'U1', wecom: 'zhang' });
    await keep([zhang]);
    const before = await db.read.select().from(db.tables.identities);
    await keep([zhang]);
    expect(await db.read.select().from(db.tables.identities)).toEqual(before);
    expect(await behind('slack', 'U1')).toBe(zhang.id);
    expect(await behind('wecom', 'zhang')).toBe(zhang.id);
  });

  it('wait with an account until its platform’s organisation is known', async () => {
    const zhang = listed(named('zhang'), { slack: 'U1', wecom: 'zhang' });
    let connected = false;
    const tenantOf = (platform: string) => (platform === 'wecom' || connected ? tenant : undefined);
    const directory = { known: [zhang], linkByEmail: [] };
    await keepListed({ db, relink: createRelink(db.tables), directory, tenantOf, now: 5 });
    expect(await behind('slack', 'U1')).toBeUndefined();
    connected = true;
    await keepListed({ db, relink: createRelink(db.tables), directory, tenantOf, now: 6 });
    expect(await behind('slack', 'U1')).toBe(zhang.id);
  });

  it('take over what somebody had who was met before he was listed', async () => {
    const chats = openChats(db, { tenant });
    const slack = chats.chat({ platform: 'slack', userId: 'U1', name: 'Wei' });
    await slack.says('你好');
    const before = await slack.person();
    const zhang = listed(named('zhang'), { slack: 'U1' });
    await keep([zhang]);
    expect((await slack.person()).id).toBe(zhang.id);
    expect(await chats.people.living(before.id)).toMatchObject({ id: zhang.id });
    const { conversations } = db.tables;
    const mine = await db.read.select().from(conversations).where(eq(conversations.tenant, tenant));
    expect(mine.map(({ personId }) => personId)).toEqual([zhang.id]);
  });

  it('lose every account when they leave, those linked by a code too', async () => {
    const zhang = listed(named('zhang'), { wecom: 'zhang' });
    await keep([zhang]);
    const chats = openChats(db, { tenant, directory: { known: [zhang], linkByEmail: [] } });
    const wecom = chats.chat({ platform: 'wecom', userId: 'zhang', name: '张伟' });
    const slack = chats.chat({ platform: 'slack', userId: 'U1', name: 'Wei' });
    await link(wecom, slack);
    expect((await slack.person()).id).toBe(zhang.id);
    await keep([]);
    const [one, other] = [await wecom.person(), await slack.person()];
    expect(new Set([one.id, other.id, zhang.id]).size).toBe(3);
    await wecom.says('你好');
    await wecom.hears('你好');
  });

  it('lose one account that is taken off the list', async () => {
    await keep([listed(named('zhang'), { slack: 'U1', wecom: 'zhang' })]);
    await keep([listed(named('zhang'), { wecom: 'zhang' })]);
    expect(await behind('wecom', 'zhang')).toBe(named('zhang'));
    expect(await behind('slack', 'U1')).not.toBe(named('zhang'));
  });

  it('hand an account on to another one of the list', async () => {
    await keep([listed(named('zhang'), { slack: 'U1' }), listed(named('tom'), { wecom: 'tom' })]);
    await keep([listed(named('zhang'), {}), listed(named('tom'), { wecom: 'tom', slack: 'U1' })]);
    expect(await behind('slack', 'U1')).toBe(named('tom'));
    expect(await createPeople(db).byId(named('zhang'))).toMatchObject({ mergedInto: null });
  });

  it('swap their accounts', async () => {
    await keep([listed(named('a'), { slack: 'U1' }), listed(named('b'), { slack: 'U2' })]);
    await keep([listed(named('a'), { slack: 'U2' }), listed(named('b'), { slack: 'U1' })]);
    expect(await behind('slack', 'U1')).toBe(named('b'));
    expect(await behind('slack', 'U2')).toBe(named('a'));
  });

  it('never have two accounts on one platform, whatever was linked before', async () => {
    const chats = openChats(db, { tenant });
    const wecom = chats.chat({ platform: 'wecom', userId: 'zhang', name: '张伟' });
    const slack = chats.chat({ platform: 'slack', userId: 'U9', name: 'Wei' });
    await link(wecom, slack);
    await keep([listed(named('zhang'), { wecom: 'zhang', slack: 'U1' })]);
    expect(await behind('wecom', 'zhang')).toBe(named('zhang'));
    expect(await behind('slack', 'U1')).toBe(named('zhang'));
    expect(await behind('slack', 'U9')).not.toBe(named('zhang'));
  });

  it('are called by their account until they are seen', async () => {
    const id = `slack:${tenant}`;
    const account = { id, name: id, profile: {}, identities: { slack: 'U1' } };
    await keep([account]);
    const chats = openChats(db, { tenant });
    const slack = chats.chat({ platform: 'slack', userId: 'U1', name: 'Wei' });
    await chats.people.meet(slack.identity, { userId: 'U1', name: 'Wei', kind: 'member' }, 7);
    expect(await slack.person()).toMatchObject({ id, name: 'Wei' });
    await keep([account]);
    expect(await slack.person()).toMatchObject({ id, name: 'Wei' });
  });

  it('keep the language they chose, and get all else from the list', async () => {
    const people = createPeople(db);
    const id = named('zhang');
    const row = {
      id,
      name: 'A',
      locale: 'en' as const,
      department: 'IT',
      profile: { room: '3F' },
      identities: {},
    };
    await keep([row]);
    await db.transaction({}, (tx) => people.setLocale(tx, id, 'zh-CN'));
    await keep([{ ...row, name: 'B', department: 'HR', profile: {} }]);
    expect(await people.byId(id)).toMatchObject({
      name: 'B',
      locale: 'zh-CN',
      department: 'HR',
      profile: {},
    });
  });
});
