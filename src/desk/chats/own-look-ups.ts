import type { People } from '../../identity/people.ts';
import { clean } from '../../language/clean.ts';
import type { InboundEvent } from '../../platforms/platform.ts';
import type { StoredEvent } from '../../runtime/inbox.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { Agents } from '../actions/agents.ts';
import { isKnowledgeAdmin } from '../actions/rights.ts';
import type { KnowledgeWork } from '../actions/knowledge-work.ts';
import type { TypeOf } from '../commands/command-arguments.ts';
import { parseDeskText } from '../commands/commands.ts';
import { needsNoTicket, type DeskCommand } from '../commands/desk-command.ts';
import type { Callers } from '../threads/callers.ts';
import type { Caller } from '../threads/seat.ts';

interface OwnLookUpsOptions {
  policy: DeskPolicy;
  people: People;
  agents: Agents;
  callers: Callers;
  work: KnowledgeWork;
  typeOf: TypeOf;
}

/** What agents ask the knowledge base beside their tickets: in their own chats and in the knowledge channel. */
export function createOwnLookUps({ policy, people, agents, callers, work, typeOf }: OwnLookUpsOptions) {
  function commandIn(payload: InboundEvent): DeskCommand | undefined {
    if (payload.kind !== 'message' || payload.forwarded) return undefined;
    const parsed = parseDeskText(clean(payload.text), typeOf);
    return 'command' in parsed && needsNoTicket(parsed.command) ? parsed.command : undefined;
  }

  /** Nothing shows here which channel he is in: past tickets are those of the queues he is named for or was seen in. */
  async function run(caller: Caller, command: DeskCommand): Promise<Plan> {
    const { person, identity, cause } = caller;
    const queues = await agents.visibleTo(policy.queues, { person, identity, now: cause.at });
    const departments = queues.map(({ department }) => department);
    return (await work.withoutTicket(caller, command, departments)) ?? { result: 'ignored: no look-up' };
  }

  async function worksHere({ platform, tenant, sender }: InboundEvent): Promise<boolean> {
    const identity = { platform, tenant, userId: sender.userId };
    const person = await people.byIdentity(identity);
    if (!person) return false;
    if (isKnowledgeAdmin(person, policy, identity)) return true;
    return agents.isKnown(policy.queues, person, identity);
  }

  return {
    run,
    commandIn,

    /** Somebody who works for a queue asks; for anybody else it is an ordinary message. */
    takes: async (payload: InboundEvent): Promise<boolean> =>
      commandIn(payload) !== undefined && worksHere(payload),

    /** Whether somebody in the knowledge channel is one of its people: on the built-in platform anybody can write there. */
    async isOfChannel(payload: InboundEvent): Promise<boolean> {
      const isMember =
        policy.agents === 'channel' && payload.platform !== 'web' && !payload.sender.unverified;
      return isMember || worksHere(payload);
    },

    async handle(event: StoredEvent & { payload: InboundEvent }): Promise<Plan> {
      const command = commandIn(event.payload);
      if (!command) return { result: 'ignored: no look-up' };
      return run(callers.callerOf(event, await callers.whoSent(event.payload)), command);
    },
  };
}

export type OwnLookUps = ReturnType<typeof createOwnLookUps>;
