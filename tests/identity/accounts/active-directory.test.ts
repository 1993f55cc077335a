import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, AccountDirectory } from '../../../src/identity/accounts/account.ts';
import { bytesForGuid, guidOf, sidOf } from '../../../src/identity/accounts/ldap/identifiers.ts';
import { createLdapDirectory } from '../../../src/identity/accounts/ldap/ldap-directory.ts';
import { changedContacts } from '../../../src/identity/accounts/ldap/replication-metadata.ts';
import {
  ADMINISTRATOR,
  missingSamba,
  OLD_PASSWORD,
  STAFF,
  startSamba,
  type SambaServer,
} from '../../support/samba-server.ts';

const missing = missingSamba();
const skipped = missing !== undefined && process.env['CI'] !== 'true';
const NEW_PASSWORD = 'A wholly new passphrase 1';
const DAY = 86_400_000;

describe.skipIf(skipped)(`Active Directory (Samba)${missing ? ` (${missing})` : ''}`, () => {
  let server: SambaServer;
  let directory: AccountDirectory;
  beforeAll(async () => {
    server = await startSamba();
    directory = createLdapDirectory(server.settings());
  }, 90_000);
  afterAll(() => server.stop());

  const of = async (login: string): Promise<Account> => {
    const account = await directory.byDn(`CN=${login},${STAFF}`);
    if (!account) throw new Error(`No account ${login}`);
    return account;
  };

  it('reads a person with everything that counts, and finds him again by his id', async () => {
    const wang = await of('wangwei');
    expect(wang).toMatchObject({
      login: 'wangwei',
      name: '王伟',
      mail: 'wangwei@lab.test',
      secondaryMail: 'wei@home.test',
      mobile: '+86 138 0013 8000',
      department: '财务部',
      managerDn: `CN=lina,${STAFF}`,
      state: 'active',
      locked: false,
      passwordExpired: false,
      excluded: undefined,
      minLength: 10,
    });
    expect(wang.id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(await directory.byId(wang.id)).toEqual(wang);
    expect((await directory.list()).map(({ login }) => login)).toEqual(
      expect.arrayContaining(['wangwei', 'lina']),
    );
  });

  it('PR-17 sets a password in one change: quality and history count, and it need not be changed again', async () => {
    const wang = await of('wangwei');
    await expect(directory.setPassword(wang, 'short')).rejects.toMatchObject({ fate: 'weak' });
    await directory.setPassword(wang, NEW_PASSWORD);
    expect(await server.logsIn('wangwei', NEW_PASSWORD)).toBe(true);
    expect(await server.logsIn('wangwei', OLD_PASSWORD)).toBe(false);
    expect((await of('wangwei')).passwordExpired).toBe(false);
    expect(await directory.authenticate(wang, NEW_PASSWORD)).toBe(true);
    expect(await directory.authenticate(wang, 'wrong')).toBe(false);
  });

  it('PR-18 unlocks and changes nothing else; a reset ends a lock as well', async () => {
    for (let i = 0; i < 3; i += 1) await server.logsIn('lina', 'wrong');
    const locked = await of('lina');
    expect(locked.locked).toBe(true);
    await directory.unlock(locked);
    expect((await of('lina')).locked).toBe(false);
    expect(await server.logsIn('lina', OLD_PASSWORD)).toBe(true);
    for (let i = 0; i < 3; i += 1) await server.logsIn('lina', 'wrong');
    await directory.setPassword(await of('lina'), NEW_PASSWORD);
    expect(await server.logsIn('lina', NEW_PASSWORD)).toBe(true);
  });

  it('PR-18 a reset never enables an account', async () => {
    await server.set(`CN=gone,${STAFF}`, 'userAccountControl', '514');
    const gone = await of('gone');
    expect(gone.state).toBe('disabled');
    await directory.setPassword(gone, NEW_PASSWORD);
    expect((await of('gone')).state).toBe('disabled');
    await server.set(`CN=gone,${STAFF}`, 'userAccountControl', '512');
    expect((await of('gone')).state).toBe('expired');
  });

  it('PR-6 administrators, protected groups in groups and service accounts are known as such', async () => {
    expect((await directory.byDn(ADMINISTRATOR))?.excluded).toBe('administrator');
    expect((await of('nested')).excluded).toBe('protected-group');
    expect((await of('svc')).excluded).toBe('service-account');
    const users = createLdapDirectory(server.settings({ excludedUnits: [STAFF] }));
    expect((await users.byDn(`CN=lina,${STAFF}`))?.excluded).toBe('excluded-unit');
  });

  it('PR-6 the server refuses the bot an administrator’s password, and the self-test sees to it', async () => {
    const admin = (await directory.byDn(ADMINISTRATOR))!;
    await expect(directory.setPassword(admin, NEW_PASSWORD)).rejects.toMatchObject({ fate: 'refused' });
    expect(await directory.selfTest()).toEqual([]);
    const open = createLdapDirectory(server.settings({ canaryDn: `CN=svc,${STAFF}`, excludedUnits: [] }));
    expect(await open.selfTest()).toEqual([expect.stringContaining('could change the canary')]);
    const admins = createLdapDirectory(
      server.settings({ bindDn: ADMINISTRATOR, bindPassword: 'Admin-Pass-2026!' }),
    );
    expect((await admins.selfTest())[0]).toContain('administrator’s account');
  });

  it('PR-5 what the server doesn’t say of changes is left to our own snapshot: Samba keeps no metadata to read', async () => {
    expect(await directory.changedSince(await of('wangwei'), Date.now() - DAY)).toBeUndefined();
  });

  it('PR-17 plain connections are refused: by us, and by the server', async () => {
    const plain = createLdapDirectory(server.settings({ url: 'ldap://127.0.0.5', caFile: undefined }));
    await expect(plain.list()).rejects.toMatchObject({ fate: 'unavailable' });
  });

  it('PR-23 its own log of password changes is not reached over LDAP', async () => {
    expect(await directory.ownChanges(0)).toBeUndefined();
  });
});

describe('identifiers of Active Directory', () => {
  it('are spelt as its own tools do', () => {
    const bytes = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
    expect(guidOf(bytes)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(bytesForGuid('00112233-4455-6677-8899-aabbccddeeff')).toEqual(bytes);
    expect(guidOf('x')).toBeUndefined();
    expect(bytesForGuid('*)(objectClass=*')).toBeUndefined();
    expect(sidOf(Buffer.from('0102000000000005200000002002000', 'hex'))).toBeUndefined();
    expect(sidOf(Buffer.from('01020000000000052000000020020000', 'hex'))).toBe('S-1-5-32-544');
  });

  it('PR-5 replication metadata are read attribute by attribute', () => {
    const fragment = (name: string, at: string) =>
      `<DS_REPL_ATTR_META_DATA><pszAttributeName>${name}</pszAttributeName><ftimeLastOriginatingChange>${at}</ftimeLastOriginatingChange></DS_REPL_ATTR_META_DATA>`;
    const all = [
      fragment('mobile', '2026-11-20T00:00:00Z'),
      fragment('mail', '2026-01-01T00:00:00Z'),
      fragment('cn', '2026-11-20T00:00:00Z'),
      'garbage',
    ];
    const names = { secondaryMail: 'otherMailbox', mobile: 'mobile' };
    expect(changedContacts(all, names, Date.parse('2026-11-18T00:00:00Z'))).toEqual(['mobile']);
  });
});
