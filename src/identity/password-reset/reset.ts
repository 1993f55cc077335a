import { SECURITY_LOG } from './locks.ts';
import type { Transaction } from '../../store/database.ts';
import { createApplying } from './applying.ts';
import { createApproving } from './approving.ts';
import { createClosing } from './closing.ts';
import { createResetCore, type ResetSurroundings } from './core.ts';
import { createEnrolling } from './enrolling.ts';
import { createNotices } from './notices.ts';
import { createNotMe } from './not-me.ts';
import { createResetPage } from './page.ts';
import { createProving } from './proving.ts';
import { createSessions } from './sessions.ts';
import { createStanding } from './standing.ts';
import { createStarting } from './starting.ts';

/** The password reset as a whole: what chats and pages do with it. No model has a part in it (rule PR-27). */
export function createPasswordReset(surroundings: ResetSurroundings) {
  const core = createResetCore(surroundings);
  const { db, security, requests, links, book } = core;
  const standings = createStanding(core);
  const starting = createStarting(core);
  const sessions = createSessions(core, standings);
  const proving = createProving(core);
  const notices = createNotices(core);
  const applying = createApplying(core, notices);
  const enrolling = createEnrolling(core, { proving, notices });
  const notMe = createNotMe(core);
  const closing = createClosing(core, { applying, notices });

  return {
    look: (...asked: Parameters<typeof standings.look>) => standings.look(...asked),
    starting,
    approve: createApproving(core, { standings, proving }),
    notMe,
    page: createResetPage(core, { sessions, proving, applying, enrolling, notMe }),
    links,
    book,
    requests,
    challenges: core.challenges,
    security,
    followUps: closing.handlers,
    afterCrash: () => closing.afterCrash(),
    isOn: () => core.isOn.read(),
    clock: () => core.clock(),

    /** Turns it off or on for all replicas; what is open then is void. The transaction holds SECURITY_LOG. */
    async turn(tx: Transaction, on: boolean, actor: string): Promise<void> {
      const at = await core.clock();
      await core.isOn.set(tx, on);
      await security.append(tx, { kind: on ? 'switched-on' : 'switched-off', at, actor });
      if (on) return;
      for (const live of await requests.live('all', tx)) {
        const because = 'switched-off';
        await requests.move(tx, live.id, [live.state], { state: 'void', because, endedAt: at });
        await links.revoke(tx, live.id, at);
        await core.note(tx, live, { kind: 'void', at, actor, data: { because } });
        const request = { ...live, state: 'void' as const, because };
        await core.tell(tx, { request, what: 'void', because });
      }
    },

    /** Lets an account be reset again after its owner said “It wasn't me”. */
    async lift(accountId: string, actor: string): Promise<boolean> {
      const at = await core.clock();
      return db.transaction({ lock: [SECURITY_LOG] }, async (tx) => {
        const lifted = await standings.lift(tx, accountId);
        if (lifted) await security.append(tx, { kind: 'block-lifted', at, actor, accountId });
        return lifted;
      });
    },

    /** Ends a request by its owner, from his chat. */
    async stop(tx: Transaction, requestId: string, personId: string): Promise<boolean> {
      const request = await requests.byId(requestId, tx);
      if (!request) return false;
      const now = await core.clock();
      if (request.personId !== personId) {
        await security.append(tx, { kind: 'press-by-another', at: now, actor: personId, requestId });
        return false;
      }
      const set = { state: 'void' as const, because: 'cancelled', endedAt: now };
      if (!(await requests.move(tx, requestId, ['open', 'opened', 'proven'], set))) return false;
      await links.revoke(tx, requestId, now);
      const data = { because: 'cancelled' };
      await core.note(tx, request, { kind: 'void', at: now, actor: personId, data });
      return true;
    },
  };
}

export type PasswordReset = ReturnType<typeof createPasswordReset>;
