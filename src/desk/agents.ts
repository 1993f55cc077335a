import type { Identity, People, Person } from '../identity/people.ts';
import type { DeskPolicy, Queue } from '../tickets/desk-policy.ts';

const ONESELF = new Set(['me', '我', '自己']);

/** Who is an agent of a queue (design §5). Decided by identity, never by name (rules I-1, I-6). */
export function createAgents({ policy, people }: { policy: DeskPolicy; people: People }) {
  /** The built-in platform lets everybody write everywhere, so its channels' members are those desk.yaml names. */
  function isMember(queue: Queue, { platform, userId }: Identity): boolean {
    if (platform !== 'web') return true;
    return policy.demo.some(({ id, queues }) => id === userId && queues.includes(queue.id));
  }

  function isListed(queue: Queue, personId: string, { platform, userId }: Identity): boolean {
    return queue.members.includes(personId) || queue.members.includes(`${platform}:${userId}`);
  }

  async function isAgent(queue: Queue, person: Person): Promise<boolean> {
    const identities = await people.identitiesOf(person.id);
    const here = identities.filter(({ platform }) => platform === queue.channel.platform);
    return here.some((identity) => mayAct(queue, person.id, identity));
  }

  function mayAct(queue: Queue, personId: string, identity: Identity): boolean {
    return isMember(queue, identity) && (policy.agents === 'channel' || isListed(queue, personId, identity));
  }

  return {
    /** Whether somebody who writes in the queue's channel is one of its agents. */
    mayAct,

    /** The agent of the queue that `by` means with `@name`; none where nobody or several are meant. */
    async find(queue: Queue, mention: string, by: Person): Promise<Person | undefined> {
      const wanted = mention.trim().toLowerCase();
      if (ONESELF.has(wanted)) return by;
      const named = policy.demo.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
      const known = await people.byIds([...named.map(({ id }) => id), wanted]);
      const agents = [];
      for (const person of known.values()) if (await isAgent(queue, person)) agents.push(person);
      return agents.length === 1 ? agents[0] : undefined;
    },
  };
}

export type Agents = ReturnType<typeof createAgents>;
