import { requestLocks, SECURITY_LOG } from './locks.ts';
import { randomBytes } from 'node:crypto';
import { DirectoryError, type Account } from '../accounts/account.ts';
import type { ResetCore } from './core.ts';
import { hashOf } from './keys.ts';
import { isClockBack, isLive, LIVE, type ResetRequest } from './requests.ts';
import type { Looked, Standings } from './standing.ts';

const SESSION_BYTES = 32;

/** A request that its page goes on with, and its account as it is now. */
export interface PageVisit {
  request: ResetRequest;
  account: Account;
  looked: Extract<Looked, { hindrance?: undefined }>;
  now: number;
}

/** Why a page can't go on. `over`: there is nothing any more, for whatever reason; `directory-down`: not just now. */
export type NoVisit =
  | { over: true; request?: ResetRequest | undefined }
  | { down: true; request: ResetRequest };

/** Who has the page open: one browser for each request (rule PR-26). */
export function createSessions(core: ResetCore, standings: Standings) {
  const { db, requests, links, clock } = core;

  async function end(
    request: ResetRequest,
    { state, because, now }: { state: 'void' | 'refused' | 'expired'; because: string; now: number },
  ): Promise<void> {
    await core.inTurn(request, async (tx) => {
      if (!(await requests.move(tx, request.id, LIVE, { state, because, endedAt: now }))) return;
      await links.revoke(tx, request.id, now);
      await core.note(tx, request, { kind: state, at: now, data: { because } });
      await core.tell(tx, { request: { ...request, state, because }, what: state, because });
    });
  }

  /** Gives a request up where the clock went back, the switch was turned off, or its time is over. */
  async function isOver(request: ResetRequest, now: number): Promise<boolean> {
    if (!isLive(request)) return true;
    if (isClockBack(request, now)) await end(request, { state: 'void', because: 'clock', now });
    else if (!(await core.isOn.read())) await end(request, { state: 'void', because: 'switched-off', now });
    else if (now >= request.expiresAt) await end(request, { state: 'expired', because: 'time', now });
    else return false;
    return true;
  }

  async function opened(
    what: { token: string } | { request: ResetRequest },
    now: number,
  ): Promise<string | undefined> {
    const session = randomBytes(SESSION_BYTES).toString('base64url');
    const before = 'request' in what ? what.request : undefined;
    const lock = before ? requestLocks(before.id) : [SECURITY_LOG];
    return db.transaction({ lock }, async (tx) => {
      const id = 'token' in what ? await links.use(tx, 'page', what.token, now) : what.request.id;
      const request = id === undefined ? undefined : await requests.byId(id, tx);
      if (!request || now >= request.expiresAt || isClockBack(request, now)) return undefined;
      const set = { state: 'opened' as const, sessionHash: hashOf(session), seenAt: now };
      if (!(await requests.move(tx, request.id, ['open'], set))) return undefined;
      await links.revoke(tx, request.id, now);
      await core.note(tx, request, { kind: 'opened', at: now });
      await core.tell(tx, { request: { ...request, ...set }, what: 'opened' });
      return session;
    });
  }

  return {
    end,

    /** Exchanges a link's token for the secret that the browser keeps. Every token that isn't good looks the same. */
    async open(token: string): Promise<string | undefined> {
      const now = await clock();
      if (!(await core.isOn.read())) return undefined;
      const session = await opened({ token }, now);
      core.probe('reset-opened');
      return session;
    },

    /** As `open`, for whoever is known to the built-in platform as the one who began. */
    async openAs(requestId: string, userId: string): Promise<string | undefined> {
      const now = await clock();
      const request = await requests.byId(requestId);
      if (!request || request.platform !== 'web' || request.userId !== userId) return undefined;
      if (!(await core.isOn.read())) return undefined;
      return opened({ request }, now);
    },

    /** What the browser with this secret goes on with. */
    async visit(session: string): Promise<PageVisit | NoVisit> {
      const request = await requests.bySession(session);
      if (!request) return { over: true };
      const now = await clock();
      if (await isOver(request, now))
        return { over: true, request: (await requests.byId(request.id)) ?? request };
      const looked = await standings.look(request, { purpose: request.purpose, now });
      if (looked.hindrance === 'directory-down') return { down: true, request };
      if (looked.hindrance !== undefined || looked.account.id !== request.accountId) {
        const because = looked.hindrance ?? 'no-account';
        await end(request, { state: 'refused', because, now });
        return { over: true, request: { ...request, state: 'refused', because } };
      }
      return { request, account: looked.account, looked, now };
    },

    /** Whether a DirectoryError means that another moment may do. */
    isPassing: (error: unknown): boolean => error instanceof DirectoryError && error.fate === 'unavailable',
  };
}

export type Sessions = ReturnType<typeof createSessions>;
