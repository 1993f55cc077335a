import type { Account, ContactKind, Exclusion } from '../accounts/account.ts';

/** Why an account can't be helped here; staff are told, the person only that it isn't possible here (rule PR-15). */
export type Hindrance =
  | 'switched-off'
  | 'directory-down'
  | 'no-account'
  | 'unverified'
  | 'young-link'
  | 'staff'
  | Exclusion
  | 'disabled'
  | 'account-expired'
  | 'contacts-changed'
  | 'blocked'
  | 'too-many-failures'
  | 'too-many-starts'
  | 'paused'
  | 'too-few-proofs';

export interface Standing {
  account: Account;
  /** Since when (UTC ms) the chat account is known to be the person's, and the directory's account to be his. */
  linkedAt: number;
  isStaff: boolean;
  /** Contacts, or the authenticator, that changed lately. */
  changed: readonly (ContactKind | 'totp')[];
  isBlocked: boolean;
  /** Wrong codes within a day. */
  failures: number;
  now: number;
}

export interface EligibilityRules {
  linkAge: number;
  limits: { failures: number };
}

/** What speaks against helping with an account (rules PR-2, PR-5, PR-6, PR-13, PR-21); nothing where nothing does. Pure. */
export function hindranceOf(
  { account, linkedAt, isStaff, changed, isBlocked, failures, now }: Standing,
  { linkAge, limits }: EligibilityRules,
): Hindrance | undefined {
  if (account.excluded) return account.excluded;
  if (isStaff) return 'staff';
  if (account.state === 'disabled') return 'disabled';
  if (account.state === 'expired') return 'account-expired';
  if (isBlocked) return 'blocked';
  if (now - linkedAt < linkAge) return 'young-link';
  if (changed.length > 0) return 'contacts-changed';
  if (failures >= limits.failures) return 'too-many-failures';
  return undefined;
}
