import { and, eq, inArray } from 'drizzle-orm';
import type { Identity, People, Person } from '../../identity/people.ts';
import type { Database } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { DeskPolicy, Queue } from '../../tickets/desk-policy.ts';
import type { PresenceBook } from '../../tickets/presence.ts';
import { isManager } from './rights.ts';
import type { Seat } from '../threads/seat.ts';

export interface AgentsOptions {
  db: Database;
  policy: DeskPolicy;
  people: People;
  presence: PresenceBook;
  tenantOf: (platform: string) => string;
}

const ONESELF = new Set(['me', '我', '自己']);
/** `@U0123`, `<@U0123>`, `<@U0123|name>`. */
const ACCOUNT = /^<?@?([^\s@<>|]+)(?:\|[^>]*)?>?$/;
/** What words begin with that call somebody: an account as above, or a name. */
const CALL = /^(?:<@([^\s<>|@]+)(?:\|[^<>]*)?>|[@\uff20]\s*([^\s:\uff1a,\uff0c]+))/;
/** An account of Slack's. One that nobody here knows has never written to the bot, so it is no requester's. */
const STRANGERS_ACCOUNT = /^[UW][A-Z0-9]{7,}$/;
/** So often it is written down that somebody is still at work, ms. */
const SEEN_AGAIN_MS = 24 * 3_600_000;
/** So long (ms) after he was last seen somebody counts as one of the channel. */
const MEMBERSHIP_MS = 30 * 24 * 3_600_000;

