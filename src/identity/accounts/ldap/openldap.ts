import {
  AndFilter,
  Attribute,
  Change,
  Control,
  EqualityFilter,
  OrFilter,
  PresenceFilter,
  type Client,
  type Entry,
} from 'ldapts';
import type { Account, AccountState, Exclusion } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import type { Connection, Reading } from './connection.ts';
import { codeOf, NO_SUCH_ATTRIBUTE, writeError } from './errors.ts';
import type { Flavour } from './flavour.ts';
import { isWithin, localeOf, numberOf, timeOf, valueOf, valuesOf } from './reading.ts';

/** RFC 3062. */
const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
/** OpenLDAP's relax rules: `pwdAccountLockedTime` is the server's own otherwise. */
const RELAX = '1.3.6.1.4.1.4203.666.5.12';
/** A lock without end (draft-behera-ldap-password-policy §5.3.3). */
const LOCKED_FOR_GOOD = '000001010000Z';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY_MS = 86_400_000;
const SERVICE_CLASSES = new Set(['simplesecurityobject', 'applicationprocess', 'account', 'device']);
const MOST_GROUPS = 1_000;

interface Policy {
  minLength: number | undefined;
  maxAgeMs: number | undefined;
  lockoutMs: number | undefined;
}

const NO_POLICY: Policy = { minLength: undefined, maxAgeMs: undefined, lockoutMs: undefined };

