import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Locale, Profile as AccountProfile, Sender } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import { insertRows, prepared, preparedOn } from '../store/prepared.ts';
import type { Tables } from '../store/schema.ts';
import { directoryOf, type Directory } from './directory.ts';

export type Person = Tables['people']['$inferSelect'];
export type IdentityRow = Tables['identities']['$inferSelect'];

/** Who somebody is on one platform. Nothing else identifies a person (rule I-1). */
export interface Identity {
  platform: string;
  tenant: string;
  userId: string;
}

const MOST_MERGES = 10;

/** The people Deskline knows and the platform identities that lead to them. */
export function createPeople(db: Database, directory: Directory = { known: [], linkByEmail: [] }) {
  const { people, identities } = db.tables;
  const { ownerOfEmail } = directoryOf(directory);

  const byIdentity = async (identity: Identity, from: Reader = db.read): Promise<Person | undefined> => {
    const query = preparedOn({ db, from }, 'person by identity', () =>
      from
        .select({ person: people })
        .from(identities)
        .innerJoin(people, eq(people.id, identities.personId))
        .where(
          and(
            eq(identities.platform, sql.placeholder('platform')),
            eq(identities.tenant, sql.placeholder('tenant')),
            eq(identities.userId, sql.placeholder('userId')),
          ),
        ),
    );
    return (await query.execute({ ...identity }))[0]?.person;
  };

  const byId = async (id: string, from: Reader = db.read): Promise<Person | undefined> => {
    const query = preparedOn({ db, from }, 'person by id', () =>
      from
        .select()
        .from(people)
        .where(eq(people.id, sql.placeholder('id'))),
    );
    return (await query.execute({ id }))[0];
  };

  const byIds = async (ids: readonly string[], from: Reader = db.read): Promise<Map<string, Person>> => {
    if (ids.length === 0) return new Map();
    const slots = ids.map((_, n) => sql.placeholder(`id${n}`));
    const query = preparedOn({ db, from }, `${ids.length} people by id`, () =>
      from.select().from(people).where(inArray(people.id, slots)),
    );
    const found = await query.execute(Object.fromEntries(ids.map((id, n) => [`id${n}`, id])));
    return new Map(found.map((person) => [person.id, person]));
  };

  const identitiesOf = (personId: string, from: Reader = db.read): Promise<IdentityRow[]> =>
    from.select().from(identities).where(eq(identities.personId, personId)).execute();

  /** The person behind an identity; somebody never seen before becomes a new person, or is found by his e-mail. */
  async function ensure(
    tx: Transaction,
    identity: Identity,
    sender: Sender,
    now: number,
    profile?: AccountProfile,
  ): Promise<Person> {
    const known = await byIdentity(identity, tx);
    if (known) return fillIn(tx, known, { name: sender.name, profile });
    const listed = await listedPerson(tx, identity, profile?.email);
    const person = listed ?? newcomer(sender, now, profile);
    if (!listed) await insertRows(tx, { tables: db.tables, into: 'people' }, [person]);
    const via = listed ? 'directory' : 'first-contact';
    if (await link(tx, { ...identity, personId: person.id, via, linkedAt: now })) {
      return fillIn(tx, person, { name: sender.name, profile });
    }
    // Another replica met the same person first; ours stays without an identity and is taken back.
    if (!listed) await tx.delete(people).where(eq(people.id, person.id));
    const first = await byIdentity(identity, tx);
    if (!first) throw new Error('An identity vanished while it was being created');
    return first;
  }

  /** Who has this e-mail address in the company's list, where the platform's addresses are the company's (rule PR-2). */
  async function listedPerson(
    tx: Transaction,
    { platform, tenant }: Identity,
    email: string | undefined,
  ): Promise<Person | undefined> {
    const id = ownerOfEmail(platform, email);
    const listed = id === undefined ? undefined : await byId(id, tx);
    if (!listed) return undefined;
    const others = await identitiesOf(listed.id, tx);
    // A second account on the same platform with the same address: nobody can say which one is his.
    return others.some((one) => one.platform === platform && one.tenant === tenant) ? undefined : listed;
  }

  async function link(tx: Transaction, row: IdentityRow): Promise<boolean> {
    const query = prepared(db.tables, 'link an identity', () =>
      tx
        .insert(identities)
        .values({
          platform: sql`${sql.placeholder('platform')}`,
          tenant: sql`${sql.placeholder('tenant')}`,
          userId: sql`${sql.placeholder('userId')}`,
          personId: sql`${sql.placeholder('personId')}`,
          via: sql`${sql.placeholder('via')}`,
          linkedAt: sql`${sql.placeholder('linkedAt')}`,
        })
        .onConflictDoNothing()
        .returning(),
    );
    return (await query.execute({ ...row })).length > 0;
  }

  /** Adds what wasn't known of a person; what he chose or the configuration says stays. */
  async function fillIn(
    tx: Transaction,
    person: Person,
    { name, profile }: { name: string; profile: AccountProfile | undefined },
  ): Promise<Person> {
    const set = missing(person, { name, profile });
    if (Object.keys(set).length === 0) return person;
    await tx.update(people).set(set).where(eq(people.id, person.id));
    return { ...person, ...set };
  }

  return {
    byIdentity,
    byId,
    byIds,
    identitiesOf,
    ensure,

    /** Those among `ids` who are called `name` (case doesn't matter, nor a leading `@`). */
    async byNames(name: string, ids: readonly string[], from: Reader = db.read): Promise<Person[]> {
      const wanted = plainName(name);
      const among = await byIds(ids, from);
      return [...among.values()].filter((person) => plainName(person.name) === wanted);
    },

    /** Who somebody is today: the person he was merged into, or himself. */
    async living(id: string, from: Reader = db.read): Promise<Person | undefined> {
      let person = await byId(id, from);
      for (let hop = 0; person?.mergedInto && hop < MOST_MERGES; hop++) {
        person = await byId(person.mergedInto, from);
      }
      return person;
    },

    /** Keeps what a platform says of an account; writes only what is new. */
    async meet(identity: Identity, profile: AccountProfile, now: number): Promise<void> {
      const known = await byIdentity(identity);
      const isComplete = known && Object.keys(missing(known, { name: profile.name, profile })).length === 0;
      if (!isComplete) await db.transaction({}, (tx) => ensure(tx, identity, profile, now, profile));
    },

    async setLocale(tx: Transaction, personId: string, locale: Locale): Promise<void> {
      await tx.update(people).set({ locale }).where(eq(people.id, personId));
    },
  };
}

export type People = ReturnType<typeof createPeople>;

function newcomer(sender: Sender, now: number, profile: AccountProfile | undefined): Person {
  return {
    id: newId(now),
    name: sender.name,
    locale: profile?.locale ?? null,
    department: profile?.department ?? null,
    profile: {},
    email: profile?.email ?? null,
    mergedInto: null,
    createdAt: now,
  };
}

/** Whoever is only known by his account is called by its id until he is seen. */
function missing(
  { id, name: known, locale, department, email }: Person,
  { name, profile }: { name: string; profile: AccountProfile | undefined },
): Partial<Person> {
  return {
    ...(known === id && name !== '' && name !== id ? { name } : {}),
    ...(locale === null && profile?.locale ? { locale: profile.locale } : {}),
    ...(department === null && profile?.department ? { department: profile.department } : {}),
    ...(email === null && profile?.email ? { email: profile.email } : {}),
  };
}

function plainName(name: string): string {
  return name.normalize('NFKC').trim().replace(/^@/, '').trim().toLowerCase();
}
