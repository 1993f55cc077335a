import { resetLane } from './locks.ts';
import { setTimer } from '../../runtime/timers.ts';
import type { Transaction } from '../../store/database.ts';
import type { ResetState } from '../../store/schema.ts';
import { DirectoryError, type Account } from '../accounts/account.ts';
import type { ResetCore } from './core.ts';
import type { Notices } from './notices.ts';
import { checkPassword, normalised, type PasswordFault } from './password-rules.ts';
import type { ResetRequest } from './requests.ts';
import type { PageVisit } from './sessions.ts';

/** What a new password, or unlocking, came to. */
export type Applied =
  | { is: 'done' }
  | { is: 'faults'; faults: PasswordFault[] }
  /** The directory refuses this password; another one may do. */
  | { is: 'weak' }
  | { is: 'different' }
  | { is: 'not-now' }
  | { is: 'failed' }
  | { is: 'unknown' }
  | { is: 'over' };

interface Outcome {
  state: ResetState;
  because?: string;
}

export const APPLYING_CHECK = 'reset-applying';
/** A directory call takes ten seconds at the most: what is still being written then never will be. */
const APPLYING_MS = 60_000;
const LONGEST_PASSWORD = 128;

/** Writes to the directory, once for a request (rules PR-9, PR-11, PR-24). */
export function createApplying(core: ResetCore, notices: Notices) {
  const { db, policy, requests, directory } = core;

  /** Only one gets through, of whatever posts the same page twice. */
  async function take(request: ResetRequest, now: number): Promise<boolean> {
    return core.inTurn(request, async (tx) => {
      const set = { state: 'applying' as const, seenAt: now };
      if (!(await core.isOn.read(tx)) || !(await requests.move(tx, request.id, ['proven'], set)))
        return false;
      await core.note(tx, request, { kind: 'applying', at: now });
      await setTimer(tx, db.tables, {
        key: `${APPLYING_CHECK}:${request.id}`,
        name: APPLYING_CHECK,
        subject: request.id,
        lane: resetLane(request.id),
        dueAt: now + APPLYING_MS,
      });
      return true;
    });
  }

  /** Books what came of the write; false where it came to something else, because the request ended meanwhile. */
  async function settle({ request, account }: PageVisit, outcome: Outcome): Promise<boolean> {
    const now = await core.clock();
    return core.inTurn(request, async (tx) => {
      const { state, because } =
        outcome.state === 'proven' ? await backIn(tx, request, { outcome, now }) : outcome;
      const isBack = state === 'proven';
      const set = { state, because: because ?? null, endedAt: isBack ? null : now };
      if (!(await requests.move(tx, request.id, ['applying'], set))) return false;
      const kind = state === 'done' ? 'applied' : isBack ? 'not-applied' : state;
      await core.note(tx, request, { kind, at: now, data: { purpose: request.purpose, because } });
      const after = { ...request, ...set };
      if (state === 'done' || state === 'unknown') {
        await notices.post(tx, { request: after, account, login: account.login, now });
        await core.revokeSessions?.(tx, after);
      }
      if (state === 'done' || state === 'failed' || state === 'unknown' || state === 'expired') {
        await core.tell(tx, { request: after, what: state, because, account });
      }
      return state === outcome.state;
    });
  }

  /**
   * What becomes of a request whose password was not written: it goes on, unless another one does already (rule PR-14)
   * or its time ran out while it was being written, when its timer left it alone.
   */
  async function backIn(
    tx: Transaction,
    { accountId, expiresAt }: ResetRequest,
    { outcome, now }: { outcome: Outcome; now: number },
  ): Promise<Outcome> {
    const newer = accountId === null ? [] : await requests.live({ accountId }, tx);
    if (newer.length > 0) return { state: 'void', because: 'newer' };
    return now >= expiresAt ? { state: 'expired', because: 'time' } : outcome;
  }

  /** `visit` has just read the account: whether it may be touched was decided a moment ago (rule PR-6). */
  async function apply(visit: PageVisit, change: (account: Account) => Promise<void>): Promise<Applied> {
    const { request } = visit;
    if (!(await take(request, visit.now))) return { is: 'over' };
    core.probe('reset-before-write');
    try {
      await change(visit.account);
    } catch (error) {
      if (!(error instanceof DirectoryError)) {
        await settle(visit, { state: 'unknown', because: 'directory' });
        throw error;
      }
      core.log.warn(
        { request: request.id, fate: error.fate, reason: error.message },
        'the directory did not write',
      );
      if (error.fate === 'weak' || error.fate === 'unavailable') {
        const goesOn = await settle(visit, { state: 'proven', because: error.fate });
        if (!goesOn) return { is: 'over' };
        return { is: error.fate === 'weak' ? 'weak' : 'not-now' };
      }
      const state = error.fate === 'unknown' ? 'unknown' : 'failed';
      await settle(visit, { state, because: 'directory' });
      return { is: state };
    }
    core.probe('reset-after-write');
    const done = await settle(visit, { state: 'done' });
    core.probe('reset-done');
    return { is: done ? 'done' : 'unknown' };
  }

  return {
    /** Checks a new password, typed twice, and writes it. */
    async setPassword(visit: PageVisit, password: string, again: string): Promise<Applied> {
      const { request, account } = visit;
      if (request.purpose !== 'reset' || request.state !== 'proven') return { is: 'over' };
      if (normalised(password) !== normalised(again)) return { is: 'different' };
      const faults = checkPassword(password, {
        minLength: minLengthFor(account, policy.password.minLength),
        maxLength: LONGEST_PASSWORD,
        isCommon: core.isCommonPassword,
        words: [...core.words, ...wordsAbout(account)],
      });
      if (faults.length > 0) return { is: 'faults', faults };
      return apply(visit, (now) => directory.setPassword(now, normalised(password)));
    },

    /** Ends the lock, and changes nothing else (rule PR-18). */
    async unlock(visit: PageVisit): Promise<Applied> {
      const { request } = visit;
      if (request.purpose !== 'unlock' || request.state !== 'proven') return { is: 'over' };
      return apply(visit, (now) => directory.unlock(now));
    },

    /**
     * What was being written when its process ended: nobody knows, and it is never tried again (rule PR-24). The owner is told
     * as if it had been done, at every address that there may be: the directory isn't asked.
     */
    async giveUp(tx: Transaction, request: ResetRequest, now: number): Promise<void> {
      const set = { state: 'unknown' as const, because: 'interrupted', endedAt: now };
      if (!(await requests.move(tx, request.id, ['applying'], set))) return;
      await core.note(tx, request, { kind: 'unknown', at: now, data: { because: 'interrupted' } });
      const after = { ...request, ...set };
      const booked = request.accountId === null ? undefined : await core.book.byId(request.accountId, tx);
      await notices.post(tx, { request: after, account: undefined, login: booked?.login ?? '', now });
      await core.revokeSessions?.(tx, after);
      await core.tell(tx, { request: after, what: 'unknown', because: 'interrupted' });
    },
  };
}

export type Applying = ReturnType<typeof createApplying>;

/** The longer of the two minima. */
export function minLengthFor({ minLength = 0 }: Pick<Account, 'minLength'>, ours: number): number {
  return Math.max(minLength, ours);
}

function wordsAbout({ login, name, mail, department }: Account): string[] {
  const parts = [login, mail?.split('@')[0], name, department].flatMap((one) => one?.split(/[\s._-]+/) ?? []);
  return [...parts, login].filter((word) => word.length > 0);
}
