import type { FollowUps } from '../../runtime/follow-up.ts';
import type { Applying } from './applying.ts';
import { APPLYING_CHECK } from './applying.ts';
import type { ResetCore } from './core.ts';
import { NOTICES_CHECK, type Notices } from './notices.ts';
import { isLive } from './requests.ts';
import { SECURITY_LOG } from './security-log.ts';
import { EXPIRY, resetLane } from './starting.ts';

/** What is done about requests when their time has come, and after a crash. */
export function createClosing(
  core: ResetCore,
  { applying, notices }: { applying: Applying; notices: Notices },
) {
  const { db, requests, links, security, clock } = core;
  const locks = (id: string) => [SECURITY_LOG, resetLane(id)];

  const handlers: FollowUps = {
    async [EXPIRY]({ payload: { subject: id } }) {
      const now = await clock();
      return {
        result: 'reset: expired',
        lock: locks(id),
        async apply(tx) {
          const request = await requests.byId(id, tx);
          if (!request || !isLive(request)) return;
          const set = { state: 'expired' as const, because: 'time', endedAt: now };
          await requests.move(tx, id, [request.state], set);
          await links.revoke(tx, id, now);
          const { accountId } = request;
          const event = { kind: 'expired', at: now, actor: 'bot', requestId: id };
          await security.append(tx, { ...event, accountId: accountId ?? undefined });
          await core.tell(tx, { request: { ...request, ...set }, what: 'expired', because: 'time' });
        },
      };
    },

    async [APPLYING_CHECK]({ payload: { subject: id } }) {
      const now = await clock();
      const before = await requests.byId(id);
      if (before?.state !== 'applying') return { result: 'reset: was settled' };
      const owner = await applying.ownerOf(before);
      return {
        result: 'reset: looked at',
        lock: locks(id),
        async apply(tx) {
          const request = await requests.byId(id, tx);
          if (request?.state === 'applying') await applying.giveUp(tx, request, { owner, now });
        },
      };
    },

    async [NOTICES_CHECK]({ payload: { subject: id } }) {
      return {
        result: 'reset: notices looked at',
        lock: locks(id),
        async apply(tx) {
          const request = await requests.byId(id, tx);
          if (!request || (await notices.anyArrived(tx, request))) return;
          await core.tell(tx, { request, what: 'no-notice' });
        },
      };
    },
  };

  return {
    handlers,

    /** At a start, where no other process can be writing: what was being written then is unknown. */
    async afterCrash(): Promise<void> {
      const now = await clock();
      for (const request of await requests.applying()) {
        const owner = await applying.ownerOf(request);
        await db.transaction({ lock: locks(request.id) }, (tx) =>
          applying.giveUp(tx, request, { owner, now }),
        );
      }
    },
  };
}
