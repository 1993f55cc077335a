import { eq } from 'drizzle-orm';
import type { Reader, Transaction } from '../../store/database.ts';
import type { ProofMethod, ResetPurpose } from '../../store/schema.ts';
import { DirectoryError, type Account, type ContactKind } from '../accounts/account.ts';
import type { Identity } from '../people.ts';
import type { AccountLink } from './account-book.ts';
import type { ResetCore } from './core.ts';
import { hindranceOf, type Hindrance } from './eligibility.ts';
import { methodsFor, PROOFS_NEEDED } from './proofs.ts';

/** What can be done for somebody's account at this moment. */
export type Looked =
  | { hindrance: Hindrance; account?: Account | undefined }
  | { hindrance?: undefined; account: Account; methods: ProofMethod[]; manager: string | undefined };

const DAY_MS = 86_400_000;
/** Nobody's: looked up where no account is known, so that the answer takes as long (rule PR-15). */
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Looks at the account behind a chat account, and nobody else's (rule PR-1). No transaction is open meanwhile. */
export function createStanding(core: ResetCore) {
  const { db, directory, policy, book, requests, authenticators, recoveryCodes, channels, people } = core;
  const { resetBlocks } = db.tables;

  async function isBlocked(accountId: string, from: Reader = db.read): Promise<boolean> {
    const rows = await from.select().from(resetBlocks).where(eq(resetBlocks.accountId, accountId));
    return rows.length > 0;
  }

  /** The person behind the manager's account, if the directory says so for long enough and he can be written to. */
  async function managerOf(
    account: Account,
    { owner, now }: { owner: string; now: number },
  ): Promise<string | undefined> {
    if (account.managerDn === undefined || account.managerDn === account.dn) return undefined;
    const manager = await directory.byDn(account.managerDn);
    if (!manager || manager.state !== 'active') return undefined;
    const booked = await book.byId(manager.id);
    if (!booked || now - booked.linkedAt < policy.linkAge) return undefined;
    const person = await people.living(booked.personId);
    // Somebody with two accounts doesn't vouch for himself.
    if (!person || person.id === owner) return undefined;
    const chats = await people.identitiesOf(person.id);
    const isKnown = chats.some(
      ({ via, linkedAt }) => via === 'directory' && now - linkedAt >= policy.linkAge,
    );
    return isKnown && (await core.canWriteTo(person.id)) ? person.id : undefined;
  }

  async function changed(account: Account, link: AccountLink, now: number) {
    if (policy.contactsUnchanged === 0) return [];
    const since = now - policy.contactsUnchanged;
    const told: ContactKind[] = (await directory.changedSince(account, since)) ?? [];
    const seen = book.changedSince(link.booked, account, since);
    const authenticator = await authenticators.of(account.id);
    const isNew = (authenticator?.confirmedAt ?? 0) > since;
    return [...new Set<ContactKind | 'totp'>([...told, ...seen, ...(isNew ? ['totp' as const] : [])])];
  }

  async function lookAt(
    link: AccountLink,
    { purpose, now }: { purpose: ResetPurpose; now: number },
  ): Promise<Looked> {
    // Whoever sets up an authenticator does so because he lacks proofs.
    const isEnrolling = purpose === 'enrol';
    const account = await directory.byId(link.booked.id);
    if (!account) return { hindrance: 'no-account' };
    const hindrance = hindranceOf(
      {
        account,
        linkedAt: link.linkedAt,
        isStaff: await core.isStaff(link.booked.personId),
        changed: isEnrolling ? [] : await changed(account, link, now),
        isBlocked: await isBlocked(account.id),
        failures: await requests.failuresSince(account.id, now - DAY_MS),
        now,
      },
      policy,
    );
    if (hindrance) return { hindrance, account };
    const manager = await managerOf(account, { owner: link.booked.personId, now });
    const means = {
      mail: channels.mail !== undefined,
      sms: channels.sms !== undefined,
      totp: ((await authenticators.of(account.id))?.confirmedAt ?? null) !== null,
      recoveryCodes: (await recoveryCodes.left(account.id)) > 0,
      manager: manager !== undefined,
    };
    const methods = methodsFor(account, means, policy.proofs);
    if (methods.length < PROOFS_NEEDED && !isEnrolling) return { hindrance: 'too-few-proofs', account };
    return { account, methods, manager };
  }

  return {
    /** Takes a block away; false where there is none. */
    async lift(tx: Transaction, accountId: string): Promise<boolean> {
      const gone = await tx.delete(resetBlocks).where(eq(resetBlocks.accountId, accountId)).returning();
      return gone.length > 0;
    },

    /** What can be done for the owner of a chat account. Never throws for a directory that is down. */
    async look(
      identity: Identity,
      { purpose, now }: { purpose: ResetPurpose; now: number },
    ): Promise<Looked> {
      try {
        if (!(await core.isOn.read())) return { hindrance: 'switched-off' };
        const link = await book.linkOf(identity);
        if (link) return await lookAt(link, { purpose, now });
        await directory.byId(NOBODY);
        return { hindrance: 'no-account' };
      } catch (error) {
        if (!(error instanceof DirectoryError)) throw error;
        core.log.warn({ fate: error.fate, reason: error.message }, 'the directory could not be asked');
        return { hindrance: 'directory-down' };
      }
    },
  };
}

export type Standings = ReturnType<typeof createStanding>;
