import {
  AndFilter,
  Attribute,
  Change,
  Control,
  EqualityFilter,
  NotFilter,
  PresenceFilter,
  type Entry,
} from 'ldapts';
import type { Account, AccountState, Exclusion } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import type { Bound, Connection, Reading } from './connection.ts';
import { domainOf, isWithin } from './distinguished-names.ts';
import { halfDone } from './errors.ts';
import type { Flavour } from './flavour.ts';
import { bytesForGuid, guidOf } from './identifiers.ts';
import { changedContacts } from './replication-metadata.ts';
import { numberOf, personOf, valueOf, valuesOf } from './reading.ts';
import { isProtectedMember } from './well-known-groups.ts';

/** LDAP_SERVER_POLICY_HINTS_OID: the password history counts as for the user's own change (MS-ADTS 3.1.1.3.4.1.27). */
const POLICY_HINTS = '1.2.840.113556.1.4.2239';
/** userAccountControl and its computed counterpart (MS-ADTS 2.2.16). */
const DISABLED = 0x2;
const LOCKED = 0x10;
const PASSWORD_EXPIRED = 0x80_00_00;
/** 100 ns since 1601. */
const TICKS_PER_MS = 10_000n;
const EPOCH_1601_MS = 11_644_473_600_000n;
const NEVER = 0x7f_ff_ff_ff_ff_ff_ff_ffn;
const SERVICE_CLASSES = new Set([
  'computer',
  'simplesecurityobject',
  'applicationprocess',
  'msds-managedserviceaccount',
  'msds-groupmanagedserviceaccount',
]);

/** Without the class of its own ldapts would send no value. */
class PolicyHints extends Control {
  constructor() {
    super(POLICY_HINTS, { critical: false });
  }

  /** SEQUENCE { INTEGER 1 }, as an octet string. */
  protected override writeControl(writer: Parameters<Control['write']>[0]): void {
    writer.writeBuffer(Buffer.from([0x30, 0x03, 0x02, 0x01, 0x01]), 0x04);
  }
}

