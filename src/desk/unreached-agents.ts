import type { OutboxRow } from '../runtime/deliveries.ts';
import type { Transaction } from '../store/database.ts';
import { isRelayRef } from '../tickets/relayed-rows.ts';
import type { TicketQueries } from '../tickets/ticket-queries.ts';
import { speaker, type Voice } from './card.ts';
import { obstacleText } from './obstacle-text.ts';
import type { Threads } from './threads.ts';

interface UnreachedAgentsOptions {
  voice: Voice;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

/** What can't reach an agent's own chat is said in his group: there he reads it, and what to do about it. */
export function createUnreachedAgents({ voice, queries, threads, now }: UnreachedAgentsOptions) {
  const { locale } = voice.policy;
  const say = speaker(voice, locale);

  /** For a row that is given up. True if it was for an agent's own chat, and the group is told now. */
  return async function tellGroup(tx: Transaction, row: OutboxRow): Promise<boolean> {
    const { place, op, body, ref, ticketId } = row;
    if (op !== 'send' || !body) return false;
    if (threads.chats.hasThreads(place.platform) || threads.queueAt(place)) return false;
    const ticket = ticketId === null ? undefined : await queries.byId(ticketId, tx);
    const asked = ref === null ? undefined : threads.queueAnswered(ref);
    const queue = asked ?? (ticket && threads.queueOf(ticket));
    if (queue?.channel.platform !== place.platform) return false;
    const agent = await threads.chats.nameAt(place, tx);
    const told = say('desk.agent-unreachable', { agent, because: obstacleText(voice, locale, row) });
    const words = body.card ? '' : body.text;
    // Buttons are left out: what they ask next would be asked where he can't be reached.
    const message = {
      text: [told, words].filter((part) => part !== '').join('\n\n'),
      files: body.files ?? [],
    };
    const carried = ref !== null && isRelayRef(ref) ? { ref } : {};
    await threads.tellGroup(tx, { queue, ticket }, { message, ...carried }, now());
    return true;
  };
}
