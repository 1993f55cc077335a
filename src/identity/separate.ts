import { and, desc, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import { newId } from '../runtime/id.ts';
import type { Transaction } from '../store/database.ts';
import type { Tables } from '../store/schema.ts';
import type { Identity, IdentityRow, Person } from './people.ts';
import type { Belongings, LinkCause } from './relink.ts';
import { moveWork } from './separate-work.ts';
import { isFrom, type Leaving } from './leaving.ts';

/**
 * Gives an account a new person of its own. Its direct chat goes with it, and so do the tickets that it had
 * opened itself before it was linked; what came after stays, and is told in another chat of the person it leaves.
 * A person left without any chat would never hear of his tickets: then they go along as well. What an agent took
 * over with the account stays in its hands.
 * The caller holds the person's conversations.
 */
export async function separateIdentity(
  tx: Transaction,
  kept: Belongings,
  { identity, cause }: { identity: IdentityRow; cause: LinkCause },
): Promise<Person> {
  const { tables } = kept;
  const { people, identities } = tables;
  const now = cause.at;
  const [left] = await tx.select().from(people).where(eq(people.id, identity.personId));
  if (!left) throw new Error('An identity without a person');
  const own: Person = {
    id: newId(now),
    name: await formerName(tx, tables, { identity, left }),
    locale: left.locale,
    department: null,
    profile: {},
    email: null,
    mergedInto: null,
    createdAt: now,
  };
  await tx.insert(people).values(own);
  await tx
    .update(identities)
    .set({ personId: own.id, via: 'parted', linkedAt: now })
    .where(isIdentity(tables, identity));
  const leaving = { identity, left, own, cause };
  const moved = await moveConversations(tx, tables, leaving);
  await moveTickets(tx, kept, { leaving, moved });
  await moveWork(tx, kept, leaving);
  return own;
}

export function isIdentity({ identities }: Tables, { platform, tenant, userId }: Identity) {
  return and(eq(identities.platform, platform), eq(identities.tenant, tenant), eq(identities.userId, userId));
}

/** What the account was called before it was linked, where only one was. */
async function formerName(
  tx: Transaction,
  { people }: Tables,
  { identity, left }: Pick<Leaving, 'identity' | 'left'>,
): Promise<string> {
  if (identity.via !== 'code') return left.name;
  const merged = await tx.select({ name: people.name }).from(people).where(eq(people.mergedInto, left.id));
  return (merged.length === 1 ? merged[0]?.name : undefined) ?? left.name;
}

/** The direct chats on the account's platform; nobody has two accounts there. */
async function moveConversations(
  tx: Transaction,
  { conversations, dialogues }: Tables,
  { identity, left, own }: Leaving,
): Promise<string[]> {
  const { platform, tenant } = identity;
  const rows = await tx
    .update(conversations)
    .set({ personId: own.id })
    .where(
      and(
        eq(conversations.personId, left.id),
        eq(conversations.platform, platform),
        eq(conversations.tenant, tenant),
      ),
    )
    .returning({ id: conversations.id });
  const moved = rows.map(({ id }) => id);
  if (moved.length > 0) {
    await tx.update(dialogues).set({ personId: own.id }).where(inArray(dialogues.holder, moved));
  }
  return moved;
}

async function moveTickets(
  tx: Transaction,
  { tables, relink }: Belongings,
  { leaving, moved }: { leaving: Leaving; moved: readonly string[] },
): Promise<void> {
  const { tickets, conversations } = tables;
  const { left, own, cause } = leaving;
  const [home] = moved;
  if (home === undefined) return;
  const change = { from: left.id, cause };
  const opened = await openedBefore(tx, tables, leaving);
  await relink(tx, { ...change, ids: opened, set: { requesterId: own.id, conversationId: home } });
  const [rest] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.personId, left.id))
    .orderBy(desc(conversations.createdAt))
    .limit(1);
  const told = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.requesterId, left.id), inArray(tickets.conversationId, [...moved])));
  const ids = told.map(({ id }) => id);
  await relink(tx, {
    ...change,
    ids,
    set: rest ? { conversationId: rest.id } : { requesterId: own.id },
  });
}

/** Tickets that this very account opened while another person stood behind it. */
async function openedBefore(
  tx: Transaction,
  { tickets, ticketEvents, inbox }: Tables,
  { identity, left }: Leaving,
): Promise<string[]> {
  const rows = await tx
    .select({ id: tickets.id, payload: inbox.payload })
    .from(tickets)
    .innerJoin(ticketEvents, and(eq(ticketEvents.ticketId, tickets.id), eq(ticketEvents.n, 1)))
    .innerJoin(inbox, eq(inbox.id, ticketEvents.sourceEvent))
    .where(
      and(
        eq(tickets.requesterId, left.id),
        ne(ticketEvents.actor, left.id),
        isNotNull(ticketEvents.sourceEvent),
      ),
    );
  return rows.flatMap(({ id, payload }) => (isFrom(identity, payload) ? [id] : []));
}
