import { clean } from '../../language/clean.ts';
import type { InboundEvent } from '../../platforms/platform.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Queue } from '../../tickets/desk-policy.ts';
import { cardRef } from '../cards/card-ref.ts';
import type { TypeOf } from '../commands/command-arguments.ts';
import { formMeant } from '../commands/command-forms.ts';
import { commandByWord } from '../commands/command-words.ts';
import { parseDeskText } from '../commands/commands.ts';
import type { Hear } from './hearing.ts';
import type { KnowledgeWork } from './knowledge-work.ts';
import type { QueueList } from './queue-list.ts';
import type { Caller, Seat } from '../threads/seat.ts';
import type { Threads } from '../threads/threads.ts';
import type { TicketFinder } from '../commands/ticket-finder.ts';
import { addressed, nameIn, type TicketName } from '../commands/ticket-names.ts';

interface CallsOptions {
  db: Database;
  threads: Threads;
  finder: TicketFinder;
  list: QueueList;
  hear: Hear;
  typeOf: TypeOf;
  work: KnowledgeWork;
}

type Message = InboundEvent & { kind: 'message' };

/** What an agent says to the bot in a channel or group and not in a ticket's thread: he must name the ticket. */
export function createCalls({ db, threads, finder, list, hear, typeOf, work }: CallsOptions) {
  return { onMessage, isHere };

  async function onMessage(caller: Caller, queue: Queue, payload: Message): Promise<Called> {
    const { say } = caller;
    const text = clean(payload.text).trim();
    const { name = quoted(payload), words } = addressed(text, { anywhere: true });
    if (!name) return { plan: await unnamed(caller, queue, { text, forwarded: payload.forwarded === true }) };
    const [ticket, another] = await finder.find(name);
    if (!ticket) {
      return { plan: answer(caller, say('desk.no-such-ticket', { ticket: said(name) }), 'no such ticket') };
    }
    if (another) {
      const numbers = `#${ticket.number} #${another.number}`;
      return { plan: answer(caller, say('desk.which-year', { numbers }), 'asked: which ticket') };
    }
    if (!(await isHere(queue, ticket))) {
      const line = say(`line.${ticket.line}`);
      return {
        plan: answer({ ...caller, ticket }, say('refused.elsewhere', { line }), 'refused: elsewhere'),
      };
    }
    const seat: Seat = { ...caller, queue, ticket, inThread: false };
    if (words === '' && payload.files.length === 0 && !payload.lost) {
      const [line = ''] = await list.lines([ticket], say);
      return { plan: answer(caller, line, 'shown') };
    }
    const { messageId, files, lost, forwarded } = payload;
    const heard = { messageId, text: forwarded ? text : words, files, lost, forwarded };
    return { seat, plan: await hear(seat, heard) };
  }

  /** Which ticket a command is for is never guessed. */
  async function unnamed(
    caller: Caller,
    queue: Queue,
    { text, forwarded }: { text: string; forwarded: boolean },
  ): Promise<Plan> {
    const { say, at } = caller;
    const how = say(threads.chats.hasThreads(at.platform) ? 'desk.channel-help' : 'desk.group-help');
    const parsed = parseDeskText(text, typeOf);
    if (forwarded || 'words' in parsed) return answer(caller, how, 'help');
    if ('command' in parsed && parsed.command.do === 'help') {
      return answer(caller, `${how}\n\n${say('desk.help')}`, 'help');
    }
    const form = 'misused' in parsed ? formMeant(parsed.misused) : undefined;
    if (form?.startsWith('article-')) {
      return answer(caller, say('desk.form-is', { form: say(`desk.form.${form}`) }), 'explained: article');
    }
    const plan =
      'command' in parsed && (await work.withoutTicket(caller, parsed.command, [queue.department]));
    if (plan) return plan;
    const command = 'command' in parsed ? parsed.command.do : commandByWord.get(parsed.misused.toLowerCase());
    return answer(caller, await list.open(queue, say, command ?? 'claim'), 'asked: which ticket');
  }

  function answer(caller: Caller & { ticket?: Ticket }, text: string, result: string): Plan {
    return { result, apply: (tx) => threads.answer(tx, caller, { text }) };
  }

  /** Whether a ticket is or was the queue's. */
  async function isHere(queue: Queue, ticket: Ticket): Promise<boolean> {
    return ticket.queue === queue.id || threads.has(db.read, cardRef(ticket.id, queue.id));
  }
}

/** What becomes of it; with the seat where it was about a ticket of the queue. */
interface Called {
  plan: Plan;
  seat?: Seat | undefined;
}

function quoted({ quotedTicket }: Message): TicketName | undefined {
  return quotedTicket === undefined ? undefined : nameIn(quotedTicket);
}

function said({ n, year }: TicketName): string {
  return year === undefined ? `#${n}` : `#IT-${year}-${String(n).padStart(6, '0')}`;
}
