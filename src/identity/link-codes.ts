import { createHash } from 'node:crypto';
import { and, eq, gt, isNull, like, lt, notLike, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import { hasSureDigit } from './typed-code.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const CODE_LIVES_MS = 10 * MINUTE;
const STARTS_A_DAY = 5;
const TRIES_AN_HOUR = 5;
const LENGTH = 10;
/** 32 characters, 5 bits each; no I, L, O and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TRIES = 'link-tries:';
export interface IssuedCode {
  personId: string;
  conversationId: string;
}

/** A number of bytes nobody can foresee. */
export type RandomBytes = (count: number) => Uint8Array;

/**
 * Codes that show that two accounts are one person's: 50 bits, kept as a hash only, good for ten minutes and
 * once. A new code voids the person's older ones.
 */
export function createLinkCodes(db: Pick<Database, 'tables'>, random: RandomBytes) {
  const { linkCodes, counters } = db.tables;

  function newCode(): string {
    for (;;) {
      const code = [...random(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
      if (hasSureDigit(code)) return code;
    }
  }

  return {
    /** A new code as it is shown; none where the person has had five in the last 24 hours. */
    async issue(
      tx: Transaction,
      { personId, conversationId, now }: IssuedCode & { now: number },
    ): Promise<string | undefined> {
      await tx.delete(linkCodes).where(lt(linkCodes.expiresAt, now - 2 * DAY));
      const begunSince = now - DAY + CODE_LIVES_MS;
      const ofPerson = eq(linkCodes.personId, personId);
      const recent = await tx.$count(linkCodes, and(ofPerson, gt(linkCodes.expiresAt, begunSince)));
      if (recent >= STARTS_A_DAY) return undefined;
      await tx
        .update(linkCodes)
        .set({ usedAt: now })
        .where(and(ofPerson, isNull(linkCodes.usedAt)));
      const code = newCode();
      const expiresAt = now + CODE_LIVES_MS;
      await tx.insert(linkCodes).values({ hash: hashOf(code), personId, conversationId, expiresAt });
      return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
    },

    /** Who asked for a code that is still good; wrong, expired and used ones look alike. */
    async find(tx: Transaction, code: string, now: number): Promise<IssuedCode | undefined> {
      const [row] = await tx
        .select({ personId: linkCodes.personId, conversationId: linkCodes.conversationId })
        .from(linkCodes)
        .where(and(eq(linkCodes.hash, hashOf(code)), isNull(linkCodes.usedAt), gt(linkCodes.expiresAt, now)));
      return row;
    },

    /** Uses a code up; false where somebody else was quicker. */
    async use(tx: Transaction, code: string, now: number): Promise<boolean> {
      const used = await tx
        .update(linkCodes)
        .set({ usedAt: now })
        .where(and(eq(linkCodes.hash, hashOf(code)), isNull(linkCodes.usedAt)))
        .returning({ hash: linkCodes.hash });
      return used.length > 0;
    },

    /** Whether the person may try a code now: five wrong ones in a clock hour are enough. */
    async mayTry(tx: Transaction, personId: string, now: number): Promise<boolean> {
      const name = counterOf(personId, now);
      const [row] = await tx.select().from(counters).where(eq(counters.name, name));
      return (row?.value ?? 0) < TRIES_AN_HOUR;
    },

    /** Counts a wrong try; `explain` once an hour, when there have been too many. */
    async countWrong(tx: Transaction, personId: string, now: number): Promise<{ explain: boolean }> {
      const name = counterOf(personId, now);
      await tx
        .delete(counters)
        .where(and(like(counters.name, `${TRIES}%`), notLike(counters.name, `${triesOf(now)}%`)));
      const [row] = await tx
        .insert(counters)
        .values({ name, value: 1 })
        .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + 1` } })
        .returning();
      return { explain: row?.value === TRIES_AN_HOUR + 1 };
    },
  };
}

/** When (UTC ms) somebody who tried too often may try again. */
export function triesAgainAt(now: number): number {
  return (Math.floor(now / HOUR) + 1) * HOUR;
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

function triesOf(now: number): string {
  return `${TRIES}${Math.floor(now / HOUR)}:`;
}

function counterOf(personId: string, now: number): string {
  return `${triesOf(now)}${personId}`;
}
