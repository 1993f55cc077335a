import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import type { DirectorySettings } from '../../src/identity/accounts/settings.ts';
import { makeCertificates } from './ldap-certificates.ts';
import { ended } from './openldap-server.ts';
import { until } from './until.ts';

const SAMBA = '/usr/sbin/samba';
const TOOL = '/usr/bin/samba-tool';
/** Its ports are fixed: it gets a loopback address of its own. */
const ADDRESS = '127.0.0.5';
const BASE = 'DC=lab,DC=test';
export const STAFF = `OU=Staff,${BASE}`;
export const ADMINISTRATOR = `CN=Administrator,CN=Users,${BASE}`;
const BOT_PASSWORD = 'Bot-Pass-2026!';
const ADMIN_PASSWORD = 'Admin-Pass-2026!';
export const OLD_PASSWORD = 'Orig-Pass-2026!';
/** Reset password, write pwdLastSet, write lockoutTime: of users below the unit. */
const RIGHTS = [
  'CR;00299570-246d-11d0-a768-00aa006e0529',
  'RPWP;bf967a0a-0de6-11d0-a285-00aa003049e2',
  'RPWP;28630ebf-41d5-11d1-a9c1-0000f80367c1',
];
const USER_CLASS = 'bf967aba-0de6-11d0-a285-00aa003049e2';

/** Why there is no server to test with; undefined where there is one. */
export function missingSamba(): string | undefined {
  if (!existsSync(SAMBA) || !existsSync(TOOL))
    return `no ${SAMBA} (Debian packages samba-ad-dc, samba-ad-provision)`;
  return process.getuid?.() === 0 ? undefined : 'Samba’s domain controller needs root';
}

export interface SambaServer {
  settings(more?: Partial<DirectorySettings>): DirectorySettings;
  /** Changes an attribute as the administrator. */
  set(dn: string, attribute: string, value: string): Promise<void>;
  logsIn(login: string, password: string): Promise<boolean>;
  stop(): Promise<void>;
}

