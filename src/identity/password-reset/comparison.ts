import { SECURITY_LOG } from './locks.ts';
import { and, eq, gt, inArray } from 'drizzle-orm';
import type { AccountDirectory } from '../accounts/account.ts';
import type { Database } from '../../store/database.ts';
import { type SecurityLog } from './security-log.ts';

export interface ComparisonOptions {
  db: Database;
  directory: Pick<AccountDirectory, 'ownChanges' | 'byDn'>;
  security: SecurityLog;
}

/** Clocks of two machines differ, and the directory writes a little before or after we note it. */
const SLACK_MS = 2 * 60_000;
const WRITES = ['applying', 'applied', 'unknown'];

/** Holds the directory's own log against ours: what our account changed there and nobody noted here (rule PR-23). */
export function createComparison({ db, directory, security }: ComparisonOptions) {
  const { securityEvents: t } = db.tables;

  async function isNoted(accountId: string, at: number): Promise<boolean> {
    const rows = await db.read
      .select({ at: t.at })
      .from(t)
      .where(and(eq(t.accountId, accountId), inArray(t.kind, WRITES), gt(t.at, at - SLACK_MS)));
    return rows.some((row) => Math.abs(row.at - at) <= SLACK_MS);
  }

  /**
   * How many password changes since then (UTC ms) our log doesn't know; each is written into it. Undefined where the
   * directory keeps no log that we can read. Throws a DirectoryError.
   */
  return async function compare(since: number, now: number): Promise<number | undefined> {
    const changes = await directory.ownChanges(since);
    if (changes === undefined) return undefined;
    let foreign = 0;
    for (const { dn, at } of changes) {
      const account = await directory.byDn(dn);
      if (account && (await isNoted(account.id, at))) continue;
      foreign += 1;
      await db.transaction({ lock: [SECURITY_LOG] }, (tx) =>
        security.append(tx, {
          kind: 'change-not-ours',
          at: now,
          actor: 'directory',
          accountId: account?.id,
          data: { changedAt: at },
        }),
      );
    }
    return foreign;
  };
}
