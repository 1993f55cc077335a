import type { ProofMethod, ResetPurpose, ResetState } from '../../store/schema.ts';
import type { Locale } from '../../platforms/platform.ts';
import { minLengthFor, type Applied, type Applying } from './applying.ts';
import type { Challenge } from './challenges.ts';
import type { ResetCore } from './core.ts';
import type { Enrolling, Proposal } from './enrolling.ts';
import { maskedMail, maskedPhone } from './masked.ts';
import type { NotMe } from './not-me.ts';
import { PROOFS_NEEDED } from './proofs.ts';
import { isLive } from './requests.ts';
import type { Chosen, Proved, Proving } from './proving.ts';
import type { NoVisit, PageVisit, Sessions } from './sessions.ts';

/** A way to prove oneself, as the page shows it. */
export interface ShownMethod {
  method: ProofMethod;
  /** `current`: what is being asked for; `used-up`: no more tries. */
  state: 'proven' | 'current' | 'open' | 'used-up';
  /** Masked address. */
  to?: string | undefined;
  /** The number to tell the manager. */
  number?: number | undefined;
  triesLeft: number;
}

/** What the page shows. */
export interface ShownRequest {
  id: string;
  purpose: ResetPurpose;
  state: ResetState;
  login: string;
  methods: ShownMethod[];
  proofsLeft: number;
  minLength: number;
  /** UTC ms. */
  expiresAt: number;
}

/** What it was for and how it ended. */
export interface Ended {
  purpose: ResetPurpose;
  state: ResetState;
}

export type Shown =
  | { is: 'going-on'; request: ShownRequest }
  | { is: 'over'; ended?: Ended | undefined }
  | { is: 'down' };

/** What somebody does on the page with the secret that his browser keeps. */
export interface ResetPage {
  open(token: string): Promise<string | undefined>;
  openAs(requestId: string, userId: string): Promise<string | undefined>;
  show(session: string): Promise<Shown>;
  /** In which language its owner has written. */
  localeOf(session: string): Promise<Locale | undefined>;
  choose(session: string, method: ProofMethod): Promise<Chosen | 'over' | 'down'>;
  prove(session: string, method: ProofMethod, code: string): Promise<Proved | 'down'>;
  setPassword(session: string, password: string, again: string): Promise<Applied | { is: 'down' }>;
  unlock(session: string): Promise<Applied | { is: 'down' }>;
  /** Ends it, also while the directory is down. */
  cancel(session: string): Promise<Ended | undefined>;
  propose(session: string): Promise<Proposal | undefined>;
  proposeAgain(session: string, sealed: string): Promise<Proposal | undefined>;
  confirmPassword(session: string, password: string): Promise<'right' | 'wrong' | 'over' | 'down'>;
  confirmCode(session: string, sealed: string, code: string): Promise<string[] | 'wrong' | 'over' | 'down'>;
  notMe(token: string): Promise<boolean>;
  notMeAs(requestId: string, personId: string): Promise<boolean>;
}

interface Parts {
  sessions: Sessions;
  proving: Proving;
  applying: Applying;
  enrolling: Enrolling;
  notMe: NotMe;
}

