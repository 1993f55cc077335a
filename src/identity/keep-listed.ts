import { inArray, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../store/database.ts';
import { carryOutAll, LIST, type CarryingOut } from './carry-out.ts';
import type { KnownPerson } from './directory.ts';
import { planChanges } from './listed-changes.ts';
import { addressesOf } from './met-addresses.ts';
import type { Person } from './people.ts';

export interface KeepListedOptions extends CarryingOut {
  /** The organisation a platform is connected to; nothing while that isn't known. */
  tenantOf: (platform: string) => string | undefined;
}

const MOST_IN_A_QUERY = 500;
/** So that others needn't wait for long: each change holds the chats of those it concerns. */
const MOST_AT_ONCE = 100;

/**
 * Brings the database in line with the people that the configuration names: their rows, their accounts, also those
 * that are theirs by their e-mail address, and no account that isn't theirs any more (rule I-5). Accounts on platforms whose organisation isn't known yet are left
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
  const addresses = await addressesOf(db, { rows, linkByEmail: directory.linkByEmail });
  const changes = planChanges({ rows, stored, addresses, directory, tenantOf });
  for (const part of chunks(fresh, MOST_AT_ONCE)) await writePeople(options, part);
  // What goes comes first; what is left over after a crash is found at the next start.
  for (const part of chunks(changes, MOST_AT_ONCE)) await carryOutAll(options, part);
}

async function writePeople({ db, now }: KeepListedOptions, part: readonly KnownPerson[]): Promise<void> {
  await db.transaction({ lock: [LIST] }, async (tx) => {
    for (const person of part) await writePerson(tx, db, { person, now });
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

function chunks<T>(list: readonly T[], size = MOST_IN_A_QUERY): T[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** PostgreSQL's jsonb doesn't keep the order of keys. */
function sortedJson(profile: Record<string, string>): string {
  return JSON.stringify(Object.entries(profile).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
