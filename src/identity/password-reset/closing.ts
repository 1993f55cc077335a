import { requestLocks } from './locks.ts';
import type { FollowUps } from '../../runtime/follow-up.ts';
import type { Applying } from './applying.ts';
import { APPLYING_CHECK } from './applying.ts';
import type { ResetCore } from './core.ts';
import { NOTICES_CHECK, type Notices } from './notices.ts';
import { isLive } from './requests.ts';
import { EXPIRY } from './starting.ts';

/** What is done about requests when their time has come, and after a crash. */
export function createClosing(
  core: ResetCore,
  { applying, notices }: { applying: Applying; notices: Notices },
) {
  const { requests, links, clock } = core;

  const handlers: FollowUps = {
    async [EXPIRY]({ payload: { subject: id } }) {
      const now = await clock();
      return {
        result: 'reset: expired',
        lock: requestLocks(id),
        async apply(tx) {
          const request = await requests.byId(id, tx);
          if (!request || !isLive(request)) return;
          const set = { state: 'expired' as const, because: 'time', endedAt: now };
          await requests.move(tx, id, [request.state], set);
          await links.revoke(tx, id, now);
          await core.note(tx, request, { kind: 'expired', at: now, actor: 'bot' });
          await core.tell(tx, { request: { ...request, ...set }, what: 'expired', because: 'time' });
        },
      };
    },

    async [APPLYING_CHECK]({ payload: { subject: id } }) {
      const now = await clock();
      return {
        result: 'reset: looked at',
        lock: requestLocks(id),
        async apply(tx) {
          const request = await requests.byId(id, tx);
          if (request?.state === 'applying') await applying.giveUp(tx, request, now);
        },
      };
    },

    async [NOTICES_CHECK]({ payload: { subject: id } }) {
      return {
        result: 'reset: notices looked at',
        lock: requestLocks(id),
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
        await core.inTurn(request, (tx) => applying.giveUp(tx, request, now));
      }
    },
  };
}
