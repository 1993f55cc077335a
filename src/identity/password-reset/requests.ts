import { and, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { Locale } from '../../platforms/platform.ts';
import { newId } from '../../runtime/id.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import type { ProofMethod, ResetPurpose, ResetState, Tables } from '../../store/schema.ts';
import type { Identity } from '../people.ts';
import { hashOf } from './keys.ts';

export type ResetRequest = Tables['resetRequests']['$inferSelect'];

/** Who asks for something to be done to his account, and in which chat. */
export interface Asker {
  identity: Identity;
  personId: string;
  conversationId: string;
  locale: Locale;
}

/** States in which a request still goes on. */
export const LIVE = ['open', 'opened', 'proven'] as const;

export function isLive({ state }: Pick<ResetRequest, 'state'>): boolean {
  return (LIVE as readonly ResetState[]).includes(state);
}

/** The clock may go back so far (ms) before what is open is given up (rule PR-28). */
const CLOCK_SLACK_MS = 60_000;

/** Whether the time that is read now can't be trusted for this request. */
export function isClockBack({ seenAt }: Pick<ResetRequest, 'seenAt'>, now: number): boolean {
  return now < seenAt - CLOCK_SLACK_MS;
}

/** The rows of the requests. Every change of state is a compare-and-set. */
export function createResetRequests(db: Database) {
  const { resetRequests: t } = db.tables;

  async function insert(
    tx: Transaction,
    {
      asker,
      ...row
    }: Pick<ResetRequest, 'purpose' | 'state' | 'startedAt' | 'expiresAt' | 'accountId'> & {
      asker: Asker;
      because?: string | undefined;
      endedAt?: number | undefined;
    },
  ): Promise<ResetRequest> {
    const { identity, ...rest } = asker;
    const { platform, tenant, userId } = identity;
    const [request] = await tx
      .insert(t)
      .values({
        id: newId(row.startedAt),
        ...rest,
        platform,
        tenant,
        userId,
        proven: [],
        seenAt: row.startedAt,
        ...row,
      })
      .returning();
    if (!request) throw new Error('The database returned no row for a new request');
    return request;
  }

  return {
    insert,

    async byId(id: string, from: Reader = db.read): Promise<ResetRequest | undefined> {
      return (await from.select().from(t).where(eq(t.id, id)))[0];
    },

    async bySession(session: string, from: Reader = db.read): Promise<ResetRequest | undefined> {
      return (
        await from
          .select()
          .from(t)
          .where(eq(t.sessionHash, hashOf(session)))
      )[0];
    },

    /** The requests of an account, of a person or of everybody that go on. */
    live(
      of: { accountId: string } | { personId: string } | 'all',
      from: Reader = db.read,
    ): Promise<ResetRequest[]> {
      const whose =
        of === 'all'
          ? undefined
          : 'accountId' in of
            ? eq(t.accountId, of.accountId)
            : eq(t.personId, of.personId);
      return from
        .select()
        .from(t)
        .where(and(whose, inArray(t.state, [...LIVE])))
        .execute();
    },

    /** The person's last request that was done. */
    async lastDone(personId: string): Promise<ResetRequest | undefined> {
      const [last] = await db.read
        .select()
        .from(t)
        .where(and(eq(t.personId, personId), eq(t.state, 'done')))
        .orderBy(desc(t.startedAt))
        .limit(1);
      return last;
    },

    /** What was being written when a process ended: whether it was, nobody knows. */
    applying: (from: Reader = db.read): Promise<ResetRequest[]> =>
      from
        .select()
        .from(t)
        .where(sql`${t.state} = 'applying'`)
        .execute(),

    /** Begun since then, by account, chat user and in all; refused ones don't count. */
    async startsSince(
      tx: Reader,
      { account, user, all }: { account: number; user: number; all: number },
      { accountId, identity }: { accountId: string; identity: Identity },
    ): Promise<{ ofAccount: number; ofUser: number; inAll: number }> {
      const begun = gt(t.expiresAt, t.startedAt);
      const { platform, tenant, userId } = identity;
      const his = and(eq(t.platform, platform), eq(t.tenant, tenant), eq(t.userId, userId));
      const count = (since: number, ...also: Parameters<typeof and>) =>
        tx.$count(t, and(gt(t.startedAt, since), begun, ...also));
      return {
        ofAccount: await count(account, eq(t.accountId, accountId)),
        ofUser: await count(user, his),
        inAll: await count(all),
      };
    },

    /** Wrong codes for an account since then (UTC ms). */
    async failuresSince(accountId: string, since: number, from: Reader = db.read): Promise<number> {
      const [row] = await from
        .select({ sum: sql<number | string | null>`sum(${t.failures})` })
        .from(t)
        .where(and(eq(t.accountId, accountId), gt(t.startedAt, since)));
      return Number(row?.sum ?? 0);
    },

    /** Moves a request on; false where it isn't in one of these states any more. */
    async move(
      tx: Transaction,
      id: string,
      from: readonly ResetState[],
      set: Partial<
        Pick<ResetRequest, 'state' | 'because' | 'endedAt' | 'sessionHash' | 'ticketId' | 'seenAt'>
      >,
    ): Promise<boolean> {
      const moved = await tx
        .update(t)
        .set(set)
        .where(and(eq(t.id, id), inArray(t.state, [...from])))
        .returning({ id: t.id });
      return moved.length > 0;
    },

    /** One more wrong code. Resolves to how many of this request there are. */
    async countFailure(tx: Transaction, id: string): Promise<number> {
      const [row] = await tx
        .update(t)
        .set({ failures: sql`${t.failures} + 1` })
        .where(eq(t.id, id))
        .returning({ failures: t.failures });
      return row?.failures ?? 0;
    },

    /** Counts a try as failed before it is made; false where there are none left. */
    async takeFailure(tx: Transaction, id: string, most: number): Promise<boolean> {
      const taken = await tx
        .update(t)
        .set({ failures: sql`${t.failures} + 1` })
        .where(and(eq(t.id, id), eq(t.state, 'opened'), lt(t.failures, most)))
        .returning({ id: t.id });
      return taken.length > 0;
    },

    /** Takes the count of `takeFailure` back: the try was a good one, or none. */
    async giveBackFailure(tx: Transaction, id: string): Promise<void> {
      await tx
        .update(t)
        .set({ failures: sql`${t.failures} - 1` })
        .where(eq(t.id, id));
    },

    /** Keeps what is proven by now. */
    async prove(
      tx: Transaction,
      { id }: ResetRequest,
      { proven, state, now }: { proven: readonly ProofMethod[]; state: ResetState; now: number },
    ): Promise<boolean> {
      const done = await tx
        .update(t)
        .set({ proven: [...proven], state, seenAt: now })
        .where(and(eq(t.id, id), inArray(t.state, ['opened', 'proven'])))
        .returning({ id: t.id });
      return done.length > 0;
    },

    async setTicket(tx: Transaction, id: string, ticketId: string): Promise<void> {
      await tx.update(t).set({ ticketId }).where(eq(t.id, id));
    },
  };
}

export type ResetRequests = ReturnType<typeof createResetRequests>;
export type { ResetPurpose };
