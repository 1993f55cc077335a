import type { Person } from '../identity/people.ts';
import type { OutboundMessage } from '../platforms/platform.ts';
import type { Ticket } from '../tickets/commands.ts';
import type { TicketMessage, TicketStep } from '../tickets/ticket-queries.ts';
import type { Say } from './card.ts';

const LATEST = 15;
const LONGEST_LINE = 300;

interface History {
  say: Say;
  ticket: Ticket;
  messages: readonly TicketMessage[];
  steps: readonly TicketStep[];
  names: ReadonlyMap<string, Person>;
  handedOver: { by: string; reason: string };
}

/** What the next line must know to ask nothing twice (X51): why it comes, what was said, tried and done. */
export function handOverSummary({
  say,
  ticket,
  messages,
  steps,
  names,
  handedOver,
}: History): OutboundMessage {
  const { by, reason } = handedOver;
  const said = messages.slice(-LATEST).map((message) => {
    const author = names.get(message.authorId)?.name ?? message.authorId;
    const mark = message.side === 'note' ? ` (${say('summary.internal')})` : '';
    return `- **${author}**${mark}: ${shortened(message.text)}`;
  });
  const tried = ticket.tried.map(({ title, verdict }) => `- ${title} (${say(`verdict.${verdict}`)})`);
  const done = steps.map((step) => `- ${step.doneAt === null ? '☐' : '☑'} ${step.text}`);
  const failed = ticket.resolution && ticket.reopens > 0 ? [`- ${ticket.resolution.cause}`] : [];
  const part = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`**${say(`summary.${title}`)}**\n\n${lines.join('\n')}`] : [];
  const parts = [
    say('summary.handed-over', { agent: by, reason }),
    ...part('said', said),
    ...part('tried', tried),
    ...part('done', done),
    ...part('failed', failed),
  ];
  return { text: parts.join('\n\n') };
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const characters = [...line];
  return characters.length > LONGEST_LINE ? `${characters.slice(0, LONGEST_LINE).join('')}…` : line;
}
