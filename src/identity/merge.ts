import { and, eq, inArray, isNull, like } from 'drizzle-orm';
import type { Transaction } from '../store/database.ts';
import type { Identity, Person } from './people.ts';
import type { Belongings, LinkCause } from './relink.ts';

export interface Merge {
  from: Person;
  into: Person;
  cause: LinkCause;
}

/**
 * Makes two persons one: `into` takes over the accounts, conversations and tickets of `from`, whose row stays for
 * the history that names him. The caller holds both persons' conversations, and neither has an account where
 * the other has one (see `sharedPlatform`).
 */
export async function mergePersons(
  tx: Transaction,
  kept: Belongings,
  { from, into, cause }: Merge,
): Promise<void> {
  const now = cause.at;
  const { people, identities, conversations, linkCodes } = kept.tables;
  if (from.id === into.id) return;
  const to = { personId: into.id };
  await tx
    .update(identities)
    .set({ ...to, via: 'code', linkedAt: now })
    .where(and(eq(identities.personId, from.id), inArray(identities.via, ['first-contact', 'parted'])));
  await tx.update(identities).set(to).where(eq(identities.personId, from.id));
  await tx.update(conversations).set(to).where(eq(conversations.personId, from.id));
  await moveWork(tx, kept, { from, into, cause });
  await tx
    .update(linkCodes)
    .set({ usedAt: now })
    .where(and(inArray(linkCodes.personId, [from.id, into.id]), isNull(linkCodes.usedAt)));
  await tx.update(people).set({ mergedInto: into.id }).where(eq(people.mergedInto, from.id));
  await tx.update(people).set({ mergedInto: into.id }).where(eq(people.id, from.id));
  await tx.update(people).set(bothKnow(from, into)).where(eq(people.id, into.id));
}

async function moveWork(
  tx: Transaction,
  { tables, relink }: Belongings,
  { from, into, cause }: Merge,
): Promise<void> {
  const { tickets, dialogues, deskMembers, collaborationTasks, incidentReports } = tables;
  // What an agent is being asked is kept under his id; he is asked again.
  await tx
    .update(dialogues)
    .set({ open: false, updatedAt: cause.at })
    .where(
      and(
        eq(dialogues.personId, from.id),
        like(dialogues.holder, `desk:%:${from.id}`),
        eq(dialogues.open, true),
      ),
    );
  await tx.update(dialogues).set({ personId: into.id }).where(eq(dialogues.personId, from.id));
  const id = { id: tickets.id };
  const opened = await tx.select(id).from(tickets).where(eq(tickets.requesterId, from.id));
  const held = await tx.select(id).from(tickets).where(eq(tickets.assigneeId, from.id));
  const change = { from: from.id, cause };
  await relink(tx, { ...change, ids: idsOf(opened), set: { requesterId: into.id } });
  await relink(tx, { ...change, ids: idsOf(held), set: { assigneeId: into.id } });
  await tx
    .update(collaborationTasks)
    .set({ ownerId: into.id })
    .where(eq(collaborationTasks.ownerId, from.id));
  await tx.update(incidentReports).set({ personId: into.id }).where(eq(incidentReports.personId, from.id));
  const seen = await tx.select().from(deskMembers).where(eq(deskMembers.personId, from.id));
  if (seen.length === 0) return;
  const rows = seen.map((row) => ({ ...row, personId: into.id }));
  await tx.insert(deskMembers).values(rows).onConflictDoNothing();
  await tx.delete(deskMembers).where(eq(deskMembers.personId, from.id));
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

/** What was known of either; of both, what `into` says. Somebody named by configuration may have no name yet. */
function bothKnow(from: Person, into: Person): Partial<Person> {
  return {
    mergedInto: null,
    name: into.name === into.id ? from.name : into.name,
    locale: into.locale ?? from.locale,
    department: into.department ?? from.department,
    email: into.email ?? from.email,
    profile: { ...from.profile, ...into.profile },
  };
}

/**
 * A platform on which both have an account. Nobody has two on one: then it is always clear which account a
 * direct chat belongs to.
 */
export function sharedPlatform(one: readonly Identity[], other: readonly Identity[]): string | undefined {
  return one.find((mine) => other.some((his) => isSamePlatform(mine, his)))?.platform;
}

export function isSamePlatform(one: Omit<Identity, 'userId'>, other: Omit<Identity, 'userId'>): boolean {
  return one.platform === other.platform && one.tenant === other.tenant;
}