/** Everything our page can do; each step looks anew at the request, the account and the switch. */
export function createResetPage(core: ResetCore, parts: Parts): ResetPage {
  const { policy, challenges, db, requests } = core;
  const { sessions, proving, applying, enrolling, notMe } = parts;

  const isVisit = (visit: PageVisit | NoVisit): visit is PageVisit => 'account' in visit;

  function shownMethod(
    { request, account, now }: PageVisit,
    all: readonly Challenge[],
    method: ProofMethod,
  ): ShownMethod {
    const last = all.find((one) => one.method === method);
    const isOpen = last !== undefined && last.closedAt === null && last.expiresAt > now;
    const triesLeft = isOpen ? Math.max(0, policy.limits.tries - last.tries) : policy.limits.tries;
    const to =
      method === 'sms' && account.mobile !== undefined
        ? maskedPhone(account.mobile)
        : method === 'mail' && account.secondaryMail !== undefined
          ? maskedMail(account.secondaryMail)
          : undefined;
    const asked = all.filter((one) => one.method === method).length;
    const isUsedUp = (isOpen && triesLeft === 0) || (!isOpen && asked >= policy.limits.prompts);
    const isProven = request.proven.includes(method);
    const state = isProven ? 'proven' : isUsedUp ? 'used-up' : isOpen ? 'current' : 'open';
    return { method, state, to, number: isOpen ? last.numbers?.shown : undefined, triesLeft };
  }

  async function shown(visit: PageVisit): Promise<ShownRequest> {
    const { request, account, looked } = visit;
    const all = await challenges.ofRequest(request.id);
    const methods = looked.methods.map((method) => shownMethod(visit, all, method));
    // Only the one asked for last is waited for; the others can be taken up again.
    const latest = all.find(({ method }) =>
      methods.some((one) => one.method === method && one.state === 'current'),
    );
    return {
      id: request.id,
      purpose: request.purpose,
      state: request.state,
      login: account.login,
      methods: methods.map((one) =>
        one.state === 'current' && one.method !== latest?.method ? { ...one, state: 'open' } : one,
      ),
      proofsLeft: Math.max(0, PROOFS_NEEDED - request.proven.length),
      minLength: minLengthFor(account, policy.password.minLength),
      expiresAt: request.expiresAt,
    };
  }

  /** Does something with the visit of a session, where it goes on. */
  async function within<T>(
    session: string,
    work: (visit: PageVisit) => Promise<T>,
  ): Promise<T | 'over' | 'down'> {
    const visit = await sessions.visit(session);
    if (!isVisit(visit)) return 'down' in visit ? 'down' : 'over';
    try {
      return await work(visit);
    } catch (error) {
      if (sessions.isPassing(error)) return 'down';
      throw error;
    }
  }

  async function applied(session: string, work: (visit: PageVisit) => Promise<Applied>) {
    const done = await within(session, work);
    return typeof done === 'string' ? ({ is: done } as { is: 'over' } | { is: 'down' }) : done;
  }

  /** The next proof is asked for by itself: nobody has to press a button for what he must do anyway. */
  async function askNext(session: string): Promise<void> {
    await within(session, async (visit) => {
      if (visit.request.purpose === 'enrol' || visit.request.state !== 'opened') return;
      const { methods } = await shown(visit);
      if (methods.some(({ state }) => state === 'current')) return;
      for (const { method, state } of methods) {
        if (state !== 'open') continue;
        const chosen = await proving.choose(visit, method);
        if (chosen !== 'not-sent' && chosen !== 'too-many') return;
      }
    });
  }

  async function begun(session: string | undefined): Promise<string | undefined> {
    if (session !== undefined) await askNext(session);
    return session;
  }

  return {
    open: async (token) => begun(await sessions.open(token)),
    openAs: async (requestId, userId) => begun(await sessions.openAs(requestId, userId)),

    async show(session) {
      const visit = await sessions.visit(session);
      if ('down' in visit) return { is: 'down' };
      if (!isVisit(visit)) return { is: 'over', ended: visit.request && endedOf(visit.request) };
      const request = await shown(visit);
      if (!isStuck(request)) return { is: 'going-on', request };
      await sessions.end(visit.request, { state: 'refused', because: 'too-few-proofs', now: visit.now });
      return { is: 'over', ended: { purpose: request.purpose, state: 'refused' } };
    },

    localeOf: async (session) => (await requests.bySession(session))?.locale,

    choose: (session, method) => within(session, (visit) => proving.choose(visit, method)),

    async prove(session, method, code) {
      const proved = await within(session, (visit) => proving.prove(visit, method, code));
      if (proved === 'right') await askNext(session);
      return proved;
    },

    setPassword: (session, password, again) =>
      applied(session, (visit) => applying.setPassword(visit, password, again)),
    unlock: (session) => applied(session, (visit) => applying.unlock(visit)),

    async cancel(session) {
      const request = await requests.bySession(session);
      if (!request) return undefined;
      if (isLive(request)) {
        await sessions.end(request, { state: 'void', because: 'cancelled', now: await core.clock() });
      }
      return endedOf((await requests.byId(request.id)) ?? request);
    },

    async propose(session) {
      const proposal = await within(session, async (visit) =>
        visit.request.purpose === 'enrol' && visit.request.state === 'proven'
          ? enrolling.propose(visit)
          : 'over',
      );
      return typeof proposal === 'string' ? undefined : proposal;
    },

    async proposeAgain(session, sealed) {
      const proposal = await within(session, async (visit) => enrolling.again(visit, sealed) ?? 'over');
      return typeof proposal === 'string' ? undefined : proposal;
    },

    confirmPassword: (session, password) => within(session, (visit) => enrolling.password(visit, password)),
    confirmCode: (session, sealed, code) =>
      within(session, (visit) => enrolling.confirm(visit, sealed, code)),

    notMe: (token) => notMe.byToken(token),

    async notMeAs(requestId, personId) {
      const { lock, apply } = await notMe.byOwner(requestId, personId);
      return db.transaction({ lock }, apply);
    },
  };
}

function endedOf({ purpose, state }: Ended): Ended {
  return { purpose, state };
}

/** Every way is used up, and he hasn't proved who he is: only staff can help. */
function isStuck({ purpose, state, methods }: ShownRequest): boolean {
  if (purpose === 'enrol' || state !== 'opened') return false;
  return methods.every((one) => one.state === 'proven' || one.state === 'used-up');
}