/** A real Active Directory domain controller (Samba), with a bot that may do three things to people in one unit. */
export async function startSamba(): Promise<SambaServer> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-samba-'));
  const conf = join(folder, 'etc', 'smb.conf');
  const sam = join(folder, 'private', 'sam.ldb');
  const tool = (...args: string[]) => execFileSync(TOOL, args, { stdio: 'pipe', encoding: 'utf8' });
  tool(
    'domain',
    'provision',
    '--realm=LAB.TEST',
    '--domain=LAB',
    '--server-role=dc',
    '--dns-backend=NONE',
    `--adminpass=${ADMIN_PASSWORD}`,
    '--host-name=dc1',
    `--host-ip=${ADDRESS}`,
    `--targetdir=${folder}`,
    `--option=interfaces=${ADDRESS}/8`,
    '--option=bind interfaces only=yes',
    '--option=vfs objects=dfs_samba4 acl_xattr xattr_tdb',
  );
  const certificates = makeCertificates(folder, ADDRESS);
  configure(conf, folder, certificates);
  const local = ['-H', sam, '-s', conf];
  tool(
    'domain',
    'passwordsettings',
    'set',
    '--min-pwd-length=10',
    '--account-lockout-threshold=3',
    '--history-length=3',
    '--min-pwd-age=0',
    ...local,
  );
  tool('ou', 'add', STAFF, ...local);
  for (const login of ['wangwei', 'lina', 'nested', 'gone', 'svc']) {
    tool(
      'user',
      'create',
      login,
      OLD_PASSWORD,
      '--userou=OU=Staff',
      `--mail-address=${login}@lab.test`,
      ...local,
    );
  }
  tool('user', 'create', 'bot', BOT_PASSWORD, ...local);
  tool('group', 'add', 'inner', ...local);
  tool('group', 'addmembers', 'inner', 'nested', ...local);
  tool('group', 'addmembers', 'Account Operators', 'inner', ...local);
  const sid = /^objectSid: (\S+)$/m.exec(tool('user', 'show', 'bot', ...local))?.[1] ?? '';
  for (const right of RIGHTS) {
    const sddl = `--sddl=(OA;CIIO;${right};${USER_CLASS};${sid})`;
    tool('dsacl', 'set', '--action=allow', `--objectdn=${STAFF}`, sddl, ...local);
  }
  const server = spawn(SAMBA, ['-s', conf, '-i', '-M', 'single', '--debug-stdout'], { stdio: 'ignore' });
  const ca = readFileSync(certificates.ca);
  const bound = async (user: string, password: string): Promise<Client> => {
    const client = new Client({
      url: `ldaps://${ADDRESS}`,
      timeout: 5_000,
      connectTimeout: 1_000,
      tlsOptions: { ca },
    });
    await client.bind(`${user}@lab.test`, password);
    return client;
  };
  await until(async () => {
    const client = await bound('Administrator', ADMIN_PASSWORD).catch(() => undefined);
    await client?.unbind();
    return client !== undefined;
  });

  const set: SambaServer['set'] = async (dn, attribute, value) => {
    const client = await bound('Administrator', ADMIN_PASSWORD);
    const modification = new Attribute({ type: attribute, values: [value] });
    await client.modify(dn, new Change({ operation: 'replace', modification }));
    await client.unbind();
  };
  const of = (login: string) => `CN=${login},${STAFF}`;
  await set(of('wangwei'), 'mobile', '+86 138 0013 8000');
  await set(of('wangwei'), 'otherMailbox', 'wei@home.test');
  await set(of('wangwei'), 'displayName', '王伟');
  await set(of('wangwei'), 'manager', of('lina'));
  await set(of('wangwei'), 'department', '财务部');
  await set(of('wangwei'), 'extensionAttribute1', 'U-wangwei').catch(() => undefined);
  await set(of('svc'), 'servicePrincipalName', 'HTTP/backup.lab.test');
  await set(of('gone'), 'accountExpires', '132000000000000000');

  return {
    settings: (more = {}) => ({
      kind: 'active-directory',
      url: `ldaps://${ADDRESS}`,
      bindDn: `CN=bot,CN=Users,${BASE}`,
      bindPassword: BOT_PASSWORD,
      baseDn: BASE,
      caFile: certificates.ca,
      excludedUnits: [`CN=Users,${BASE}`],
      protectedGroups: [],
      canaryDn: ADMINISTRATOR,
      accessLogDn: undefined,
      policyDn: undefined,
      attributes: {
        secondaryMail: 'otherMailbox',
        mobile: 'mobile',
        department: 'department',
        locale: 'preferredLanguage',
        platforms: { slack: 'pager' },
      },
      ...more,
    }),
    set,
    async logsIn(login, password) {
      try {
        const client = await bound(login, password);
        await client.unbind();
        return true;
      } catch {
        return false;
      }
    },
    async stop() {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** LDAP alone, with our certificate, and everything it writes in its own folder. */
function configure(
  conf: string,
  folder: string,
  { ca, cert, key }: { ca: string; cert: string; key: string },
): void {
  const lines = [
    'server services = ldap',
    // For an hour after a change Active Directory takes the old password as well.
    'old password allowed period = 0',
    'tls enabled = yes',
    `tls keyfile = ${key}`,
    `tls certfile = ${cert}`,
    `tls cafile = ${ca}`,
    `pid directory = ${folder}`,
    `ncalrpc dir = ${folder}/ncalrpc`,
    `winbindd socket directory = ${folder}/winbindd`,
    `ntp signd socket directory = ${folder}/ntp`,
    `log file = ${folder}/samba.log`,
  ];
  const written = readFileSync(conf, 'utf8');
  writeFileSync(conf, written.replace('[global]', `[global]\n\t${lines.join('\n\t')}`));
  appendFileSync(conf, '\n');
}
