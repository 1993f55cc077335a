import { and, desc, eq } from 'drizzle-orm';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import type { Transaction } from '../../store/database.ts';
import { notClosed } from '../../store/index-conditions.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { excerpt } from '../../tickets/excerpt.ts';
import { messageOfRelay, ticketOfNews } from '../../tickets/relayed-rows.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { speaker } from '../cards/voice.ts';
import { createNotReached } from './not-reached.ts';
import { obstacleText } from '../cards/obstacle-text.ts';
import { createRerouting, type ReroutingOptions } from './rerouting.ts';
import type { TellAdmins } from './admin-alerts.ts';
import type { KnowledgeChannel } from '../threads/knowledge-channel.ts';
import { createUndeliveredKnowledge } from './undelivered-knowledge.ts';
import { createUnreachedAgents } from './unreached-agents.ts';
import { createUnreachedQueues } from './unreached-queues.ts';

export interface UndeliveredOptions extends ReroutingOptions {
  queries: TicketQueries;
  tellAdmins: TellAdmins;
  channel: KnowledgeChannel;
}

/** What couldn't be delivered for good, where people see it (invariant 5). */
export function createUndelivered(options: UndeliveredOptions) {
  const { db, voice, queries, threads, now } = options;
  const reroute = createRerouting(options);
  const notReached = createNotReached({ ...options, messages: voice.messages });
  const tellGroup = createUnreachedAgents(options);
  const tellOfKnowledge = createUndeliveredKnowledge(options);
  const unreachedQueues = createUnreachedQueues({ ...options, policy: voice.policy });
  const say = speaker(voice, voice.policy.locale);
  const { conversations, tickets } = db.tables;

  async function tellThread(tx: Transaction, row: OutboxRow): Promise<void> {
    const ticket = await ticketOf(tx, row);
    if (!ticket || (await reroute(tx, row, ticket))) return;
    await threads.write(tx, ticket, [{ message: { text: wordsFor(row) } }], now());
  }

  return {
    /**
     * Says on the ticket's thread that a message to its requester did not arrive, unless it can go another way; what
     * carries an agent's words is left to its receipt. Says to the requester that his words did not, in the group
     * what can't reach an agent's own chat, in the knowledge channel what its readers could not be told, and to the
     * administrators that a queue's channel takes no cards.
     */
    async tell(tx: Transaction, row: OutboxRow): Promise<void> {
      if (row.carries !== null) return;
      if (await tellOfKnowledge(tx, row)) return;
      if (await tellGroup(tx, row)) return;
      if (row.ticketId !== null) {
        await unreachedQueues.alert(tx, row);
        return notReached(tx, row);
      }
      await tellThread(tx, row);
    },

    /** The same of what waited until a person let it go; the platform is not at fault. */
    async tellDropped(tx: Transaction, row: OutboxRow): Promise<void> {
      await (row.ticketId === null ? tellThread(tx, row) : notReached(tx, row));
    },

    /** Takes back on the ticket's thread what `tell` said there, once another try has brought the message over. */
    async tellArrived(tx: Transaction, row: OutboxRow): Promise<void> {
      const hasArrived = row.sentAt !== null && (row.state === 'sent' || row.state === 'unknown');
      const isOthers = row.carries !== null || row.ticketId !== null;
      if (row.retriedAt === null || !hasArrived || isOthers || !row.body) return;
      const ticket = await ticketOf(tx, row);
      if (!ticket) return;
      const { text, files = [] } = row.body;
      const said = say('desk.arrived-late', { excerpt: excerpt({ text: asRead(text), files }) });
      await threads.write(tx, ticket, [{ message: { text: said } }], now());
    },

    /** Queues whose channel takes no cards at present. */
    queues: () => unreachedQueues.list(),
  };

  /** What was taken back has no words any more. */
  function wordsFor(row: OutboxRow): string {
    const reason = obstacleText(voice, voice.policy.locale, row);
    if (!row.body) return say('desk.not-withdrawn', { reason });
    const { text, files = [] } = row.body;
    return say('desk.undelivered', { excerpt: excerpt({ text: asRead(text), files }), reason });
  }

  async function ticketOf(tx: Transaction, { place, ref, target }: OutboxRow): Promise<Ticket | undefined> {
    const named = (ref === null ? undefined : ticketOfNews(ref)) ?? (await ticketOfTarget(tx, target));
    if (named !== undefined) return queries.byId(named, tx);
    const [row] = await tx
      .select({ id: tickets.id })
      .from(tickets)
      .innerJoin(conversations, eq(conversations.id, tickets.conversationId))
      .where(
        and(
          eq(conversations.platform, place.platform),
          eq(conversations.tenant, place.tenant),
          eq(conversations.channel, place.channel),
          notClosed(tickets),
        ),
      )
      .orderBy(desc(tickets.createdAt))
      .limit(1);
    return row && queries.byId(row.id, tx);
  }

  /** The ticket of a message that was to be changed where it was read. */
  async function ticketOfTarget(tx: Transaction, target: string | null): Promise<string | undefined> {
    const changed = target === null ? undefined : messageOfRelay(target);
    return changed === undefined ? undefined : (await queries.message(changed, tx))?.ticketId;
  }
}

/** Our own Markdown without its marks. */
function asRead(text: string): string {
  return text.replaceAll('**', '').replaceAll(/\\([^\w\s])/g, '$1');
}

export type Undelivered = ReturnType<typeof createUndelivered>;
