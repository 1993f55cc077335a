import type { Locale } from '../../platforms/platform.ts';

/** `expired`: the account itself has ended; `disabled`: an administrator has closed it. */
export type AccountState = 'active' | 'disabled' | 'expired';

/** Why the bot keeps its hands off an account, whoever asks (rule PR-6). */
export type Exclusion = 'administrator' | 'protected-group' | 'service-account' | 'excluded-unit';

/** An account of the company's directory as it was read at this moment. */
export interface Account {
  /** Never changes and is never given again: `entryUUID`, or `objectGUID` in its usual spelling. */
  id: string;
  /** Its distinguished name, which may change. */
  dn: string;
  /** What its owner types to log in: `uid`, or `sAMAccountName`. */
  login: string;
  name: string;
  mail?: string | undefined;
  /** A mailbox that doesn't hang on this password. */
  secondaryMail?: string | undefined;
  mobile?: string | undefined;
  department?: string | undefined;
  locale?: Locale | undefined;
  managerDn?: string | undefined;
  state: AccountState;
  /** Too many wrong passwords. */
  locked: boolean;
  /** The password must be changed before the next log-on. */
  passwordExpired: boolean;
  excluded?: Exclusion | undefined;
  /** The least number of characters that the directory takes; absent where it doesn't say. */
  minLength?: number | undefined;
  /** The owner's user id on chat platforms, where the directory keeps it. */
  platformIds: Readonly<Record<string, string>>;
}

/** What somebody is reached at, or proves himself by. */
export const contactKinds = ['mail', 'secondaryMail', 'mobile', 'manager'] as const;
export type ContactKind = (typeof contactKinds)[number];

/**
 * A call of the directory that failed. `weak`: it refuses this password, another one may do; `refused`: it refuses
 * the change; `unavailable`: nothing has happened; `unknown`: it may have happened.
 */
export class DirectoryError extends Error {
  override name = 'DirectoryError';
  readonly fate: 'weak' | 'refused' | 'unavailable' | 'unknown';

  constructor(fate: DirectoryError['fate'], message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.fate = fate;
  }
}

/** A password that our own account has changed, as the directory itself has logged it. */
export interface LoggedChange {
  dn: string;
  /** UTC ms. */
  at: number;
}

/**
 * The company's directory (LDAP, Active Directory, or the demo's). Every call reads anew, throws a DirectoryError, and
 * comes back within ten seconds.
 */
export interface AccountDirectory {
  readonly kind: 'openldap' | 'active-directory' | 'demo';
  /** The account with this id; none where it is gone or not a person's. */
  byId(id: string): Promise<Account | undefined>;
  byDn(dn: string): Promise<Account | undefined>;
  /** Everybody's accounts, excluded ones too. */
  list(): Promise<Account[]>;
  /** Which contacts changed after `since` (UTC ms); undefined where the directory doesn't say. */
  changedSince(account: Account, since: number): Promise<ContactKind[] | undefined>;
  /** Writes a new password and ends a lock; the account must not change it again at the next log-on. */
  setPassword(account: Account, password: string): Promise<void>;
  /** Ends a lock, and changes nothing else. */
  unlock(account: Account): Promise<void>;
  /** Whether this is the account's password now. A wrong one counts as a failed log-on. */
  authenticate(account: Account, password: string): Promise<boolean>;
  /** What is wrong with the connection or with our own rights, in plain English with what to do; empty if nothing. */
  selfTest(): Promise<string[]>;
  /** Passwords that our own account has changed since then, from the directory's log; undefined where it keeps none. */
  ownChanges(since: number): Promise<LoggedChange[] | undefined>;
  close(): Promise<void>;
}
