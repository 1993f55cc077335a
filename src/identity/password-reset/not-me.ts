import { accountLock, SECURITY_LOG } from './locks.ts';
import type { Transaction } from '../../store/database.ts';
import type { ResetCore } from './core.ts';
import type { ResetRequest } from './requests.ts';

/** “It wasn't me”: everything open is void, proofs set up since are forgotten, and nothing is reset for the account until an administrator says so (rule PR-21). */
export function createNotMe(core: ResetCore) {
  const { db, requests, security, links, clock, policy } = core;
  const { resetBlocks } = db.tables;

  async function block(tx: Transaction, request: ResetRequest, now: number): Promise<void> {
    const { accountId } = request;
    if (accountId === null) return;
    await tx.insert(resetBlocks).values({ accountId, requestId: request.id, at: now }).onConflictDoNothing();
    // Whoever did it may have set up proofs of his own: once the block is lifted they would count.
    await core.authenticators.forgetSince(tx, accountId, request.startedAt);
    await core.recoveryCodes.forgetSince(tx, accountId, request.startedAt);
    for (const live of await requests.live({ accountId }, tx)) {
      await requests.move(tx, live.id, [live.state], { state: 'void', because: 'not-me', endedAt: now });
      await links.revoke(tx, live.id, now);
    }
    await core.note(tx, request, { kind: 'not-me', at: now });
    await core.revokeSessions?.(tx, request);
    await core.tell(tx, { request, what: 'not-me' });
  }

  return {
    /** By the link of a notice; false for every token that isn't good. */
    async byToken(token: string): Promise<boolean> {
      const now = await clock();
      return db.transaction({ lock: [SECURITY_LOG] }, async (tx) => {
        const id = await links.use(tx, 'not-me', token, now);
        const request = id === undefined ? undefined : await requests.byId(id, tx);
        if (!request) return false;
        await block(tx, request, now);
        return true;
      });
    },

    /** By the owner himself in his chat, or on the built-in platform: about a request of his own. */
    async byOwner(requestId: string, personId: string) {
      const request = await requests.byId(requestId);
      const now = await clock();
      const isHis = request?.personId === personId && now - request.startedAt < policy.notMe;
      return {
        lock: [SECURITY_LOG, ...(request?.accountId ? [accountLock(request.accountId)] : [])],
        apply: async (tx: Transaction): Promise<boolean> => {
          if (!request) return false;
          if (request.personId !== personId) {
            await security.append(tx, { kind: 'press-by-another', at: now, actor: personId, requestId });
          }
          if (!isHis) return false;
          await block(tx, request, now);
          return true;
        },
      };
    },
  };
}

export type NotMe = ReturnType<typeof createNotMe>;