/** People in Active Directory. */
export function createActiveDirectory(
  settings: DirectorySettings,
  connection: Connection,
  now: () => number,
): Flavour {
  const { attributes: names } = settings;
  const attributes = [
    'objectGUID',
    'objectSid',
    'objectClass',
    'sAMAccountName',
    'displayName',
    'cn',
    'mail',
    'manager',
    'userAccountControl',
    'msDS-User-Account-Control-Computed',
    'accountExpires',
    'adminCount',
    'primaryGroupID',
    'servicePrincipalName',
    'pwdLastSet',
    names.secondaryMail,
    names.mobile,
    names.department,
    names.locale,
    ...Object.values(names.platforms),
  ];
  const isPerson = new AndFilter({
    filters: [
      new EqualityFilter({ attribute: 'objectCategory', value: 'person' }),
      new EqualityFilter({ attribute: 'objectClass', value: 'user' }),
      new NotFilter({ filter: new EqualityFilter({ attribute: 'objectClass', value: 'computer' }) }),
    ],
  });

  function stateOf(entry: Entry): AccountState {
    if (((numberOf(entry, 'userAccountControl') ?? 0) & DISABLED) !== 0) return 'disabled';
    const ends = valueOf(entry, 'accountExpires');
    if (ends === undefined || !/^\d+$/.test(ends)) return 'active';
    const ticks = BigInt(ends);
    const isOver = ticks !== 0n && ticks !== NEVER && Number(ticks / TICKS_PER_MS - EPOCH_1601_MS) <= now();
    return isOver ? 'expired' : 'active';
  }

  async function minLength(reading: Reading): Promise<number | undefined> {
    const domain = await reading.entry(domainOf(settings.baseDn), ['minPwdLength']);
    const length = domain && numberOf(domain, 'minPwdLength');
    return length === undefined || length === 0 ? undefined : length;
  }

  async function exclusionOf(
    reading: Reading,
    entry: Entry,
    listed: boolean,
  ): Promise<Exclusion | undefined> {
    if (numberOf(entry, 'adminCount') === 1) return 'administrator';
    const classes = valuesOf(entry, 'objectClass').map((one) => one.toLowerCase());
    const isService =
      classes.some((one) => SERVICE_CLASSES.has(one)) || valuesOf(entry, 'servicePrincipalName').length > 0;
    if (isService) return 'service-account';
    if (settings.excludedUnits.some((unit) => isWithin(entry.dn, unit))) return 'excluded-unit';
    return !listed && (await isProtectedMember(reading, entry, settings)) ? 'protected-group' : undefined;
  }

  /** Quoted, UTF-16 little endian (MS-ADTS 3.1.1.3.1.5); `pwdLastSet` −1: now, so that no other change is asked for. */
  function newPassword(client: Bound, dn: string, password: string): Promise<void> {
    const quoted = Buffer.from(`"${password}"`, 'utf16le');
    return client.modify(dn, [replace('unicodePwd', quoted), replace('pwdLastSet', '-1')], new PolicyHints());
  }

  async function unlockAccount(client: Bound, dn: string): Promise<void> {
    await client.modify(dn, replace('lockoutTime', '0'));
  }

  return {
    kind: 'active-directory',
    attributes,
    buffers: ['objectGUID', 'objectSid'],
    isPerson,
    presence: new PresenceFilter({ attribute: 'sAMAccountName' }),

    idFilter(id) {
      const value = bytesForGuid(id);
      if (!value) return undefined;
      return new AndFilter({ filters: [isPerson, new EqualityFilter({ attribute: 'objectGUID', value })] });
    },

    async accountOf(reading, entry, listed): Promise<Account | undefined> {
      const [id, login] = [guidOf(entry['objectGUID']), valueOf(entry, 'sAMAccountName')];
      if (id === undefined || login === undefined) return undefined;
      const computed = numberOf(entry, 'msDS-User-Account-Control-Computed') ?? 0;
      return {
        id,
        login,
        ...personOf(entry, login, names),
        state: stateOf(entry),
        locked: (computed & LOCKED) !== 0,
        passwordExpired: (computed & PASSWORD_EXPIRED) !== 0 || valueOf(entry, 'pwdLastSet') === '0',
        excluded: await exclusionOf(reading, entry, listed),
        minLength: listed ? undefined : await minLength(reading),
        platformIds: {},
      };
    },

    async setPassword({ dn, locked }, password) {
      await connection.write('setting the password', async (client) => {
        await newPassword(client, dn, password);
        // A new password doesn't end a lock here.
        if (!locked) return;
        await unlockAccount(client, dn).catch((error: unknown) => {
          throw halfDone(error, 'unlocking after the password was set');
        });
      });
    },

    unlock: ({ dn }) => connection.write('unlocking', (client) => unlockAccount(client, dn)),

    async changedSince(reading, { dn }, since) {
      const entry = await reading.entry(dn, ['msDS-ReplAttributeMetaData']);
      const fragments = entry ? valuesOf(entry, 'msDS-ReplAttributeMetaData') : [];
      if (fragments.length === 0) return undefined;
      return changedContacts(fragments, names, since);
    },

    async adminProblem(reading) {
      const own = await reading.entry(settings.bindDn, ['adminCount', 'primaryGroupID', 'objectSid'], {
        buffers: ['objectSid'],
      });
      if (!own) return 'LDAP_BIND_DN can’t be read by the bot’s account, or is no distinguished name';
      return numberOf(own, 'adminCount') === 1 || (await isProtectedMember(reading, own, settings))
        ? 'LDAP_BIND_DN is an administrator’s account: give the bot one of its own with no more rights than it needs'
        : undefined;
    },

    canaryProblem: newPassword,
    // Event 4724 stands in the Windows event log, which LDAP doesn't reach.
    ownChanges: async () => undefined,
  };
}

function replace(type: string, value: string | Buffer): Change {
  // ldapts' types say strings; it sends bytes as they are.
  const modification = new Attribute({ type, values: [value] as string[] });
  return new Change({ operation: 'replace', modification });
}