/** People in OpenLDAP, with the password policy overlay. */
export function createOpenldap(
  settings: DirectorySettings,
  connection: Connection,
  now: () => number,
): Flavour {
  const { attributes: names } = settings;
  const attributes = [
    '*',
    'entryUUID',
    'memberOf',
    'pwdAccountLockedTime',
    'pwdChangedTime',
    'pwdReset',
    'pwdPolicySubentry',
  ];
  const isPerson = new OrFilter({
    filters: [
      new EqualityFilter({ attribute: 'objectClass', value: 'person' }),
      new EqualityFilter({ attribute: 'objectClass', value: 'inetOrgPerson' }),
    ],
  });

  async function policyOf(reading: Reading, entry: Entry): Promise<Policy> {
    const dn = valueOf(entry, 'pwdPolicySubentry') ?? settings.policyDn;
    const policy =
      dn === undefined
        ? undefined
        : await reading.entry(dn, ['pwdMinLength', 'pwdMaxAge', 'pwdLockoutDuration']);
    const positive = (attribute: string) => {
      const value = policy && numberOf(policy, attribute);
      return value === undefined || value <= 0 ? undefined : value;
    };
    const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1_000);
    return {
      minLength: positive('pwdMinLength'),
      maxAgeMs: inMs(positive('pwdMaxAge')),
      lockoutMs: inMs(positive('pwdLockoutDuration')),
    };
  }

  function isLocked(entry: Entry, { lockoutMs }: Policy): boolean {
    const since = valueOf(entry, 'pwdAccountLockedTime');
    if (since === undefined) return false;
    const at = timeOf(since);
    return since === LOCKED_FOR_GOOD || at === undefined || lockoutMs === undefined || at + lockoutMs > now();
  }

  function isExpired(entry: Entry, { maxAgeMs }: Policy): boolean {
    if (valueOf(entry, 'pwdReset')?.toUpperCase() === 'TRUE') return true;
    const changedAt = timeOf(valueOf(entry, 'pwdChangedTime'));
    return maxAgeMs !== undefined && changedAt !== undefined && changedAt + maxAgeMs < now();
  }

  /** Days since 1970 (RFC 2307's `shadowExpire`); a lock for good is an administrator's. */
  function stateOf(entry: Entry): AccountState {
    const ends = numberOf(entry, 'shadowExpire');
    if (ends !== undefined && ends > 0 && ends * DAY_MS <= now()) return 'expired';
    if (valueOf(entry, 'pwdAccountLockedTime') === LOCKED_FOR_GOOD) return 'disabled';
    return 'active';
  }

  /** Groups in groups, also where they go round in circles. */
  async function isProtected(reading: Reading, dn: string): Promise<boolean> {
    if (settings.protectedGroups.length === 0) return false;
    const goals = new Set(settings.protectedGroups.map((group) => group.toLowerCase()));
    const seen = new Set<string>();
    let members = [dn];
    while (members.length > 0 && seen.size < MOST_GROUPS) {
      const filter = new OrFilter({
        filters: members.flatMap((member) => [
          new EqualityFilter({ attribute: 'member', value: member }),
          new EqualityFilter({ attribute: 'uniqueMember', value: member }),
        ]),
      });
      const groups = await reading.search(settings.baseDn, { filter, attributes: ['1.1'] });
      const names = groups.map((group) => group.dn).filter((name) => !seen.has(name.toLowerCase()));
      if (names.some((name) => goals.has(name.toLowerCase()))) return true;
      for (const name of names) seen.add(name.toLowerCase());
      members = names;
    }
    return false;
  }

  async function exclusionOf(
    reading: Reading,
    entry: Entry,
    listed: boolean,
  ): Promise<Exclusion | undefined> {
    const classes = valuesOf(entry, 'objectClass').map((one) => one.toLowerCase());
    if (classes.some((one) => SERVICE_CLASSES.has(one))) return 'service-account';
    if (settings.excludedUnits.some((unit) => isWithin(entry.dn, unit))) return 'excluded-unit';
    return !listed && (await isProtected(reading, entry.dn)) ? 'protected-group' : undefined;
  }

  async function clearReset(client: Client, dn: string): Promise<void> {
    const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['pwdReset'] });
    const [entry] = searchEntries;
    if (!entry || valueOf(entry, 'pwdReset')?.toUpperCase() !== 'TRUE') return;
    const modification = new Attribute({ type: 'pwdReset', values: ['FALSE'] });
    await client.modify(dn, new Change({ operation: 'replace', modification }));
  }

  return {
    kind: 'openldap',
    attributes,
    buffers: [],
    isPerson,
    /** Administrators' entries are people too. */
    idFilter: (id) =>
      UUID.test(id)
        ? new AndFilter({ filters: [isPerson, new EqualityFilter({ attribute: 'entryUUID', value: id })] })
        : undefined,

    async accountOf(reading, entry, listed): Promise<Account | undefined> {
      const [id, login] = [valueOf(entry, 'entryUUID'), valueOf(entry, 'uid')];
      if (id === undefined || login === undefined) return undefined;
      const policy = listed ? NO_POLICY : await policyOf(reading, entry);
      return {
        id: id.toLowerCase(),
        dn: entry.dn,
        login,
        name: valueOf(entry, 'displayName') ?? valueOf(entry, 'cn') ?? login,
        mail: valueOf(entry, 'mail'),
        secondaryMail: valueOf(entry, names.secondaryMail),
        mobile: valueOf(entry, names.mobile),
        department: valueOf(entry, names.department),
        locale: localeOf(valueOf(entry, names.locale)),
        managerDn: valueOf(entry, 'manager'),
        state: stateOf(entry),
        locked: isLocked(entry, policy),
        passwordExpired: isExpired(entry, policy),
        excluded: await exclusionOf(reading, entry, listed),
        minLength: policy.minLength,
        platformIds: {},
      };
    },

    /** The extended operation: the server hashes it, and the policy's quality and history count (rule PR-17). */
    async setPassword({ dn }, password) {
      await connection.write('setting the password', async (client) => {
        try {
          await client.exop(PASSWORD_MODIFY, passwordModify(dn, password));
        } catch (error) {
          throw writeError(error, 'setting the password');
        }
        await clearReset(client, dn).catch((error: unknown) => {
          throw writeError(error, 'ending the forced change');
        });
      });
    },

    async unlock({ dn }) {
      await connection.write('unlocking', async (client) => {
        const modification = new Attribute({ type: 'pwdAccountLockedTime', values: [] });
        const change = new Change({ operation: 'delete', modification });
        try {
          await client.modify(dn, change, new Control(RELAX, { critical: true }));
        } catch (error) {
          // It has come unlocked by itself meanwhile.
          if (codeOf(error) !== NO_SUCH_ATTRIBUTE) throw writeError(error, 'unlocking');
        }
      });
    },

    changedSince: async () => undefined,
    adminProblem: async () => undefined,

    async canaryProblem(client, dn, password) {
      await client.exop(PASSWORD_MODIFY, passwordModify(dn, password));
    },

    async ownChanges(since) {
      const base = settings.accessLogDn;
      if (base === undefined) return undefined;
      const { readPasswordChanges } = await import('./access-log.ts');
      return readPasswordChanges(connection, { base, bindDn: settings.bindDn, since });
    },

    presence: new PresenceFilter({ attribute: 'uid' }),
  };
}

/** PasswdModifyRequestValue: userIdentity [0] and newPasswd [2] (RFC 3062 §2), in BER. */
export function passwordModify(dn: string, password: string): Buffer {
  const fields = Buffer.concat([element(0x80, Buffer.from(dn)), element(0x82, Buffer.from(password))]);
  return element(0x30, fields);
}

function element(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const size =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : [0x82, Math.floor(length / 0x100), length % 0x100];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
