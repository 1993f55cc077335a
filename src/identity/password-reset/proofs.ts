import type { ProofMethod } from '../../store/schema.ts';
import type { Account } from '../accounts/account.ts';

/** So many are needed beside the chat session (rule PR-3). */
export const PROOFS_NEEDED = 2;

/** What there is to prove oneself by, beside what the account itself says. */
export interface Means {
  mail: boolean;
  sms: boolean;
  /** An authenticator is set up for the account. */
  totp: boolean;
  recoveryCodes: boolean;
  /** The manager can be written to. */
  manager: boolean;
}

/**
 * The methods somebody can use for an account, in the policy's order. Mail is the secondary one only: the mailbox
 * behind the forgotten password proves nothing.
 */
export function methodsFor(
  account: Pick<Account, 'mail' | 'mobile' | 'secondaryMail'>,
  means: Means,
  allowed: readonly ProofMethod[],
): ProofMethod[] {
  const has: Record<ProofMethod, boolean> = {
    totp: means.totp,
    sms: means.sms && account.mobile !== undefined,
    mail: means.mail && hasOtherMailbox(account),
    'recovery-code': means.recoveryCodes,
    manager: means.manager,
  };
  return allowed.filter((method) => has[method]);
}

/** Whether the second mailbox is another one than that behind the forgotten password. */
function hasOtherMailbox({ mail, secondaryMail }: Pick<Account, 'mail' | 'secondaryMail'>): boolean {
  return secondaryMail !== undefined && secondaryMail.trim().toLowerCase() !== mail?.trim().toLowerCase();
}

export function isProven(proven: readonly ProofMethod[]): boolean {
  return new Set(proven).size >= PROOFS_NEEDED;
}
