import { and, eq, gte, lt } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import type { Tables } from '../../store/schema.ts';
import type { Keys } from './keys.ts';

export type AuthenticatorRow = Tables['authenticators']['$inferSelect'];

const SECRET_BYTES = 20;
const PERIOD_S = 30;
/** A code of the step before or after counts too: clocks differ. */
const WINDOW = 1;

/** What an authenticator app is set up with. */
export interface Enrolment {
  /** For typing, base32. */
  secret: string;
  /** For the QR code. */
  uri: string;
}

/** Authenticators (TOTP, RFC 6238: SHA-1, 6 digits, 30 s) that only the bot asks for; the company's own are not touched (rule PR-19). */
export function createAuthenticators(db: Database, keys: Pick<Keys, 'seal' | 'unseal'>) {
  const { authenticators: t } = db.tables;

  const totp = (secret: string, label = '') =>
    new TOTP({ issuer: 'Deskline', label, secret: Secret.fromBase32(secret), period: PERIOD_S, digits: 6 });

  /** The time step of the code, if it is one of now. */
  function stepOf(row: AuthenticatorRow, code: string, now: number): number | undefined {
    const secret = keys.unseal(row.secret, row.accountId);
    const delta = totp(secret).validate({ token: code, window: WINDOW, timestamp: now });
    return delta === null ? undefined : Math.floor(now / 1_000 / PERIOD_S) + delta;
  }

  return {
    async of(accountId: string, from: Reader = db.read): Promise<AuthenticatorRow | undefined> {
      return (await from.select().from(t).where(eq(t.accountId, accountId)))[0];
    },

    /** A new secret, which takes the place of the old one when its first code is typed. */
    propose(login: string): Enrolment {
      const secret = new Secret({ size: SECRET_BYTES }).base32;
      return { secret, uri: totp(secret, login).toString() };
    },

    /** As it is kept in the page until its first code comes. */
    sealed: (accountId: string, secret: string): string => keys.seal(secret, `enrol:${accountId}`),
    unsealed: (accountId: string, sealed: string): string => keys.unseal(sealed, `enrol:${accountId}`),
    uriOf: (secret: string, login: string): string => totp(secret, login).toString(),

    /** Keeps a secret if the code shows that the app has it. */
    async confirm(
      tx: Transaction,
      { accountId, secret, code, now }: { accountId: string; secret: string; code: string; now: number },
    ): Promise<boolean> {
      const row = { accountId, secret: keys.seal(secret, accountId), confirmedAt: now, lastStep: 0 };
      const step = stepOf(row, code, now);
      if (step === undefined) return false;
      const set = { ...row, lastStep: step };
      await tx.insert(t).values(set).onConflictDoUpdate({ target: t.accountId, set });
      return true;
    },

    /** Forgets what was set up since then (UTC ms). */
    async forgetSince(tx: Transaction, accountId: string, since: number): Promise<void> {
      await tx.delete(t).where(and(eq(t.accountId, accountId), gte(t.confirmedAt, since)));
    },

    /** Whether the code is one of now and was not used before. */
    async use(tx: Transaction, accountId: string, code: string, now: number): Promise<boolean> {
      const row = await this.of(accountId, tx);
      const step = row && stepOf(row, code, now);
      if (step === undefined) return false;
      const used = await tx
        .update(t)
        .set({ lastStep: step })
        .where(and(eq(t.accountId, accountId), lt(t.lastStep, step)))
        .returning({ accountId: t.accountId });
      return used.length > 0;
    },
  };
}

export type Authenticators = ReturnType<typeof createAuthenticators>;
