import { and, eq, inArray } from 'drizzle-orm';
import type { Database, Reader, Transaction } from '../../store/database.ts';
import type { ContactMarks, Tables } from '../../store/schema.ts';
import { contactKinds, type Account, type ContactKind } from '../accounts/account.ts';
import type { Identity } from '../people.ts';
import { isIdentity } from '../separate.ts';
import type { Keys } from './keys.ts';

export type BookedAccount = Tables['directoryAccounts']['$inferSelect'];

/** Whose an account is, as an administrator's sync says (rule PR-2). */
export interface AccountLink {
  booked: BookedAccount;
  /** Since when (UTC ms) both the chat account and the directory's account are known to be the person's. */
  linkedAt: number;
}

const MOST_IN_A_QUERY = 500;

/** Remembers whose the directory's accounts are, and when their contacts changed. */
export function createAccountBook(db: Database, keys: Pick<Keys, 'mark'>) {
  const { directoryAccounts: t, identities } = db.tables;

  const valueOf = (account: Account, kind: ContactKind) =>
    kind === 'manager' ? account.managerDn?.toLowerCase() : account[kind]?.trim().toLowerCase();

  const markOf = (account: Account, kind: ContactKind) =>
    keys.mark('contact', `${account.id}\0${kind}\0${valueOf(account, kind) ?? ''}`);

  function marksNow(account: Account, known: ContactMarks | undefined, now: number): ContactMarks {
    return Object.fromEntries(
      contactKinds.map((kind) => {
        const mark = markOf(account, kind);
        const before = known?.[kind];
        const changedAt = before && before.mark !== mark ? now : (before?.changedAt ?? null);
        return [kind, { mark, changedAt }];
      }),
    );
  }

  async function byIds(ids: readonly string[], from: Reader): Promise<Map<string, BookedAccount>> {
    const rows =
      ids.length === 0
        ? []
        : await from
            .select()
            .from(t)
            .where(inArray(t.id, [...ids]));
    return new Map(rows.map((row) => [row.id, row]));
  }

  return {
    /** Writes down accounts as they are now; whose they are counts from when it was first seen. */
    async keep(
      tx: Transaction,
      owned: readonly { account: Account; personId: string }[],
      now: number,
    ): Promise<void> {
      for (let at = 0; at < owned.length; at += MOST_IN_A_QUERY) {
        const part = owned.slice(at, at + MOST_IN_A_QUERY);
        const known = await byIds(
          part.map(({ account }) => account.id),
          tx,
        );
        for (const { account, personId } of part) {
          const before = known.get(account.id);
          const row = {
            login: account.login,
            personId,
            linkedAt: before?.personId === personId ? before.linkedAt : now,
            contacts: marksNow(account, before?.contacts, now),
            seenAt: now,
          };
          await tx
            .insert(t)
            .values({ id: account.id, ...row })
            .onConflictDoUpdate({ target: t.id, set: row });
        }
      }
    },

    /** The account that belongs to a chat account; none where no sync says so, or where it says it of two. */
    async linkOf(identity: Identity, from: Reader = db.read): Promise<AccountLink | undefined> {
      const rows = await from
        .select({ booked: t, since: identities.linkedAt })
        .from(identities)
        .innerJoin(t, eq(t.personId, identities.personId))
        .where(and(isIdentity(db.tables, identity), eq(identities.via, 'directory')))
        .limit(2);
      const [row] = rows;
      if (!row || rows.length > 1) return undefined;
      return { booked: row.booked, linkedAt: Math.max(row.since, row.booked.linkedAt) };
    },

    async byId(accountId: string, from: Reader = db.read): Promise<BookedAccount | undefined> {
      return (await byIds([accountId], from)).get(accountId);
    },

    /** All that are known. */
    all: (from: Reader = db.read): Promise<BookedAccount[]> => from.select().from(t).execute(),

    /** Contacts that changed since then (UTC ms): by what is written down, and by what they are at this moment. */
    changedSince({ contacts }: BookedAccount, account: Account, since: number): ContactKind[] {
      return contactKinds.filter((kind) => {
        const known = contacts[kind];
        if (!known) return false;
        return known.mark !== markOf(account, kind) || (known.changedAt !== null && known.changedAt > since);
      });
    },
  };
}

export type AccountBook = ReturnType<typeof createAccountBook>;
