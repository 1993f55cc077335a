import { resetLane } from './locks.ts';
import type { ResetCore } from './core.ts';
import type { Notices } from './notices.ts';
import type { Proving } from './proving.ts';
import type { PageVisit } from './sessions.ts';

/** What the page needs to show a new authenticator; nothing of it is kept before its first code. */
export interface Proposal {
  secret: string;
  uri: string;
  /** The secret as the page brings it back: only this request can use it. */
  sealed: string;
}

/**
 * Setting up an authenticator and recovery codes: who knows the account's present password and has the chat may. They count
 * as proofs once they are old enough (rule PR-5); the company's own second factor is never touched (rule PR-19).
 */
export function createEnrolling(
  core: ResetCore,
  { proving, notices }: { proving: Proving; notices: Notices },
) {
  const { db, directory, authenticators, recoveryCodes, requests, policy } = core;

  return {
    propose({ request, account }: PageVisit): Proposal {
      const { secret, uri } = authenticators.propose(account.login);
      return { secret, uri, sealed: authenticators.sealed(request.id, secret) };
    },

    /** The same proposal again, after a wrong code; undefined where it isn't one of this request. */
    again({ request, account }: PageVisit, sealed: string): Proposal | undefined {
      try {
        const secret = authenticators.unsealed(request.id, sealed);
        return { secret, uri: authenticators.uriOf(secret, account.login), sealed };
      } catch {
        return undefined;
      }
    },

    /** The account's present password. Throws a DirectoryError. */
    async password(
      { request, account, now }: PageVisit,
      password: string,
    ): Promise<'right' | 'wrong' | 'over'> {
      if (request.purpose !== 'enrol' || request.state !== 'opened') return 'over';
      // Counted and committed before anything is compared, however many are posted at once (rule PR-13).
      const isTaken = await db.transaction({ lock: [resetLane(request.id)] }, (tx) =>
        requests.takeFailure(tx, request.id, policy.limits.tries),
      );
      if (!isTaken) return 'over';
      let isRight: boolean;
      try {
        isRight = await directory.authenticate(account, password);
      } catch (error) {
        // An outage is nobody's wrong password.
        await core.inTurn(request, (tx) => requests.giveBackFailure(tx, request.id));
        throw error;
      }
      return core.inTurn(request, async (tx) => {
        if (!isRight) {
          await proving.reject(tx, request, { method: 'totp', actor: 'page', now, isCounted: true });
          return 'wrong';
        }
        await requests.giveBackFailure(tx, request.id);
        const moved = await requests.move(tx, request.id, ['opened'], { state: 'proven', seenAt: now });
        if (moved) await core.note(tx, request, { kind: 'password-ok', at: now });
        return moved ? 'right' : 'over';
      });
    },

    /** The first code of the new authenticator; gives the recovery codes, to be shown once. */
    async confirm(visit: PageVisit, sealed: string, code: string): Promise<string[] | 'wrong' | 'over'> {
      const { request, account, now } = visit;
      const proposal = this.again(visit, sealed);
      if (request.purpose !== 'enrol' || request.state !== 'proven' || !proposal) return 'over';
      return core.inTurn(request, async (tx) => {
        const { secret } = proposal;
        const given = { accountId: account.id, secret, code: code.replace(/\s/g, ''), now };
        // It may have ended since the page was read; then nothing may be kept.
        if ((await requests.byId(request.id, tx))?.state !== 'proven') return 'over';
        if (!(await authenticators.confirm(tx, given))) return 'wrong';
        const set = { state: 'done' as const, endedAt: now };
        await requests.move(tx, request.id, ['proven'], set);
        const codes = await recoveryCodes.renew(tx, account.id, now);
        await core.note(tx, request, { kind: 'enrolled', at: now });
        await notices.post(tx, { request, account, login: account.login, now });
        await core.tell(tx, { request: { ...request, ...set }, what: 'done', account });
        return codes;
      });
    },
  };
}

export type Enrolling = ReturnType<typeof createEnrolling>;
