import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { IdentityRow } from './people.ts';

/**
 * By person, the e-mail address that the platform of his only account gave of him. Of whom another account is or was
 * linked it isn't known which platform the address comes from, and not every platform's proves something (rule PR-2).
 */
export async function addressesOf(
  db: Database,
  { rows, linkByEmail }: { rows: readonly IdentityRow[]; linkByEmail: readonly string[] },
): Promise<Map<string, string>> {
  if (linkByEmail.length === 0) return new Map();
  const { people, identities } = db.tables;
  const met = await db.read
    .select({ id: people.id, email: people.email })
    .from(identities)
    .innerJoin(people, eq(people.id, identities.personId))
    .where(
      and(
        eq(identities.via, 'first-contact'),
        inArray(identities.platform, [...linkByEmail]),
        isNotNull(people.email),
      ),
    );
  const merged = await db.read
    .selectDistinct({ into: people.mergedInto })
    .from(people)
    .where(isNotNull(people.mergedInto));
  const mixed = new Set(merged.map(({ into }) => into));
  const accounts = new Map<string, number>();
  for (const { personId } of rows) accounts.set(personId, (accounts.get(personId) ?? 0) + 1);
  return new Map(
    met.flatMap(({ id, email }) =>
      email !== null && accounts.get(id) === 1 && !mixed.has(id) ? [[id, email] as const] : [],
    ),
  );
}
