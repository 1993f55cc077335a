import { asc, desc, gt } from 'drizzle-orm';
import type { Database, Transaction } from '../../store/database.ts';
import type { Tables } from '../../store/schema.ts';
import { sameHash, type Keys } from './keys.ts';

export type SecurityEvent = Tables['securityEvents']['$inferSelect'];

/** What was done, by whom, about which request and account; `data` holds no secret, code or address. */
export interface SecurityEntry {
  kind: string;
  at: number;
  actor: string;
  requestId?: string | undefined;
  accountId?: string | undefined;
  data?: Record<string, unknown> | undefined;
}

const GENESIS = '0'.repeat(64);
const PART = 1_000;

/** The append-only log of what was done about accounts (rules PR-23, W-17). */
export function createSecurityLog(db: Database, keys: Pick<Keys, 'mark'>) {
  const { securityEvents: t } = db.tables;

  const hashOf = (event: Omit<SecurityEvent, 'hash'>) => {
    const { previousHash, n, at, kind, actor, requestId, accountId, data } = event;
    return keys.mark(
      'security-log',
      canonical([previousHash, n, at, kind, actor, requestId, accountId, data]),
    );
  };

  return {
    /** Adds one row; the transaction holds SECURITY_LOG. */
    async append(tx: Transaction, entry: SecurityEntry): Promise<void> {
      const { requestId = null, accountId = null, data = {}, ...rest } = entry;
      const [last] = await tx.select({ n: t.n, hash: t.hash }).from(t).orderBy(desc(t.n)).limit(1);
      const row = {
        ...rest,
        requestId,
        accountId,
        data,
        n: (last?.n ?? 0) + 1,
        previousHash: last?.hash ?? GENESIS,
      };
      await tx.insert(t).values({ ...row, hash: hashOf(row) });
    },

    /** The number of the first row that was changed, is missing or out of place; undefined where all is as written. */
    async firstBroken(): Promise<number | undefined> {
      let previous = { n: 0, hash: GENESIS };
      for (;;) {
        const rows = await db.read.select().from(t).where(gt(t.n, previous.n)).orderBy(asc(t.n)).limit(PART);
        for (const row of rows) {
          const isIntact =
            row.n === previous.n + 1 && row.previousHash === previous.hash && sameHash(row.hash, hashOf(row));
          if (!isIntact) return previous.n + 1;
          previous = row;
        }
        if (rows.length < PART) return undefined;
      }
    },
  };
}

export type SecurityLog = ReturnType<typeof createSecurityLog>;

/** JSON with sorted keys: PostgreSQL's jsonb doesn't keep their order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
