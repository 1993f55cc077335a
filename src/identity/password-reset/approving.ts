import type { Plan } from '../../runtime/worker.ts';
import type { Transaction } from '../../store/database.ts';
import type { ResetCore } from './core.ts';
import type { Proving } from './proving.ts';
import { isLive, type ResetRequest } from './requests.ts';
import { SECURITY_LOG } from './security-log.ts';
import type { Standings } from './standing.ts';
import { resetLane } from './starting.ts';

/** What a manager's press came to. */
export type Approved = 'approved' | 'wrong' | 'denied' | 'over' | 'not-yours';

export interface Press {
  /** `<challenge>:<number>`, or the challenge alone to refuse. */
  value: string;
  deny: boolean;
  personId: string;
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
  const { requests, challenges, clock } = core;

  async function isStillManager(request: ResetRequest, personId: string, now: number): Promise<boolean> {
    const looked = await standings.look(request, { purpose: request.purpose, now });
    return looked.hindrance === undefined && looked.manager === personId;
  }

  /** Reads what is needed; what comes of it is decided in the transaction. */
  return async function approve({ value, deny, personId }: Press): Promise<Approval> {
    const [, id = '', typed] = VALUE.exec(value) ?? [];
    const found = await challenges.byId(id);
    const before = found && (await requests.byId(found.requestId));
    if (!found || !before) return { lock: [], apply: async () => 'over' };
    const now = await clock();
    const isHis = found.approverId === personId;
    const mayApprove = isHis && (deny || (await isStillManager(before, personId, now)));

    return {
      lock: [SECURITY_LOG, resetLane(before.id)],
      async apply(tx) {
        const request = (await requests.byId(before.id, tx)) ?? before;
        if (!mayApprove) {
          await proving.note(tx, request, { kind: 'approval-by-another', at: now, actor: personId });
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

export type Approving = ReturnType<typeof createApproving>;
