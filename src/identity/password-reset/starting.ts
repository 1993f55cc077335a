import { resetLane } from './locks.ts';
import type { Transaction } from '../../store/database.ts';
import { setTimer } from '../../runtime/timers.ts';
import type { ResetPurpose } from '../../store/schema.ts';
import type { Account } from '../accounts/account.ts';
import type { ResetCore } from './core.ts';
import type { Hindrance } from './eligibility.ts';
import type { Asker, ResetRequest } from './requests.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After its time a request is looked at once more, to be closed. */
const AFTERWARDS_MS = 1_000;

export const EXPIRY = 'reset-expiry';

export interface Wish {
  asker: Asker;
  purpose: ResetPurpose;
  now: number;
}

/** Begins requests, and writes down those that were refused. */
export function createStarting(core: ResetCore) {
  const { db, policy, requests, links } = core;
  const { limits } = policy;

  async function tooMany(
    tx: Transaction,
    { asker, now }: Wish,
    accountId: string,
  ): Promise<Hindrance | undefined> {
    const since = { account: now - DAY_MS, user: now - HOUR_MS, all: now - HOUR_MS };
    const starts = await requests.startsSince(tx, since, { accountId, identity: asker.identity });
    if (starts.inAll >= limits.startsInAll) return 'paused';
    if (starts.ofAccount >= limits.startsOfAccount) return 'too-many-starts';
    return starts.ofUser >= limits.startsOfUser ? 'too-many-starts' : undefined;
  }

  return {
    /** Writes down that somebody was refused. The transaction holds SECURITY_LOG. */
    async refuse(
      tx: Transaction,
      { asker, purpose, now }: Wish,
      { hindrance, account }: { hindrance: Hindrance; account?: Account | undefined },
    ): Promise<ResetRequest> {
      const request = await requests.insert(tx, {
        asker,
        purpose,
        state: 'refused',
        because: hindrance,
        accountId: account?.id ?? null,
        startedAt: now,
        endedAt: now,
        expiresAt: now,
      });
      await core.note(tx, request, {
        kind: 'refused',
        at: now,
        actor: asker.personId,
        data: { purpose, because: hindrance, platform: asker.identity.platform },
      });
      if (hindrance === 'paused') {
        await core.alert(
          tx,
          'resets-paused',
          `${limits.startsInAll} resets were begun within an hour; further ones are refused`,
        );
      }
      return request;
    },

    /**
     * Begins a request, in place of those that go on for the account (rule PR-14); or says why not. The transaction
     * holds SECURITY_LOG and the account's lock.
     */
    async begin(
      tx: Transaction,
      wish: Wish,
      account: Account,
    ): Promise<{ request: ResetRequest } | { hindrance: Hindrance }> {
      const { asker, purpose, now } = wish;
      const hindrance = await tooMany(tx, wish, account.id);
      if (hindrance) return { hindrance };
      for (const older of await requests.live({ accountId: account.id }, tx)) {
        await requests.move(tx, older.id, [older.state], { state: 'void', because: 'newer', endedAt: now });
        await links.revoke(tx, older.id, now);
        await core.note(tx, older, {
          kind: 'void',
          at: now,
          actor: asker.personId,
          data: { because: 'newer' },
        });
      }
      const expiresAt = now + policy.flow;
      const request = await requests.insert(tx, {
        asker,
        purpose,
        state: 'open',
        accountId: account.id,
        startedAt: now,
        expiresAt,
      });
      await core.note(tx, request, {
        kind: 'requested',
        at: now,
        actor: asker.personId,
        data: { purpose, platform: asker.identity.platform },
      });
      await setTimer(tx, db.tables, {
        key: `${EXPIRY}:${request.id}`,
        name: EXPIRY,
        subject: request.id,
        lane: resetLane(request.id),
        dueAt: expiresAt + AFTERWARDS_MS,
      });
      core.probe('reset-begun');
      return { request };
    },
  };
}
