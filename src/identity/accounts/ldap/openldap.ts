import { AndFilter, Attribute, Change, EqualityFilter, OrFilter, PresenceFilter, type Entry } from 'ldapts';
import type { Account, AccountState, Exclusion } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import type { Bound, Connection, Reading } from './connection.ts';
import { isDn, isWithin } from './distinguished-names.ts';
import { codeOf, halfDone, NO_SUCH_ATTRIBUTE } from './errors.ts';
import type { Flavour } from './flavour.ts';
import { isInProtectedGroup } from './groups.ts';
import { numberOf, personOf, timeOf, valueOf, valuesOf } from './reading.ts';

/** RFC 3062. */
const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
/** A lock without end (draft-behera-ldap-password-policy §5.3.3). */
const LOCKED_FOR_GOOD = '000001010000Z';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY_MS = 86_400_000;
const SERVICE_CLASSES = new Set([
  'simplesecurityobject',
  'applicationprocess',
  'account',
  'device',
  'computer',
]);

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

  async function exclusionOf(
    reading: Reading,
    entry: Entry,
    listed: boolean,
  ): Promise<Exclusion | undefined> {
    const classes = valuesOf(entry, 'objectClass').map((one) => one.toLowerCase());
    if (classes.some((one) => SERVICE_CLASSES.has(one))) return 'service-account';
    if (settings.excludedUnits.some((unit) => isWithin(entry.dn, unit))) return 'excluded-unit';
    return !listed && (await isInProtectedGroup(reading, entry, settings)) ? 'protected-group' : undefined;
  }

  async function clearReset(client: Bound, dn: string): Promise<void> {
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
        login,
        ...personOf(entry, login, names),
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
        await client.exop(PASSWORD_MODIFY, passwordModify(dn, password));
        await clearReset(client, dn).catch((error: unknown) => {
          throw halfDone(error, 'ending the forced change after the password was set');
        });
      });
    },

    async unlock({ dn }) {
      await connection.write('unlocking', async (client) => {
        const modification = new Attribute({ type: 'pwdAccountLockedTime', values: [] });
        try {
          await client.modify(dn, new Change({ operation: 'delete', modification }));
        } catch (error) {
          // It has come unlocked by itself meanwhile.
          if (codeOf(error) !== NO_SUCH_ATTRIBUTE) throw error;
        }
      });
    },

    changedSince: async () => undefined,
    /** The rootdn and its like see what no other account may see: the hashes of passwords. */
    async adminProblem(reading) {
      if (!isDn(settings.bindDn)) return 'LDAP_BIND_DN is no distinguished name';
      const { canaryDn = '', excludedUnits } = settings;
      const isCanary = excludedUnits.some((unit) => isWithin(canaryDn, unit));
      const canary = isCanary ? await reading.entry(canaryDn, ['userPassword']) : undefined;
      if (canary && valuesOf(canary, 'userPassword').length > 0) {
        return 'LDAP_BIND_DN can read the canary’s password hash: give the bot an account of its own without that right';
      }
      const own = await reading.entry(settings.bindDn, ['uid', 'memberOf']);
      return own && (await isInProtectedGroup(reading, own, settings))
        ? 'LDAP_BIND_DN is in a protected group: give the bot an account of its own'
        : undefined;
    },

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
