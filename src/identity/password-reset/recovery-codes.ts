import { and, eq, gte, isNull } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import { hashOf } from './keys.ts';

const CODES = 8;
const BYTES = 10;
/** Crockford's base32: nothing that is read as something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 4;

/** Codes to keep on paper: 80 bits each (NIST SP 800-63B-4 asks for 64), kept as hashes, each good once. */
export function createRecoveryCodes(db: Database) {
  const { recoveryCodes: t } = db.tables;

  return {
    /** New codes in place of all older ones; shown once and never again. */
    async renew(tx: Transaction, accountId: string, now: number): Promise<string[]> {
      const codes = Array.from({ length: CODES }, newCode);
      await tx.delete(t).where(eq(t.accountId, accountId));
      await tx
        .insert(t)
        .values(codes.map((code) => ({ accountId, hash: hashOf(plain(code)), createdAt: now })));
      return codes;
    },

    /** Forgets those made since then (UTC ms). */
    async forgetSince(tx: Transaction, accountId: string, since: number): Promise<void> {
      await tx.delete(t).where(and(eq(t.accountId, accountId), gte(t.createdAt, since)));
    },

    /** How many are left. */
    left: (accountId: string, from: Reader = db.read): Promise<number> =>
      from.$count(t, and(eq(t.accountId, accountId), isNull(t.usedAt))),

    /** Uses a code up; false where it is none, or was used. */
    async use(tx: Transaction, accountId: string, code: string, now: number): Promise<boolean> {
      const used = await tx
        .update(t)
        .set({ usedAt: now })
        .where(and(eq(t.accountId, accountId), eq(t.hash, hashOf(plain(code))), isNull(t.usedAt)))
        .returning({ hash: t.hash });
      return used.length > 0;
    },
  };
}

function newCode(): string {
  let bits = BigInt(`0x${randomBytes(BYTES).toString('hex')}`);
  let code = '';
  for (let i = 0; i < (BYTES * 8) / 5; i += 1) {
    code = ALPHABET[Number(bits & 31n)] + code;
    bits >>= 5n;
  }
  return code.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? code;
}

/** As it is compared: what is easily mistyped counts as what is meant. */
function plain(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
