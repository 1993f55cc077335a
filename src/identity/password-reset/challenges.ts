import { randomInt } from 'node:crypto';
import { and, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { newId } from '../../runtime/id.ts';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import type { ProofMethod, Tables } from '../../store/schema.ts';
import { sameHash, type Keys } from './keys.ts';
import type { ResetPolicy } from './policy.ts';

export type Challenge = Tables['resetChallenges']['$inferSelect'];

const DIGITS = 6;
const FIRST_NUMBER = 10;
const AFTER_LAST_NUMBER = 100;
const NUMBERS_OFFERED = 3;

export interface ChallengesOptions {
  db: Database;
  keys: Pick<Keys, 'mark'>;
  policy: Pick<ResetPolicy, 'code' | 'limits'>;
}

/** What somebody is asked to prove himself by: made, counted, compared (rule PR-13). */
export function createChallenges({ db, keys, policy }: ChallengesOptions) {
  const { resetChallenges: t } = db.tables;
  const markOf = (requestId: string, code: string) => keys.mark('code', `${requestId}\0${code}`);

  async function open(
    tx: Transaction,
    given: Pick<Challenge, 'requestId' | 'method'> & Partial<Challenge>,
    { now, lives }: { now: number; lives: number },
  ): Promise<Challenge | undefined> {
    const { requestId, method } = given;
    const same = and(eq(t.requestId, requestId), eq(t.method, method));
    if ((await tx.$count(t, same)) >= policy.limits.prompts) return undefined;
    await tx
      .update(t)
      .set({ closedAt: now })
      .where(and(same, isNull(t.closedAt)));
    const row = { id: newId(now), createdAt: now, expiresAt: now + lives, ...given };
    const [challenge] = await tx.insert(t).values(row).returning();
    return challenge;
  }

  return {
    /** A new code to be sent, of which only a keyed hash is kept; none where enough were sent by this method. */
    async issueCode(
      tx: Transaction,
      { requestId, method, now }: { requestId: string; method: 'sms' | 'mail'; now: number },
    ): Promise<{ code: string; challenge: Challenge } | undefined> {
      const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
      const codeHash = markOf(requestId, code);
      const challenge = await open(tx, { requestId, method, codeHash }, { now, lives: policy.code });
      return challenge && { code, challenge };
    },

    /** Numbers for the manager, of whom the page shows one (rule PR-14); none where he was asked often enough. */
    async askManager(
      tx: Transaction,
      {
        requestId,
        approverId,
        now,
        until,
      }: { requestId: string; approverId: string; now: number; until: number },
    ): Promise<Challenge | undefined> {
      const offered = new Set<number>();
      while (offered.size < NUMBERS_OFFERED) offered.add(randomInt(FIRST_NUMBER, AFTER_LAST_NUMBER));
      const numbers = { shown: [...offered][randomInt(NUMBERS_OFFERED)] ?? 0, offered: [...offered] };
      return open(tx, { requestId, method: 'manager', numbers, approverId }, { now, lives: until - now });
    },

    /** For what needs nothing to be sent: what counts the tries at it. */
    async await(
      tx: Transaction,
      {
        requestId,
        method,
        now,
        until,
      }: { requestId: string; method: ProofMethod; now: number; until: number },
    ): Promise<void> {
      const [known] = await tx
        .select({ id: t.id })
        .from(t)
        .where(and(eq(t.requestId, requestId), eq(t.method, method)));
      if (!known) await open(tx, { requestId, method }, { now, lives: until - now });
    },

    /**
     * Takes one try at the open challenge of a method, before anything is compared: of many at once no more than the
     * policy's get through, whichever replica they reach. To be committed before the comparison counts.
     */
    async takeTry(
      tx: Transaction,
      { requestId, method, now }: { requestId: string; method: ProofMethod; now: number },
    ): Promise<Challenge | undefined> {
      const [taken] = await tx
        .update(t)
        .set({ tries: sql`${t.tries} + 1` })
        .where(
          and(
            eq(t.requestId, requestId),
            eq(t.method, method),
            isNull(t.closedAt),
            gt(t.expiresAt, now),
            lt(t.tries, policy.limits.tries),
          ),
        )
        .returning();
      return taken;
    },

    isRight: ({ requestId, codeHash }: Challenge, code: string): boolean =>
      codeHash !== null && sameHash(codeHash, markOf(requestId, code)),

    /** Ends a challenge; false where it was ended meanwhile: a code counts once. */
    async close(tx: Transaction, id: string, now: number): Promise<boolean> {
      const closed = await tx
        .update(t)
        .set({ closedAt: now })
        .where(and(eq(t.id, id), isNull(t.closedAt)))
        .returning({ id: t.id });
      return closed.length > 0;
    },

    async byId(id: string, from: Reader = db.read): Promise<Challenge | undefined> {
      return (await from.select().from(t).where(eq(t.id, id)))[0];
    },

    /** What a manager is being asked, the newest first. */
    askedOf: (approverId: string, now: number): Promise<Challenge[]> =>
      db.read
        .select()
        .from(t)
        .where(and(eq(t.approverId, approverId), isNull(t.closedAt), gt(t.expiresAt, now)))
        .orderBy(desc(t.id))
        .execute(),

    /** All of a request, the newest first. */
    ofRequest: (requestId: string, from: Reader = db.read): Promise<Challenge[]> =>
      from.select().from(t).where(eq(t.requestId, requestId)).orderBy(desc(t.id)).execute(),
  };
}
