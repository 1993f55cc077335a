/** Named in the transaction's lock by everybody who writes to the security log: its rows are one chain. */
export const SECURITY_LOG = 'security-log';

/** In what order the things of a request happen, whoever works on them. */
export function resetLane(requestId: string): string {
  return `reset:${requestId}`;
}

/** What a transaction holds that begins something for an account. */
export function accountLock(accountId: string): string {
  return `reset-account:${accountId}`;
}

/** What a transaction holds that moves a request on and writes it down. */
export function requestLocks(requestId: string): string[] {
  return [SECURITY_LOG, resetLane(requestId)];
}
