import { verbatim } from '../../content/markdown.ts';
import type { OutboxRow } from '../../runtime/deliveries.ts';
import type { Database, Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { isRelayRef } from '../../tickets/relayed-rows.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { isBriefing } from './briefing.ts';
import { speaker, type Voice } from '../cards/voice.ts';
import { obstacleText } from '../cards/obstacle-text.ts';
import type { Threads } from '../threads/threads.ts';
import { toldLately } from './told-lately.ts';

interface UnreachedAgentsOptions {
  db: Database;
  voice: Voice;
  queries: TicketQueries;
  threads: Threads;
  now: () => number;
}

/** What can't reach an agent's own chat is said in his group: there he reads it, and what to do about it. */
export function createUnreachedAgents({ db, voice, queries, threads, now }: UnreachedAgentsOptions) {
  const { locale } = voice.policy;
  const say = speaker(voice, locale);

  /** For a row that is given up. True if it was for an agent's own chat, and the group knows of it now. */
  return async function tellGroup(tx: Transaction, row: OutboxRow): Promise<boolean> {
    const { place, op, body, ref, ticketId } = row;
    if (op !== 'send' || !body) return false;
    if (threads.chats.hasThreads(place.platform) || threads.queueAt(place)) return false;
    const ticket = ticketId === null ? undefined : await queries.byId(ticketId, tx);
    const asked = ref === null ? undefined : threads.queueAnswered(ref);
    const queue = asked ?? (ticket && threads.queueOf(ticket));
    if (queue?.channel.platform !== place.platform) return false;
    const about = { queue, ticket };
    const isHisAlone = body.card !== undefined || (ref !== null && isBriefing(ref));
    const notice = `unreached-agent:${ticket?.id ?? queue.id}:${place.channel}`;
    if (!(await toldLately(tx, db.tables, { ref: notice, now: now() }))) {
      const agent = verbatim(await threads.chats.nameAt(place, tx));
      const told = say('desk.agent-unreachable', { agent, because: obstacleText(voice, locale, row) });
      const text = isHisAlone && ticket ? `${told}\n\n${verbatim(ticket.title)}` : told;
      await threads.tellGroup(tx, about, { message: { text }, ref: notice }, now());
    }
    if (isHisAlone) return true;
    // Buttons are left out: what they ask next would be asked where he can't be reached.
    const message = { text: untagged(body.text, ticket), files: body.files ?? [] };
    // The requester's words keep their name, so that they can be changed when he changes them.
    const named = ref !== null && isRelayRef(ref) ? { ref } : {};
    await threads.tellGroup(tx, about, { message, ...named }, now());
    return true;
  };
}

/** What is written into a group gets its ticket's tag anew. */
function untagged(text: string, ticket: Ticket | undefined): string {
  const tag = ticket ? `#${ticket.number}` : '';
  return text.startsWith(tag) ? text.slice(tag.length).trimStart() : text;
}