/** Who is an agent of a queue (design §5). Decided by identity, never by name (rules I-1, I-6). */
export function createAgents({ db, policy, people, presence, tenantOf }: AgentsOptions) {
  const { deskMembers } = db.tables;

  /** The built-in platform lets everybody write everywhere, so its channels' members are those desk.yaml names. */
  function isMember(queue: Queue, { platform, userId }: Pick<Identity, 'platform' | 'userId'>): boolean {
    if (platform !== 'web') return true;
    return policy.demo.some(({ id, queues }) => id === userId && queues.includes(queue.id));
  }

  function isListed(queue: Queue, personId: string, { platform, userId }: Identity): boolean {
    return queue.members.includes(personId) || queue.members.includes(`${platform}:${userId}`);
  }

  function mayAct(queue: Queue, personId: string, identity: Identity): boolean {
    return isMember(queue, identity) && (policy.agents === 'channel' || isListed(queue, personId, identity));
  }

  async function seenIn(queueIds: readonly string[], personId: string) {
    if (queueIds.length === 0) return [];
    return db.read
      .select()
      .from(deskMembers)
      .where(and(inArray(deskMembers.queueId, [...queueIds]), eq(deskMembers.personId, personId)));
  }

  /** Whether somebody can be given a ticket of the queue. */
  async function isAgent(queue: Queue, person: Person): Promise<boolean> {
    const identities = await people.identitiesOf(person.id);
    const here = identities.filter(({ platform }) => platform === queue.channel.platform);
    if (queue.channel.platform === 'web') return here.some((one) => mayAct(queue, person.id, one));
    if (queue.members.includes(person.id) || here.some((one) => isListed(queue, person.id, one))) return true;
    return policy.agents === 'channel' && (await seenIn([queue.id], person.id)).length > 0;
  }

  /** Everybody who may be an agent of the queue. */
  async function candidatesOf(queue: Queue, { platform, tenant }: Identity): Promise<string[]> {
    const seen = await db.read.select().from(deskMembers).where(eq(deskMembers.queueId, queue.id));
    const accounts = queue.members.flatMap((name) =>
      name.startsWith(`${platform}:`) ? [name.slice(platform.length + 1)] : [],
    );
    const owners = [];
    for (const userId of accounts) owners.push(await people.byIdentity({ platform, tenant, userId }));
    const demo = policy.demo.filter(({ queues }) => queues.includes(queue.id)).map(({ id }) => id);
    const known = owners.flatMap((person) => (person ? [person.id] : []));
    return [...new Set([...seen.map(({ personId }) => personId), ...queue.members, ...known, ...demo])];
  }

  async function worksSomewhere(person: Person): Promise<boolean> {
    for (const queue of policy.queues) if (await isAgent(queue, person)) return true;
    return false;
  }

  async function namedAtBeginning(words: string, identity: Identity): Promise<Person[]> {
    const ids = new Set<string>();
    for (const queue of policy.queues) for (const id of await candidatesOf(queue, identity)) ids.add(id);
    const said = words.toLowerCase();
    const known = [...(await people.byIds([...ids])).values()];
    return known.filter(({ name }) => name !== '' && beginsWithName(said, name.toLowerCase()));
  }

  return {
    /** Whether somebody who writes in the queue's channel is one of its agents. */
    mayAct,

    /** Whether desk.yaml names somebody for the queue. */
    isListed,

    /**
     * Whether somebody may act on a ticket from his own chat with the bot. Nothing there shows that he is in the
     * queue's group (rule I-6): he holds the ticket, or is named.
     */
    mayActAlone(
      queue: Queue,
      { person, identity }: Pick<Seat, 'person' | 'identity'>,
      ticket: Ticket,
    ): boolean {
      if (isListed(queue, person.id, identity)) return true;
      if (policy.agents === 'listed') return false;
      return ticket.assigneeId === person.id || isManager(person, policy, identity);
    },

    /** Whether somebody was ever at work for one of the queues, or is named for it. */
    async isKnown(queues: readonly Queue[], person: Person, identity: Identity): Promise<boolean> {
      if (queues.some((queue) => isListed(queue, person.id, identity))) return true;
      if (identity.platform === 'web') return queues.some((queue) => isMember(queue, identity));
      if (queues.length > 0 && isManager(person, policy, identity)) return true;
      const ids = queues.map(({ id }) => id);
      return (await seenIn(ids, person.id)).length > 0;
    },

    /**
     * Those of the queues whose tickets somebody may see in his own chat, where nothing shows that he is in the
     * channel: he is named, or was seen there lately.
     */
    async visibleTo(
      queues: readonly Queue[],
      { person, identity, now }: Pick<Seat, 'person' | 'identity'> & { now: number },
    ): Promise<Queue[]> {
      if (isManager(person, policy, identity)) return [...queues];
      if (identity.platform === 'web') return queues.filter((queue) => isMember(queue, identity));
      const ids = queues.map(({ id }) => id);
      const seen = policy.agents === 'channel' ? await seenIn(ids, person.id) : [];
      const lately = seen.filter(({ seenAt }) => seenAt + MEMBERSHIP_MS >= now);
      return queues.filter(
        (queue) => isListed(queue, person.id, identity) || lately.some(({ queueId }) => queueId === queue.id),
      );
    },

    /** Everybody who can be given a ticket of the queue: ids of persons. */
    async of(queue: Queue): Promise<string[]> {
      const { platform } = queue.channel;
      const ids = await candidatesOf(queue, { platform, tenant: tenantOf(platform), userId: '' });
      const known = await people.byIds(ids);
      const found = [];
      for (const person of known.values()) if (await isAgent(queue, person)) found.push(person.id);
      return found;
    },

    /** Keeps that somebody was at work in the queue's channel. */
    async noteSeen(queue: Queue, personId: string, now: number): Promise<void> {
      await presence.seen(personId, now);
      const [known] = await seenIn([queue.id], personId);
      if (known && known.seenAt + SEEN_AGAIN_MS > now) return;
      const row = { queueId: queue.id, personId, seenAt: now };
      await db.transaction({}, async (tx) => {
        await tx
          .insert(deskMembers)
          .values(row)
          .onConflictDoUpdate({
            target: [deskMembers.queueId, deskMembers.personId],
            set: { seenAt: now },
          });
      });
    },

    /** The colleague whom words begin with a mention of, by name; undefined where they are for somebody else. */
    async colleagueCalled(seat: Seat, words: string): Promise<string | undefined> {
      const [, marked, bare] = CALL.exec(words) ?? [];
      const userId = marked ?? bare;
      if (userId === undefined) return undefined;
      const { identity, person, ticket } = seat;
      const account = await people.byIdentity({ ...identity, userId });
      if (!account && STRANGERS_ACCOUNT.test(userId)) return userId;
      const called = account ? [account] : await namedAtBeginning(words.slice(1).trim(), identity);
      for (const one of called) {
        if (one.id === person.id || one.id === ticket.requesterId) continue;
        if (await worksSomewhere(one)) return one.name;
      }
      return undefined;
    },

    /** The agents of the queue that a seat's agent may mean with `@name`: by account, id or name. */
    async find({ queue, person, identity }: Seat, mention: string): Promise<Person[]> {
      const wanted = mention.trim();
      if (ONESELF.has(wanted.toLowerCase())) return [person];
      const userId = ACCOUNT.exec(wanted)?.[1];
      const account = userId === undefined ? undefined : await people.byIdentity({ ...identity, userId });
      if (account) return (await isAgent(queue, account)) ? [account] : [];
      const ids = await candidatesOf(queue, identity);
      const meant = await people.byIds(ids.filter((id) => id.toLowerCase() === wanted.toLowerCase()));
      for (const one of await people.byNames(wanted, ids)) meant.set(one.id, one);
      const agents = [];
      for (const one of meant.values()) if (await isAgent(queue, one)) agents.push(one);
      return agents;
    },
  };
}

export type Agents = ReturnType<typeof createAgents>;

/** Latin names end where a word ends; Chinese has no spaces. */
function beginsWithName(words: string, name: string): boolean {
  const isCut = /\w$/.test(name) && /^\w/.test(words.slice(name.length));
  return words.startsWith(name) && !isCut;
}
