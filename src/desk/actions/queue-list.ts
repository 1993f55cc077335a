import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Queue } from '../../tickets/desk-policy.ts';
import type { TicketQueries } from '../../tickets/ticket-queries.ts';
import { stageText, type Say } from '../cards/voice.ts';
import { takeNothing } from '../commands/command-words.ts';
import type { DeskCommand } from '../commands/desk-command.ts';
import { shortNumber } from '../../tickets/ticket-number.ts';

const LONGEST_LIST = 10;
const CONSIDERED = 200;

/** The open tickets of a queue in words, unclaimed ones first, each as it is named in a command. */
export function createQueueList({ queries, people }: { queries: TicketQueries; people: People }) {
  async function lines(tickets: readonly Ticket[], say: Say): Promise<string[]> {
    const ids = tickets.flatMap(({ requesterId, assigneeId }) => [
      requesterId,
      ...(assigneeId ? [assigneeId] : []),
    ]);
    const names = await people.byIds([...new Set(ids)]);
    const nameOf = (id: string) => verbatim(names.get(id)?.name ?? '?');
    return tickets.map(({ number, title, requesterId, assigneeId, stage }) =>
      say('desk.ticket-line', {
        ticket: shortNumber(number),
        title: verbatim(title),
        name: nameOf(requesterId),
        stage: stageText(say, stage),
        agent: assigneeId === null ? say('card.nobody') : nameOf(assigneeId),
      }),
    );
  }

  return {
    lines,

    /** `command`: what is to be done with one of them, for an example. */
    async open(queue: Queue, say: Say, command: DeskCommand['do']): Promise<string> {
      const all = await queries.openInQueue(queue.id, CONSIDERED);
      const isFree = ({ assigneeId }: Ticket) => assigneeId === null;
      const shown = [...all.filter(isFree), ...all.filter((ticket) => !isFree(ticket))].slice(
        0,
        LONGEST_LIST,
      );
      const [first] = shown;
      if (!first) return say('desk.no-open-tickets');
      const list = (await lines(shown, say)).join('\n');
      const more =
        all.length > shown.length ? [say('desk.more-tickets', { count: all.length - shown.length })] : [];
      const form = say(`desk.form.${command}`);
      const number = shortNumber(first.number);
      const example = takeNothing.has(command) ? `${form} ${number}` : `${number} ${form}`;
      const how = say('desk.which-ticket', { example });
      return [how, [list, ...more].join('\n')].join('\n\n');
    },
  };
}

export type QueueList = ReturnType<typeof createQueueList>;
