import { resetLane } from './identity/password-reset/locks.ts';
import { createHmac } from 'node:crypto';
import { followUp, type FollowUpEvent } from './runtime/follow-up.ts';
import type { Plan } from './runtime/worker.ts';
import type { Database, Transaction } from './store/database.ts';
import { DeliveryError } from './platforms/platform.ts';
import type { ResetRequest } from './identity/password-reset/requests.ts';

/** Another system that ends a person's sessions when his password was changed. */
export interface RevocationSettings {
  url: string;
  /** It checks by this that we are asking. */
  secret: string;
}

export interface RevocationOptions {
  db: Database;
  settings: RevocationSettings;
  loginOf: (accountId: string) => Promise<string | undefined>;
  requestOf: (id: string) => Promise<ResetRequest | undefined>;
  now: () => number;
}

export const REVOCATION = 'reset-revocation';
const PATIENCE_MS = 8_000;

/**
 * Tells the identity provider, after the commit and again until it answers, to end somebody's sessions (rules PR-22, W-16): a
 * POST of `{event, id, account, login, at}` whose header `x-deskline-signature` is `sha256=` and the hex HMAC of
 * `<x-deskline-timestamp>.<body>`.
 */
export function createSessionRevocation({ db, settings, loginOf, requestOf, now }: RevocationOptions) {
  return {
    revoke: (tx: Transaction, { id }: ResetRequest): Promise<void> =>
      followUp(tx, db.tables, { name: REVOCATION, subject: id, lane: resetLane(`${id}:revoke`), at: now() }),

    async send({ payload: { subject } }: FollowUpEvent): Promise<Plan> {
      const request = await requestOf(subject);
      if (!request?.accountId) return { result: 'ignored: no account' };
      const at = now();
      const login = await loginOf(request.accountId);
      const body = JSON.stringify({
        event: 'password-reset',
        id: subject,
        account: request.accountId,
        login,
        at,
      });
      const signature = createHmac('sha256', settings.secret).update(`${at}.${body}`).digest('hex');
      const headers = {
        'content-type': 'application/json',
        'x-deskline-timestamp': String(at),
        'x-deskline-signature': `sha256=${signature}`,
      };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(settings.url, {
        method: 'POST',
        body,
        headers,
        redirect: 'error',
        signal,
      }).catch((cause: unknown) => {
        throw new DeliveryError('transient', 'the identity provider does not answer', { cause });
      });
      if (!answer.ok) throw new DeliveryError('transient', `the identity provider answers ${answer.status}`);
      return { result: 'sessions revoked' };
    },
  };
}
