import { verbatim } from '../../content/markdown.ts';
import type { People } from '../../identity/people.ts';
import type { Button, OutboundMessage } from '../../platforms/platform.ts';
import type { Transaction } from '../../store/database.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { shortNumber } from '../../tickets/ticket-number.ts';
import type { Say } from '../cards/voice.ts';
import type { HeldMessage } from '../threads/chat-state.ts';

/** Whom a message may be for. */
export interface Choice {
  tickets: readonly Ticket[];
  /** Whether it may be for the bot. */
  own: boolean;
  /** What colleagues said on this ticket may be what it answers: a note about it belongs there. */
  remarkOn?: Ticket | undefined;
}

interface Offer {
  say: Say;
  /** What he wrote. */
  waiting: readonly HeldMessage[];
  tickets: readonly Ticket[];
}

/** Most tickets that are offered as buttons; the others are named in the text. */
const MOST_OFFERED = 4;
const LONGEST_QUOTE = 80;

/** What an agent is asked about words of his that wait, with the tickets they may be for. */
export function createWhomQuestions(people: Pick<People, 'byIds'>) {
  async function offer(tx: Transaction, { say, waiting, tickets }: Offer) {
    const names = await people.byIds([...new Set(tickets.map(({ requesterId }) => requesterId))], tx);
    const nameOf = ({ requesterId }: Ticket) => names.get(requesterId)?.name ?? '?';
    const quotes = waiting.map((message) => `> ${verbatim(shortened(message))}`);
    const list = tickets.map((ticket) => `- \`${shortNumber(ticket.number)}\` ${verbatim(nameOf(ticket))}`);
    const buttons: Button[] = tickets.slice(0, MOST_OFFERED).map((ticket) => ({
      id: 'say-to',
      label: say('desk.say-to', { ticket: shortNumber(ticket.number), name: nameOf(ticket) }),
      value: valueOf(ticket, waiting),
    }));
    return { text: [quotes.join('\n>\n'), list.join('\n')].join('\n\n'), buttons };
  }

  return {
    async toWhom(tx: Transaction, { own, remarkOn, ...offered }: Offer & Choice): Promise<OutboundMessage> {
      const { say, waiting } = offered;
      const { text, buttons } = await offer(tx, offered);
      const value = valueOf(undefined, waiting);
      if (own) buttons.push({ id: 'say-to-bot', label: say('desk.say-to-bot'), value });
      const note = {
        id: 'say-to-nobody',
        label: say('desk.say-to-nobody'),
        value: valueOf(remarkOn, waiting),
      };
      return { text: `${say('desk.to-whom')}\n\n${text}`, buttons: [...buttons, note] };
    },

    /** On which ticket it is noted. */
    async where(tx: Transaction, offered: Offer): Promise<OutboundMessage> {
      const { text, buttons } = await offer(tx, offered);
      return { text: `${offered.say('desk.note-where')}\n\n${text}`, buttons };
    },
  };
}

/** An older question's buttons are about what waited then. */
function valueOf(ticket: Ticket | undefined, waiting: readonly HeldMessage[]): string {
  return `${ticket?.id ?? ''}:${waiting.at(-1)?.event}`;
}

function shortened({ text, files, lost }: HeldMessage): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  const words = characters.slice(0, LONGEST_QUOTE).join('') + (characters.length > LONGEST_QUOTE ? '…' : '');
  const names = [...files.map(({ name }) => name), ...lost];
  return [words, ...names.map((name) => `📎 ${name}`)].filter((part) => part !== '').join(' ');
}
