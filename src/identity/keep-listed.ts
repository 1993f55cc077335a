import { eq, inArray, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { Directory, KnownPerson } from './directory.ts';
import { planChanges, type Change } from './listed-changes.ts';
import { isSamePlatform, mergePersons } from './merge.ts';
import type { Identity, IdentityRow, Person } from './people.ts';
import type { Belongings, LinkCause, Relink } from './relink.ts';
import { isIdentity, separateIdentity } from './separate.ts';

export interface KeepListedOptions {
  db: Database;
  directory: Directory;
  /** The organisation a platform is connected to; nothing while that isn't known. */
  tenantOf: (platform: string) => string | undefined;
  relink: Relink;
  now: number;
}

const LIST = 'people-list';
const MOST_IN_A_QUERY = 500;
/** So that others needn't wait for long: each change holds the chats of those it concerns. */
const MOST_AT_ONCE = 100;

/**
 * Brings the database in line with the people that the configuration names: their rows, their accounts, and no
 * account that isn't theirs any more (rule I-5). Accounts on platforms whose organisation isn't known yet are left
 * as they are: to be repeated, at no harm, whenever a platform has connected.
 */
export async function keepListed(options: KeepListedOptions): Promise<void> {
  const { db, directory, tenantOf } = options;
  const { people, identities } = db.tables;
  const { known } = directory;
  const rows = await db.read.select().from(identities);
  const stored = new Map<string, Person>();
  for (const part of chunks(known.map(({ id }) => id))) {
    const found = await db.read.select().from(people).where(inArray(people.id, part));
    for (const person of found) stored.set(person.id, person);
  }
  const fresh = known.filter((person) => !isUpToDate(stored.get(person.id), person));
  const changes = planChanges({ rows, stored, directory, tenantOf });
  for (const part of chunks(fresh, MOST_AT_ONCE)) await writePeople(options, part);
  // What goes comes first; what is left over after a crash is found at the next start.
  for (const part of chunks(changes, MOST_AT_ONCE)) await carryOutAll(options, part);
}

async function writePeople({ db, now }: KeepListedOptions, part: readonly KnownPerson[]): Promise<void> {
  await db.transaction({ lock: [LIST] }, async (tx) => {
    for (const person of part) await writePerson(tx, db, { person, now });
  });
}

async function carryOutAll(
  { db, directory, relink, now }: KeepListedOptions,
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

function isUpToDate(stored: Person | undefined, person: KnownPerson): boolean {
  return (
    stored !== undefined &&
    stored.mergedInto === null &&
    (stored.name === person.name || person.name === person.id) &&
    stored.department === (person.department ?? stored.department) &&
    stored.email === (person.email ?? null) &&
    (stored.locale !== null || !person.locale) &&
    sortedJson(stored.profile) === sortedJson(person.profile)
  );
}

/** What the configuration says wins, but for the language: that one the person chooses himself. */
async function writePerson(
  tx: Transaction,
  { tables: { people } }: Database,
  { person, now }: { person: KnownPerson; now: number },
): Promise<void> {
  const { id, name, locale = null, department, email = null, profile } = person;
  await tx
    .insert(people)
    .values({ id, name, locale, department: department ?? null, email, profile, createdAt: now })
    .onConflictDoUpdate({
      target: people.id,
      set: {
        ...(name === id ? {} : { name }),
        ...(department === undefined ? {} : { department }),
        locale: sql`coalesce(${people.locale}, ${locale})`,
        email,
        profile,
        mergedInto: null,
      },
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
  const { personId } = what;
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

async function accountsOf(tx: Transaction, { identities }: Tables, personId: string): Promise<IdentityRow[]> {
  return tx.select().from(identities).where(eq(identities.personId, personId));
}

async function rowOf(tx: Transaction, tables: Tables, identity: Identity): Promise<IdentityRow | undefined> {
  const rows = await tx.select().from(tables.identities).where(isIdentity(tables, identity));
  return rows[0];
}

function chunks<T>(list: readonly T[], size = MOST_IN_A_QUERY): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** PostgreSQL's jsonb doesn't keep the order of keys. */
function sortedJson(profile: Record<string, string>): string {
  return JSON.stringify(Object.entries(profile).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
