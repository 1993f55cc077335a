import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DirectoryError,
  type Account,
  type AccountDirectory,
} from '../../../src/identity/accounts/account.ts';
import { createLdapDirectory } from '../../../src/identity/accounts/ldap/ldap-directory.ts';
import { passwordModify } from '../../../src/identity/accounts/ldap/openldap.ts';
import { makeCertificates } from '../../support/ldap-certificates.ts';
import {
  ADMINS,
  missingOpenldap,
  OLD_PASSWORD,
  PEOPLE,
  startOpenldap,
  type OpenldapServer,
} from '../../support/openldap-server.ts';

const missing = missingOpenldap();
const skipped = missing !== undefined && process.env['CI'] !== 'true';
const NEW_PASSWORD = 'A wholly new passphrase 1';

describe.skipIf(skipped)(`OpenLDAP${missing ? ` (${missing})` : ''}`, () => {
  let server: OpenldapServer;
  let directory: AccountDirectory;
  beforeAll(async () => {
    server = await startOpenldap();
    directory = createLdapDirectory(server.settings());
  }, 30_000);
  afterAll(() => server.stop());

  const of = async (login: string): Promise<Account> => {
    const all = await directory.list();
    const listed = all.find((account) => account.login === login);
    const account = listed && (await directory.byId(listed.id));
    if (!account) throw new Error(`No account ${login}`);
    return account;
  };

  it('reads a person with everything that counts', async () => {
    const wang = await of('wang-wei');
    expect(wang).toMatchObject({
      login: 'wang-wei',
      name: '王伟',
      mail: 'wang-wei@lab.test',
      secondaryMail: 'wei@home.test',
      mobile: '+86 138 0013 8000',
      department: '财务部',
      locale: 'zh-CN',
      managerDn: `uid=li.na,${PEOPLE}`,
      state: 'active',
      locked: false,
      excluded: undefined,
      minLength: 10,
      platformIds: { slack: 'U-wang-wei', dingtalk: 'manager8312', wecom: 'WangWei' },
    });
    expect(await directory.byDn(wang.managerDn!)).toMatchObject({ login: 'li.na' });
    expect(await directory.byId('00000000-0000-4000-8000-000000000000')).toBeUndefined();
  });

  it('PR-16, PR-17 sets a password by the extended operation: the policy counts, and nothing has to be changed again', async () => {
    const wang = await of('wang-wei');
    await expect(directory.setPassword(wang, 'short')).rejects.toMatchObject({ fate: 'weak' });
    await directory.setPassword(wang, NEW_PASSWORD);
    expect(await server.logsIn('wang-wei', NEW_PASSWORD)).toBe(true);
    expect(await server.logsIn('wang-wei', OLD_PASSWORD)).toBe(false);
    await expect(directory.setPassword(wang, NEW_PASSWORD)).rejects.toMatchObject({ fate: 'weak' });
    expect((await of('wang-wei')).passwordExpired).toBe(false);
    expect((await server.read(wang.dn, 'userPassword')).join()).not.toContain(NEW_PASSWORD);
    expect(await directory.authenticate(wang, NEW_PASSWORD)).toBe(true);
    expect(await directory.authenticate(wang, '')).toBe(false);
  });

  it('PR-18 unlocks without a new password, and a new password ends a lock', async () => {
    for (let i = 0; i < 3; i += 1) await server.logsIn('zhang.san', 'wrong');
    const locked = await of('zhang.san');
    expect(locked.locked).toBe(true);
    await directory.unlock(locked);
    expect((await of('zhang.san')).locked).toBe(false);
    expect(await server.logsIn('zhang.san', OLD_PASSWORD)).toBe(true);
    await directory.unlock(locked);
    for (let i = 0; i < 3; i += 1) await server.logsIn('zhang.san', 'wrong');
    await directory.setPassword(await of('zhang.san'), NEW_PASSWORD);
    expect((await of('zhang.san')).locked).toBe(false);
    expect(await server.logsIn('zhang.san', NEW_PASSWORD)).toBe(true);
  });

  it('PR-6 knows administrators’ units, groups in groups, service accounts and ended ones', async () => {
    expect((await directory.byDn(`uid=root.admin,${ADMINS}`))?.excluded).toBe('excluded-unit');
    expect((await of('nested.admin')).excluded).toBe('protected-group');
    expect((await of('svc.backup')).excluded).toBe('service-account');
    expect((await of('old.boss')).state).toBe('expired');
    await server.set(`uid=li.na,${PEOPLE}`, 'pwdAccountLockedTime', '000001010000Z');
    expect((await of('li.na')).state).toBe('disabled');
    await server.set(`uid=li.na,${PEOPLE}`, 'pwdAccountLockedTime');
  });

  it('PR-6 the server itself refuses the bot an administrator’s password', async () => {
    const admin = (await directory.byDn(`uid=root.admin,${ADMINS}`))!;
    await expect(directory.setPassword(admin, NEW_PASSWORD)).rejects.toMatchObject({ fate: 'refused' });
    expect(await directory.selfTest()).toEqual([]);
  });

  it('PR-6 the self-test finds a canary that is missing, in the wrong unit, or can be changed', async () => {
    const problemsWith = (more: Parameters<OpenldapServer['settings']>[0]) =>
      createLdapDirectory(server.settings(more)).selfTest();
    expect(await problemsWith({ canaryDn: undefined })).toEqual([
      expect.stringContaining('LDAP_CANARY_DN is not set'),
    ]);
    expect(await problemsWith({ canaryDn: `uid=nobody,${ADMINS}` })).toEqual([
      expect.stringContaining('not in the directory'),
    ]);
    expect(await problemsWith({ canaryDn: `uid=zhang.san,${PEOPLE}` })).toEqual([
      expect.stringContaining('none of LDAP_EXCLUDED_UNITS'),
    ]);
    expect(await problemsWith({ canaryDn: `uid=zhang.san,${PEOPLE}`, excludedUnits: [] })).toEqual([
      expect.stringContaining('could change the canary'),
    ]);
    expect(await problemsWith({ bindPassword: 'wrong' })).toEqual([
      expect.stringContaining('InvalidCredentialsError'),
    ]);
    expect(await problemsWith({ baseDn: 'dc=nowhere,dc=test' })).toEqual([
      expect.stringContaining('LDAP_BASE_DN'),
    ]);
  });

  it('PR-17 two hundred hostile names select nobody', async () => {
    const hostile = [
      '*',
      '*)(uid=*',
      ')(|(uid=*',
      '\0',
      'a\0b',
      '\\2a',
      '(',
      '))',
      'uid=*',
      ',ou=people',
      '" or ""="',
      '&',
      '|',
      '=',
      '../',
      '\u202e',
    ];
    for (let n = 0; n < 200; n += 1) {
      const name = `${hostile[n % hostile.length]}${n > hostile.length ? hostile[(n * 7) % hostile.length] : ''}`;
      expect(await directory.byId(name)).toBeUndefined();
      expect(await directory.byDn(name).catch(() => undefined)).toBeUndefined();
    }
    expect(await directory.byDn(`uid=*,${PEOPLE}`).catch(() => undefined)).toBeUndefined();
  }, 40_000);

  it('PR-17 StartTLS comes before anything else; no other certificate and no plain connection will do', async () => {
    const started = createLdapDirectory(server.settings({ url: server.plainUrl }));
    expect((await started.byDn(`uid=li.na,${PEOPLE}`))?.login).toBe('li.na');
    const other = makeCertificates(mkdtempSync(join(tmpdir(), 'deskline-other-ca-')));
    for (const url of [server.url, server.plainUrl]) {
      const wary = createLdapDirectory(server.settings({ url, caFile: other.ca }));
      await expect(wary.list()).rejects.toMatchObject({ fate: 'unavailable' });
    }
  });

  it('PR-23 tells from the server’s own log what the bot’s account has changed', async () => {
    const before = Date.now() - 1_000;
    const wang = await of('wang-wei');
    await directory.setPassword(wang, `${NEW_PASSWORD} again`);
    const changes = (await directory.ownChanges(before - 1_000))!;
    expect(
      changes.some(({ dn, at }) => dn.toLowerCase() === wang.dn.toLowerCase() && at >= before - 1_000),
    ).toBe(true);
    await server.set(`uid=zhang.san,${PEOPLE}`, 'userPassword', 'set by the administrator');
    const later = (await directory.ownChanges(before - 1_000))!;
    expect(later).toHaveLength(changes.length);
  });

  describe('F14, PR-24: faults on the way', () => {
    it('F14 a server that isn’t there: nothing has happened', async () => {
      const gone = createLdapDirectory(server.settings({ url: 'ldaps://127.0.0.1:9' }), { timeoutMs: 500 });
      await expect(gone.byDn(`uid=li.na,${PEOPLE}`)).rejects.toMatchObject({ fate: 'unavailable' });
      const wang = await of('wang-wei');
      await expect(gone.setPassword(wang, NEW_PASSWORD)).rejects.toMatchObject({ fate: 'unavailable' });
    });

    it('F14 a server that says nothing: given up in time', async () => {
      const mute = createServer(() => {}).listen(0, '127.0.0.1');
      await once(mute, 'listening');
      const slow = createLdapDirectory(
        server.settings({ url: `ldaps://127.0.0.1:${(mute.address() as AddressInfo).port}` }),
        { timeoutMs: 300 },
      );
      await expect(slow.list()).rejects.toBeInstanceOf(DirectoryError);
      mute.close();
    });

    it('PR-24 a connection cut after the change was made, before it was answered: unknown', async () => {
      const li = await of('li.na');
      const between = await cutAfter(server, PASSWORD_MODIFY);
      const through = createLdapDirectory(server.settings({ url: between.url }), { timeoutMs: 2_000 });
      await expect(through.setPassword(li, 'Cut in the middle of it 1')).rejects.toMatchObject({
        fate: 'unknown',
      });
      expect(await server.logsIn('li.na', 'Cut in the middle of it 1')).toBe(true);
      between.close();
    });
  });

  it('PR-17 the request is what RFC 3062 says, for long values too', () => {
    expect(passwordModify('uid=a', 'b').toString('hex')).toBe('300a80057569643d61820162');
    const long = passwordModify(`uid=${'x'.repeat(300)}`, 'y'.repeat(200));
    expect(long.subarray(0, 2).toString('hex')).toBe('3082');
    expect(long.length).toBe(4 + 4 + 304 + 3 + 200);
  });
});

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/** Stands between, reads along, and cuts the connection when the server answers a request that holds `words`. */
async function cutAfter(server: OpenldapServer, words: string): Promise<{ url: string; close: () => void }> {
  const { cert, key } = server.certificates;
  const between = createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, (client) => {
    let isLast = false;
    const upstream = connect(Number(new URL(server.plainUrl).port), '127.0.0.1');
    client.on('data', (bytes: Buffer) => {
      isLast ||= bytes.includes(words);
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isLast) client.destroy();
      else client.write(bytes);
    });
    client.on('error', () => {}).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  const { port } = between.address() as AddressInfo;
  return { url: `ldaps://127.0.0.1:${port}`, close: () => between.close() };
}
