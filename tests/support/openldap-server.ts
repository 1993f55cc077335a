import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import type { DirectorySettings } from '../../src/identity/accounts/settings.ts';
import { makeCertificates, type Certificates } from './ldap-certificates.ts';
import { until } from './until.ts';

const SLAPD = '/usr/sbin/slapd';
const SLAPADD = '/usr/sbin/slapadd';
const SUFFIX = 'dc=lab,dc=test';
export const PEOPLE = `ou=people,${SUFFIX}`;
export const ADMINS = `ou=admins,${SUFFIX}`;
export const BOT = `cn=bot,ou=svc,${SUFFIX}`;
const ROOT = `cn=admin,${SUFFIX}`;
export const OLD_PASSWORD = 'Original password 2026';

/** Why there is no server to test with; undefined where there is one. */
export function missingOpenldap(): string | undefined {
  return existsSync(SLAPD) ? undefined : `no ${SLAPD} (Debian package slapd)`;
}

export interface OpenldapServer {
  url: string;
  plainUrl: string;
  certificates: Certificates;
  settings(more?: Partial<DirectorySettings>): DirectorySettings;
  /** Changes an attribute as the administrator; no value takes it away. */
  set(dn: string, attribute: string, value?: string): Promise<void>;
  /** Whether somebody can log in. */
  logsIn(login: string, password: string): Promise<boolean>;
  read(dn: string, attribute: string): Promise<string[]>;
  /** Whatever else the administrator does. */
  asRoot<T>(work: (client: Client) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const SCHEMA = `
attributetype ( 1.3.6.1.4.1.99999.1.1 NAME 'slackUserId' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.2 NAME 'secondaryMail' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.3 NAME 'dingtalkUserId' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.99999.1.4 NAME 'wecomUserId' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.99999.2.1 NAME 'labPerson' SUP top AUXILIARY MAY ( slackUserId $ dingtalkUserId $ wecomUserId $ secondaryMail $ shadowExpire ) )
`;

function config(folder: string, { ca, cert, key }: Certificates, logOperations: string): string {
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
include ${folder}/lab.schema
modulepath /usr/lib/ldap
moduleload back_mdb.so
moduleload ppolicy.so
moduleload accesslog.so
pidfile ${folder}/slapd.pid
TLSCACertificateFile ${ca}
TLSCertificateFile ${cert}
TLSCertificateKeyFile ${key}
sizelimit 500
database mdb
suffix "cn=accesslog"
rootdn "${ROOT}"
directory ${folder}/log
maxsize 16777216
index reqStart eq
access to * by dn.exact="${BOT}" read by * none
database mdb
suffix "${SUFFIX}"
rootdn "${ROOT}"
rootpw admin-secret
directory ${folder}/db
maxsize 16777216
index objectClass,uid,member eq
overlay ppolicy
ppolicy_default "cn=default,ou=policies,${SUFFIX}"
ppolicy_use_lockout
ppolicy_hash_cleartext
overlay accesslog
logdb cn=accesslog
logops ${logOperations}
logsuccess TRUE
access to dn.subtree="${ADMINS}" attrs=userPassword by anonymous auth by * none
access to dn.subtree="${ADMINS}" by dn.exact="${BOT}" read by anonymous auth by * none
access to attrs=userPassword by dn.exact="${BOT}" write by self write by anonymous auth by * none
access to attrs=pwdReset,pwdAccountLockedTime by dn.exact="${BOT}" manage by self read
access to * by dn.exact="${BOT}" read by self read by * none
`;
}

function person(uid: string, lines: readonly string[] = [], unit = PEOPLE): string {
  return [
    `dn: uid=${uid},${unit}`,
    'objectClass: inetOrgPerson',
    'objectClass: labPerson',
    `cn: ${uid}`,
    `sn: ${uid}`,
    `uid: ${uid}`,
    `mail: ${uid}@lab.test`,
    `userPassword: ${OLD_PASSWORD}`,
    ...lines,
    '',
    '',
  ].join('\n');
}

const unit = (name: string) => `dn: ou=${name},${SUFFIX}\nobjectClass: organizationalUnit\nou: ${name}\n\n`;
const group = (name: string, member: string) =>
  `dn: cn=${name},ou=groups,${SUFFIX}\nobjectClass: groupOfNames\ncn: ${name}\nmember: ${member}\n\n`;

const TREE = [
  `dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Lab\ndc: lab\n\n`,
  ...['people', 'admins', 'svc', 'groups', 'policies'].map(unit),
  `dn: cn=default,ou=policies,${SUFFIX}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: default\npwdAttribute: userPassword\n` +
    'pwdLockout: TRUE\npwdMaxFailure: 3\npwdMinLength: 10\npwdCheckQuality: 1\npwdInHistory: 3\npwdMustChange: TRUE\npwdMaxAge: 7776000\n\n',
  `dn: ${BOT}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: bot\nuserPassword: bot-secret-2026\n\n`,
  `dn: uid=svc.backup,${PEOPLE}\nobjectClass: inetOrgPerson\nobjectClass: simpleSecurityObject\ncn: backup\nsn: backup\nuid: svc.backup\nuserPassword: ${OLD_PASSWORD}\n\n`,
  person('li.na', ['displayName: Li Na', 'slackUserId: U-li.na']),
  person('wang-wei', [
    'displayName: 王伟',
    'mobile: +86 138 0013 8000',
    'secondaryMail: wei@home.test',
    `manager: uid=li.na,${PEOPLE}`,
    'departmentNumber: 财务部',
    'preferredLanguage: zh-CN',
    'slackUserId: U-wang-wei',
    'dingtalkUserId: manager8312',
    'wecomUserId: WangWei',
  ]),
  person('zhang.san', ['slackUserId: U-zhang.san']),
  person('nested.admin'),
  person('old.boss', ['shadowExpire: 1']),
  person('no.phone', ['slackUserId: U-no.phone']),
  person('root.admin', [], ADMINS),
  group('inner', `uid=nested.admin,${PEOPLE}`),
  group('protected', `cn=inner,ou=groups,${SUFFIX}`),
  // A circle of groups must not be walked for ever.
  group('circle', `cn=circle,ou=groups,${SUFFIX}`),
].join('');

/** A real slapd in a folder of its own: TLS, password policy, access log, and rights that keep the bot from admins. */
export async function startOpenldap({ logOperations = 'writes' } = {}): Promise<OpenldapServer> {
  const folder = mkdtempSync(join(tmpdir(), 'deskline-slapd-'));
  const certificates = makeCertificates(folder);
  for (const name of ['db', 'log']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'lab.schema'), SCHEMA);
  writeFileSync(join(folder, 'slapd.conf'), config(folder, certificates, logOperations));
  writeFileSync(join(folder, 'tree.ldif'), TREE);
  const conf = join(folder, 'slapd.conf');
  execFileSync(SLAPADD, ['-f', conf, '-b', SUFFIX, '-l', join(folder, 'tree.ldif')], { stdio: 'pipe' });
  const [plain, encrypted] = [await freePort(), await freePort()];
  const [plainUrl, url] = [`ldap://127.0.0.1:${plain}`, `ldaps://127.0.0.1:${encrypted}`];
  const server = spawn(SLAPD, ['-f', conf, '-h', `${plainUrl}/ ${url}/`, '-d', '0'], { stdio: 'ignore' });
  const root = () => bound(plainUrl, ROOT, 'admin-secret');
  await until(async () => {
    const client = await root().catch(() => undefined);
    await client?.unbind();
    return client !== undefined;
  });

  const asRoot: OpenldapServer['asRoot'] = async (work) => {
    const client = await root();
    try {
      return await work(client);
    } finally {
      await client.unbind();
    }
  };

  return {
    url,
    plainUrl,
    certificates,
    settings: (more = {}) => ({
      kind: 'openldap',
      url,
      bindDn: BOT,
      bindPassword: 'bot-secret-2026',
      baseDn: SUFFIX,
      caFile: certificates.ca,
      excludedUnits: [ADMINS],
      protectedGroups: [`cn=protected,ou=groups,${SUFFIX}`],
      canaryDn: `uid=root.admin,${ADMINS}`,
      accessLogDn: 'cn=accesslog',
      policyDn: `cn=default,ou=policies,${SUFFIX}`,
      attributes: {
        secondaryMail: 'secondaryMail',
        mobile: 'mobile',
        department: 'departmentNumber',
        locale: 'preferredLanguage',
        platforms: { slack: 'slackUserId', dingtalk: 'dingtalkUserId', wecom: 'wecomUserId' },
      },
      ...more,
    }),
    set: (dn, attribute, value) =>
      asRoot((client) => {
        const modification = new Attribute({ type: attribute, values: value === undefined ? [] : [value] });
        return client.modify(dn, new Change({ operation: 'replace', modification }));
      }),
    async logsIn(login, password) {
      try {
        const client = await bound(plainUrl, `uid=${login},${PEOPLE}`, password);
        await client.unbind();
        return true;
      } catch {
        return false;
      }
    },
    read: (dn, attribute) =>
      asRoot(async (client) => {
        const { searchEntries } = await client.search(dn, { scope: 'base', attributes: [attribute] });
        return [searchEntries[0]?.[attribute] ?? []].flat().map(String);
      }),
    asRoot,
    async stop() {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function bound(url: string, dn: string, password: string): Promise<Client> {
  const client = new Client({ url, timeout: 5_000, connectTimeout: 1_000 });
  await client.bind(dn, password);
  return client;
}

/** Stops a server by its own id. */
export async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  await gone;
}

export async function freePort(host = '127.0.0.1'): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
