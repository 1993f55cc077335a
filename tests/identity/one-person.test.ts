import fc from 'fast-check';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KnownPerson } from '../../src/identity/directory.ts';
import { keepListed } from '../../src/identity/keep-listed.ts';
import { mergePersons, sharedPlatform } from '../../src/identity/merge.ts';
import { createPeople, type Identity } from '../../src/identity/people.ts';
import { separateIdentity } from '../../src/identity/separate.ts';
import type { Database } from '../../src/store/database.ts';
import { createTicketQueries } from '../../src/tickets/ticket-queries.ts';
import { createTicketService } from '../../src/tickets/ticket-service.ts';
import { onEachDatabase, type TestDatabase } from '../support/databases.ts';
import { policy } from '../tickets/setting.ts';
import { listed, newTenant } from './chats.ts';
import { createRelink } from '../../src/tickets/relink.ts';

const ACCOUNTS = [
  ['slack', 'a'],
  ['slack', 'b'],
  ['wecom', 'a'],
  ['wecom', 'b'],
  ['dingtalk', 'a'],
] as const;

type Deed =
  | { do: 'link'; one: number; other: number }
  | { do: 'unlink'; one: number }
  | { do: 'list'; names: (number | undefined)[] };

const account = fc.nat(ACCOUNTS.length - 1);
/** Which of two listed people has each account, if any of them has. */
const list = fc.array(fc.option(fc.nat(1), { nil: undefined, freq: 2 }), {
  minLength: ACCOUNTS.length,
  maxLength: ACCOUNTS.length,
});
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('link' as const), one: account, other: account }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unlink' as const), one: account }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('list' as const), names: list }) },
);

onEachDatabase('whatever is linked, parted and listed', (create) => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await create();
    ({ db } = database);
  });
  afterAll(() => database.drop());

  it('every account has one living person, and every chat and ticket is that person’s', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
        const world = await openWorld(db);
        for (const one of deeds) await world.does(one);
        expect(await world.faults()).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

async function openWorld(db: Database) {
  const tenant = newTenant();
  const people = createPeople(db);
  const service = createTicketService(db, policy);
  const identities: Identity[] = ACCOUNTS.map(([platform, userId]) => ({ platform, tenant, userId }));
  const tickets: string[] = [];
  const belongings = { tables: db.tables, relink: createRelink(db.tables) };
  const queries = createTicketQueries(db);
  let known: KnownPerson[] = [];
  let time = 1_000;
  const cause = () => ({ actor: 'bot', at: time++, sourceEvent: null });

  await db.transaction({}, async (tx) => {
    for (const identity of identities) {
      const { platform, userId } = identity;
      const person = await people.ensure(tx, identity, { userId, name: userId, kind: 'member' }, time);
      const id = `${tenant}-${platform}-${userId}`;
      const place = { platform, tenant, channel: userId };
      const row = { id, ...place, personId: person.id, locale: 'en' as const, createdAt: time++ };
      await tx.insert(db.tables.conversations).values(row);
      const draft = {
        requesterId: person.id,
        conversationId: id,
        title: 'VPN',
        description: 'VPN',
        type: 'network',
        impact: 'person' as const,
        urgency: 'normal' as const,
        answers: [],
        tried: [],
      };
      const ticket = await service.open(tx, draft, { actor: person.id, at: time, sourceEvent: null });
      tickets.push(ticket.id);
    }
  });

  async function personAt(index: number) {
    const identity = identities[index];
    const person = identity && (await people.byIdentity(identity));
    if (!identity || !person) throw new Error(`No person behind account ${index}`);
    return { identity, person };
  }

  async function link(one: number, other: number) {
    const [a, b] = [(await personAt(one)).person, (await personAt(other)).person];
    const isListed = (id: string) => known.some((person) => person.id === id);
    const shared = sharedPlatform(await people.identitiesOf(a.id), await people.identitiesOf(b.id));
    if (a.id === b.id || shared || (isListed(a.id) && isListed(b.id))) return;
    const [from, into] = isListed(a.id) ? [b, a] : [a, b];
    await db.transaction({}, (tx) => mergePersons(tx, belongings, { from, into, cause: cause() }));
  }

  async function unlink(one: number) {
    const { identity, person } = await personAt(one);
    const rows = await people.identitiesOf(person.id);
    const row = rows.find((it) => it.platform === identity.platform && it.userId === identity.userId);
    if (row?.via !== 'code') return;
    await db.transaction({}, (tx) => separateIdentity(tx, belongings, { identity: row, cause: cause() }));
  }

  async function list(names: (number | undefined)[]) {
    known = [0, 1].map((who) => {
      const his = ACCOUNTS.filter((_, i) => names[i] === who);
      return listed(`${tenant.toLowerCase()}-p${who}`, Object.fromEntries(his));
    });
    const directory = { known, linkByEmail: [] };
    await keepListed({ db, relink: createRelink(db.tables), directory, tenantOf: () => tenant, now: time++ });
    for (const person of known) {
      for (const [platform, userId] of Object.entries(person.identities)) {
        const found = await people.byIdentity({ platform, tenant, userId: userId ?? '' });
        expect(found?.id).toBe(person.id);
      }
    }
  }

  return {
    async does(deed: Deed) {
      if (deed.do === 'link') await link(deed.one, deed.other);
      else if (deed.do === 'unlink') await unlink(deed.one);
      else await list(deed.names);
    },

    /** What isn't as it must be. */
    async faults(): Promise<string[]> {
      const { identities: table, conversations, tickets: ticketTable } = db.tables;
      const rows = await db.read.select().from(table).where(eq(table.tenant, tenant));
      const owners = await people.byIds(rows.map(({ personId }) => personId));
      const chats = await db.read.select().from(conversations).where(eq(conversations.tenant, tenant));
      const all = await db.read.select().from(ticketTable).where(inArray(ticketTable.id, tickets));
      const dead = rows.filter((row) => owners.get(row.personId)?.mergedInto !== null);
      const doubled = rows.filter((row) => rows.some((other) => other !== row && isDouble(row, other)));
      const strange = chats.filter((chat) => {
        const owner = rows.find((row) => row.platform === chat.platform && row.userId === chat.channel);
        return chat.personId !== owner?.personId;
      });
      const lost = all.filter((ticket) => {
        const chat = chats.find(({ id }) => id === ticket.conversationId);
        return ticket.requesterId !== chat?.personId;
      });
      const untold = [];
      for (const ticket of all) {
        const events = await queries.eventsOf(ticket.id);
        const linked = events.findLast(({ kind }) => kind === 'requester-linked')?.data.to;
        const moved = events.findLast(({ data }) => 'conversationId' in data)?.data.conversationId;
        const isTold =
          ticket.requesterId === (linked ?? events[0]?.actor) &&
          (moved ?? ticket.conversationId) === ticket.conversationId;
        if (!isTold || !(await queries.chainIntact(ticket.id))) untold.push(ticket);
      }
      return [
        ...untold.map((ticket) => `the history of ${ticket.number} does not say whose it is`),
        ...(rows.length === ACCOUNTS.length ? [] : [`${rows.length} accounts`]),
        ...dead.map((row) => `${row.platform} ${row.userId} leads to somebody who was merged`),
        ...doubled.map((row) => `${row.platform} ${row.userId} is one of two of its person`),
        ...strange.map((chat) => `the chat ${chat.id} is not its account’s`),
        ...lost.map((ticket) => `the ticket ${ticket.number} is told to somebody else`),
      ];
    },
  };
}

function isDouble(one: Identity & { personId: string }, other: Identity & { personId: string }): boolean {
  return one.personId === other.personId && one.platform === other.platform;
}
