import { eq, inArray } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { Directory } from './directory.ts';
import type { Change } from './listed-changes.ts';
import { isSamePlatform, mergePersons } from './merge.ts';
import type { Identity, IdentityRow } from './people.ts';
import type { Belongings, LinkCause, Relink } from './relink.ts';
import { isIdentity, separateIdentity } from './separate.ts';

export interface CarryingOut {
  db: Database;
  directory: Directory;
  relink: Relink;
  now: number;
}

/** Held while listed people and their accounts change. */
export const LIST = 'people-list';

/** Makes the changes in one transaction, which holds the chats of those concerned. */
export async function carryOutAll(
  { db, directory, relink, now }: CarryingOut,
  changes: readonly Change[],
): Promise<void> {
  const { conversations } = db.tables;
  const concerned = [...new Set(changes.flatMap(({ concerns }) => concerns))];
  const chats = await db.read
    .select({ id: conversations.id })
    .from(conversations)
    .where(inArray(conversations.personId, concerned));
  const isListed = (id: string) => directory.known.some((person) => person.id === id);
  const cause = { actor: 'bot', at: now, sourceEvent: null };
  const lock = [LIST, ...chats.map(({ id }) => `conversation:${id}`)];
  await db.transaction({ lock }, async (tx) => {
    for (const change of changes) {
      await carryOut(tx, { tables: db.tables, relink }, { change, isListed, cause });
    }
  });
}

async function carryOut(
  tx: Transaction,
  kept: Belongings,
  { change, isListed, cause }: { change: Change; isListed: (id: string) => boolean; cause: LinkCause },
): Promise<void> {
  const { tables } = kept;
  const { identity, ...what } = change;
  if (what.do === 'part') {
    const row = await rowOf(tx, tables, identity);
    // Another replica may have been quicker.
    if (row && what.concerns.includes(row.personId)) {
      await separateIdentity(tx, kept, { identity: row, cause });
    }
    return;
  }
  const { personId, by } = what;
  if (by === 'email' && (await hasAccount(tx, tables, { identity, personId }))) return;
  await makeRoom(tx, kept, { identity, personId, cause });
  const linked = { ...identity, personId, via: 'directory' as const, linkedAt: cause.at };
  await tx.insert(tables.identities).values(linked).onConflictDoNothing();
  const row = await rowOf(tx, tables, identity);
  if (!row) throw new Error('An identity vanished while it was being linked');
  if (row.personId !== personId) {
    // From somebody else of the list only the account is taken.
    const own = isListed(row.personId)
      ? await separateIdentity(tx, kept, { identity: row, cause })
      : undefined;
    await mergeInto(tx, kept, { from: own?.id ?? row.personId, into: personId, cause });
  }
  if (row.via !== 'directory' || row.personId !== personId) {
    await tx.update(tables.identities).set(linked).where(isIdentity(tables, identity));
  }
}

interface Merging {
  from: string;
  into: string;
  cause: LinkCause;
}

/** What the other had linked on a platform where the listed person has an account of his own is parted from it. */
async function mergeInto(tx: Transaction, kept: Belongings, { from, into, cause }: Merging): Promise<void> {
  const { tables } = kept;
  const { people } = tables;
  const own = await accountsOf(tx, tables, into);
  for (const account of await accountsOf(tx, tables, from)) {
    if (own.some((one) => isSamePlatform(one, account))) {
      await separateIdentity(tx, kept, { identity: account, cause });
    }
  }
  const both = await tx
    .select()
    .from(people)
    .where(inArray(people.id, [from, into]));
  const other = both.find(({ id }) => id === from);
  const listed = both.find(({ id }) => id === into);
  if (!other || !listed) throw new Error('A person to be merged is not there');
  await mergePersons(tx, kept, { from: other, into: listed, cause });
}

/** Nobody has two accounts on one platform: the listed one takes the place of one that was linked otherwise. */
async function makeRoom(
  tx: Transaction,
  kept: Belongings,
  { identity, personId, cause }: { identity: Identity; personId: string; cause: LinkCause },
): Promise<void> {
  for (const account of await accountsOf(tx, kept.tables, personId)) {
    if (isSamePlatform(account, identity) && account.userId !== identity.userId) {
      await separateIdentity(tx, kept, { identity: account, cause });
    }
  }
}

/** A second account with one address: nobody can say which one is his. */
async function hasAccount(
  tx: Transaction,
  tables: Tables,
  { identity, personId }: { identity: Identity; personId: string },
): Promise<boolean> {
  return (await accountsOf(tx, tables, personId)).some((account) => isSamePlatform(account, identity));
}

async function accountsOf(tx: Transaction, { identities }: Tables, personId: string): Promise<IdentityRow[]> {
  return tx.select().from(identities).where(eq(identities.personId, personId));
}

async function rowOf(tx: Transaction, tables: Tables, identity: Identity): Promise<IdentityRow | undefined> {
  const rows = await tx.select().from(tables.identities).where(isIdentity(tables, identity));
  return rows[0];
}
