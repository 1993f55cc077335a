import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Locale, Sender } from '../platforms/platform.ts';
import { newId } from '../runtime/id.ts';
import type { Database, Reader, Transaction } from '../store/database.ts';
import { insertRows, prepared, preparedOn } from '../store/prepared.ts';
import type { Profile, Tables } from '../store/schema.ts';

export type Person = Tables['people']['$inferSelect'];

/** Who somebody is on one platform. Nothing else identifies a person (rule I-1). */
export interface Identity {
  platform: string;
  tenant: string;
  userId: string;
}

export interface KnownPerson {
  id: string;
  name: string;
  locale: Locale;
  department: string;
  profile: Profile;
}

/** The people Deskline knows and the platform identities that lead to them. */
export function createPeople(db: Database) {
  const { people, identities } = db.tables;

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

  return {
    byIdentity,

    async byId(id: string, from: Reader = db.read): Promise<Person | undefined> {
      const query = preparedOn({ db, from }, 'person by id', () =>
        from
          .select()
          .from(people)
          .where(eq(people.id, sql.placeholder('id'))),
      );
      return (await query.execute({ id }))[0];
    },

    async byIds(ids: readonly string[], from: Reader = db.read): Promise<Map<string, Person>> {
      if (ids.length === 0) return new Map();
      const found = await from
        .select()
        .from(people)
        .where(inArray(people.id, [...ids]));
      return new Map(found.map((person) => [person.id, person]));
    },

    async identitiesOf(personId: string, from: Reader = db.read): Promise<Identity[]> {
      return from.select().from(identities).where(eq(identities.personId, personId));
    },

    /** The person behind an identity; somebody never seen before becomes a new person. */
    async ensure(tx: Transaction, identity: Identity, sender: Sender, now: number): Promise<Person> {
      const known = await byIdentity(identity, tx);
      if (known) return known;
      const person = {
        id: newId(now),
        name: sender.name,
        locale: null,
        department: null,
        profile: {},
        createdAt: now,
      };
      await insertRows(tx, { tables: db.tables, into: 'people' }, [person]);
      const link = prepared(db.tables, 'link an identity', () =>
        tx
          .insert(identities)
          .values({
            platform: sql`${sql.placeholder('platform')}`,
            tenant: sql`${sql.placeholder('tenant')}`,
            userId: sql`${sql.placeholder('userId')}`,
            personId: sql`${sql.placeholder('personId')}`,
          })
          .onConflictDoNothing()
          .returning(),
      );
      const linked = await link.execute({ ...identity, personId: person.id });
      if (linked.length > 0) return person;
      // Another replica met the same person first; ours stays without an identity and is taken back.
      await tx.delete(people).where(eq(people.id, person.id));
      const first = await byIdentity(identity, tx);
      if (!first) throw new Error('An identity vanished while it was being created');
      return first;
    },

    /** Writes people known from configuration, each with one identity. */
    async keep(
      tx: Transaction,
      known: readonly KnownPerson[],
      where: Omit<Identity, 'userId'>,
      now: number,
    ): Promise<void> {
      for (const { id, name, locale, department, profile } of known) {
        const set = { name, department, profile };
        await tx
          .insert(people)
          .values({ id, locale, createdAt: now, ...set })
          .onConflictDoUpdate({ target: people.id, set });
        await tx
          .insert(identities)
          .values({ ...where, userId: id, personId: id })
          .onConflictDoNothing();
      }
    },

    async setLocale(tx: Transaction, personId: string, locale: Locale): Promise<void> {
      await tx.update(people).set({ locale }).where(eq(people.id, personId));
    },
  };
}

export type People = ReturnType<typeof createPeople>;
