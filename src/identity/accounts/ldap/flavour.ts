import type { Entry, Filter } from 'ldapts';
import type { Account, ContactKind, LoggedChange } from '../account.ts';
import type { Bound, Reading } from './connection.ts';

/** What OpenLDAP and Active Directory do each in their own way. */
export interface Flavour {
  kind: 'openldap' | 'active-directory';
  /** What is read of an entry. */
  attributes: string[];
  /** Those that are bytes. */
  buffers: string[];
  isPerson: Filter;
  /** What everybody has who can log in. */
  presence: Filter;
  /** Finds the person with this id; undefined for what can't be one. */
  idFilter(id: string): Filter | undefined;
  /**
   * An entry as an account; undefined where it isn't a person's. `platformIds` are added by the caller. In a list of
   * all, `listed`, groups and policies aren't asked for.
   */
  accountOf(reading: Reading, entry: Entry, listed: boolean): Promise<Account | undefined>;
  setPassword(account: Account, password: string): Promise<void>;
  unlock(account: Account): Promise<void>;
  changedSince(reading: Reading, account: Account, since: number): Promise<ContactKind[] | undefined>;
  /** What speaks against the bot's own account: that it is an administrator's. */
  adminProblem(reading: Reading): Promise<string | undefined>;
  /** Tries to set a password. Resolves where that worked, which it must not. */
  canaryProblem(client: Bound, dn: string, password: string): Promise<void>;
  ownChanges(since: number): Promise<LoggedChange[] | undefined>;
}
