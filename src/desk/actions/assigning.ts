import { followUp, type FollowUpEvent } from '../../runtime/follow-up.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import { chooseAgent, skillIn, type Candidate } from '../../tickets/assignment.ts';
import type { DeskPolicy, Queue } from '../../tickets/desk-policy.ts';
import type { PresenceBook } from '../../tickets/presence.ts';
import { isManned } from '../../tickets/sla/on-call.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import type { TicketListener, TicketService } from '../../tickets/ticket-service.ts';
import type { Agents } from './agents.ts';

export const ASSIGNING = 'assign-agent';

export interface AssigningOptions {
  db: Database;
  policy: DeskPolicy;
  agents: Pick<Agents, 'of'>;
  presence: PresenceBook;
  tickets: TicketService;
  queries: TicketQueries;
  now: () => number;
}

/** Gives new tickets to somebody where the queue doesn't wait for a claim, or an agreement names its agents. */
export function createAssigning({ db, policy, agents, presence, tickets, queries, now }: AssigningOptions) {
  const queueOf = ({ queue }: Ticket) => policy.queues.find(({ id }) => id === queue);
  const namedFor = ({ agreement }: Ticket) =>
    policy.agreements.find(({ id }) => id === agreement)?.agents ?? [];

  const listen: TicketListener = async (tx, { kind, ticket, before, cause }) => {
    const isNew = kind === 'opened' || (before !== undefined && before.queue !== ticket.queue);
    const queue = queueOf(ticket);
    if (!isNew || !queue || ticket.assigneeId !== null || ticket.parentId !== null) return;
    if (queue.assign === 'claim' && namedFor(ticket).length === 0) return;
    await followUp(tx, db.tables, {
      name: ASSIGNING,
      subject: ticket.id,
      lane: `assign:${queue.id}`,
      at: cause.at,
    });
  };

  async function give({ id, payload: { subject } }: FollowUpEvent): Promise<Plan> {
    const ticket = await queries.byId(subject);
    const queue = ticket && queueOf(ticket);
    if (!ticket || !queue || ticket.assigneeId !== null) return { result: 'ignored: taken' };
    const named = namedFor(ticket);
    const candidates = await candidatesFor(ticket, queue, named);
    const mode = named.length > 0 && queue.assign === 'claim' ? 'load' : queue.assign;
    const chosen = chooseAgent(candidates, { ...queue, assign: mode });
    if (!chosen) return { result: 'waits for a claim' };
    return {
      result: 'assigned',
      lock: [`ticket:${ticket.id}`, `conversation:${ticket.conversationId}`],
      apply: async (tx) => {
        const cause = { actor: 'bot', at: now(), sourceEvent: id };
        const present = await queries.byId(ticket.id, tx);
        if (present?.assigneeId !== null) return;
        const done = await tickets.command(tx, ticket.id, { do: 'assign', to: chosen.id }, cause);
        if (!('refused' in done)) await presence.given(tx, chosen.id, now());
      },
    };
  }

  async function candidatesFor(ticket: Ticket, queue: Queue, named: readonly string[]): Promise<Candidate[]> {
    const all = await agents.of(queue);
    const ids = named.length > 0 ? all.filter((id) => named.includes(id)) : all;
    const [seen, loads] = [await presence.of(ids), await presence.loads(ids)];
    const isOpen = isManned(queue, now(), policy);
    return ids
      .filter((id) => id !== ticket.requesterId)
      .map((id) => {
        const { seenAt = 0, away = true, givenAt = 0 } = seen.get(id) ?? {};
        const isPresent = isOpen && !away && seenAt + policy.awayAfter >= now();
        return {
          id,
          load: loads.get(id) ?? 0,
          givenAt,
          isPresent,
          skill: skillIn(policy.experts, id, ticket.type),
        };
      });
  }

  return { listen, give };
}
