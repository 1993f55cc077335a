import { AndFilter, type Entry } from 'ldapts';
import type { Account, AccountDirectory } from '../account.ts';
import type { DirectorySettings } from '../settings.ts';
import { createActiveDirectory } from './active-directory.ts';
import { createConnection, type Reading } from './connection.ts';
import { isDn } from './distinguished-names.ts';
import { codeOf, INVALID_CREDENTIALS, readError } from './errors.ts';
import { createOpenldap } from './openldap.ts';
import { valueOf } from './reading.ts';
import { createSelfTest } from './self-test.ts';

export interface LdapOptions {
  now?: (() => number) | undefined;
  /** For each call of the server, ms. */
  timeoutMs?: number | undefined;
}

/** For everybody at once, ms. */
const LIST_MS = 120_000;

/** The company's directory over LDAP. Every call has a connection of its own, bound as the bot's account. */
export function createLdapDirectory(
  settings: DirectorySettings,
  { now = () => Date.now(), timeoutMs }: LdapOptions = {},
): AccountDirectory {
  const connection = createConnection(settings, { timeoutMs });
  const flavour =
    settings.kind === 'openldap'
      ? createOpenldap(settings, connection, now)
      : createActiveDirectory(settings, connection, now);
  const { attributes, buffers, isPerson, presence } = flavour;
  const { platforms } = settings.attributes;

  async function accountOf(reading: Reading, entry: Entry, listed = false): Promise<Account | undefined> {
    const account = await flavour.accountOf(reading, entry, listed);
    if (!account) return undefined;
    const ids = Object.entries(platforms).flatMap(([name, attribute]) => {
      const id = valueOf(entry, attribute);
      return id === undefined ? [] : [[name, id] as const];
    });
    return { ...account, platformIds: Object.fromEntries(ids) };
  }

  return {
    kind: flavour.kind,

    async byId(id) {
      const filter = flavour.idFilter(id);
      if (!filter) return undefined;
      return connection.read('reading an account', async (reading) => {
        const found = await reading.search(settings.baseDn, {
          filter,
          attributes,
          explicitBufferAttributes: buffers,
        });
        const [entry] = found;
        return entry && found.length === 1 ? accountOf(reading, entry) : undefined;
      });
    },

    async byDn(dn) {
      if (!isDn(dn)) return undefined;
      return connection.read('reading an account', async (reading) => {
        const entry = await reading.entry(dn, attributes, { buffers, filter: isPerson });
        return entry && accountOf(reading, entry);
      });
    },

    list: () =>
      connection.read(
        'reading people',
        async (reading) => {
          const filter = new AndFilter({ filters: [isPerson, presence] });
          const entries = await reading.search(settings.baseDn, {
            filter,
            attributes,
            explicitBufferAttributes: buffers,
          });
          const accounts: Account[] = [];
          for (const entry of entries) {
            const account = await accountOf(reading, entry, true);
            if (account) accounts.push(account);
          }
          return accounts;
        },
        LIST_MS,
      ),

    changedSince: (account, since) =>
      connection.read('reading changes', (reading) => flavour.changedSince(reading, account, since)),

    setPassword: (account, password) => flavour.setPassword(account, password),
    unlock: (account) => flavour.unlock(account),

    async authenticate({ dn }, password) {
      // An empty password is a log-on as nobody, which succeeds (RFC 4513 §5.1.2).
      if (password === '') return false;
      try {
        await connection.logOn(dn, password);
        return true;
      } catch (error) {
        if (codeOf(error) === INVALID_CREDENTIALS) return false;
        throw readError(error, 'checking the password');
      }
    },

    selfTest: createSelfTest(settings, connection, flavour),
    ownChanges: (since) => flavour.ownChanges(since),
    close: async () => {},
  };
}
