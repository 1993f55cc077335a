import { requestLocks } from './locks.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Transaction } from '../../store/database.ts';
import type { Identity } from '../people.ts';
import type { ResetCore } from './core.ts';
import type { Proving } from './proving.ts';
import { isLive, type ResetRequest } from './requests.ts';
import type { Standings } from './standing.ts';

/** What a manager's press came to. */
export type Approved = 'approved' | 'wrong' | 'denied' | 'over' | 'not-yours';

export interface Press {
  /** `<challenge>:<number>`, or the challenge alone to refuse. */
  value: string;
  deny: boolean;
  personId: string;
  /** The chat account that presses, and whether its platform couldn't vouch for it. */
  identity: Identity;
  unverified: boolean;
}

export interface Approval {
  lock: NonNullable<Plan['lock']>;
  apply: (tx: Transaction) => Promise<Approved>;
}

const VALUE = /^([0-9A-Z]{26})(?::(\d{2}))?$/;

/** The manager's approval in his own chat, with a number that only the employee's page shows (rules PR-14, PR-26). */
export function createApproving(
  core: ResetCore,
  { standings, proving }: { standings: Standings; proving: Proving },
) {
  const { requests, challenges, clock, people, policy } = core;

  async function isStillManager(request: ResetRequest, personId: string, now: number): Promise<boolean> {
    const looked = await standings.look(request, { purpose: request.purpose, now });
    return looked.hindrance === undefined && looked.manager === personId;
  }

  /** An account that somebody joined to his own by a code, or lately, approves nothing (rules PR-2, PR-3). */
  async function isOwnChat({ personId, identity, unverified }: Press, now: number): Promise<boolean> {
    if (unverified) return false;
    const chats = await people.identitiesOf(personId);
    return chats.some(
      ({ platform, tenant, userId, via, linkedAt }) =>
        platform === identity.platform &&
        tenant === identity.tenant &&
        userId === identity.userId &&
        via === 'directory' &&
        now - linkedAt >= policy.linkAge,
    );
  }

  /** Reads what is needed; what comes of it is decided in the transaction. */
  return async function approve(press: Press): Promise<Approval> {
    const { value, deny, personId } = press;
    const [, id = '', typed] = VALUE.exec(value) ?? [];
    const found = await challenges.byId(id);
    const before = found && (await requests.byId(found.requestId));
    if (!found || !before) return { lock: [], apply: async () => 'over' };
    const now = await clock();
    const isHis = found.approverId === personId && (await isOwnChat(press, now));
    const mayApprove = isHis && (deny || (await isStillManager(before, personId, now)));

    return {
      lock: requestLocks(before.id),
      async apply(tx) {
        const request = (await requests.byId(before.id, tx)) ?? before;
        if (!mayApprove) {
          await core.note(tx, request, { kind: 'approval-by-another', at: now, actor: personId });
          return 'not-yours';
        }
        if (!isLive(request) || now >= request.expiresAt) return 'over';
        const challenge = await challenges.takeTry(tx, { requestId: request.id, method: 'manager', now });
        if (!challenge || challenge.id !== id) return 'over';
        if (!deny && challenge.numbers?.shown === Number(typed)) {
          const done = await proving.accept(tx, request, { challenge, actor: personId, now });
          return done ? 'approved' : 'over';
        }
        await challenges.close(tx, challenge.id, now);
        await proving.reject(tx, request, { method: 'manager', actor: personId, now });
        return deny ? 'denied' : 'wrong';
      },
    };
  };
}
