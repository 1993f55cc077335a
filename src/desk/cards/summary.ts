import { verbatim } from '../../content/markdown.ts';
import type { Person } from '../../identity/people.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketMessage, TicketStep } from '../../tickets/ticket-queries.ts';
import type { TicketEvent } from '../../tickets/event-chain.ts';
import { whenText } from '../../tickets/when.ts';
import { isSolved } from './learning.ts';
import type { Say, Voice } from './voice.ts';

const LATEST = 40;
const LONGEST_LINE = 300;

interface History {
  say: Say;
  voice: Voice;
  ticket: Ticket;
  messages: readonly TicketMessage[];
  steps: readonly TicketStep[];
  /** Its escalations, the latest last. */
  handOvers: readonly TicketEvent[];
  names: ReadonlyMap<string, Person>;
  now: number;
}

/** What who goes on must know to ask nothing twice (X51): why it comes, what was said, tried and done. */
export function handOverSummary(history: History): OutboundMessage {
  const { say, voice, ticket, messages, steps, handOvers, names, now } = history;
  const { locale, timeZone } = voice.policy;
  const name = (id: string) => verbatim(names.get(id)?.name ?? id);
  const part = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? [`**${say(`summary.${title}`)}**\n\n${lines.join('\n')}`] : [];

  const latest = handOvers.at(-1);
  const earlier = handOvers
    .slice(0, -1)
    .map(
      ({ actor, data }) =>
        `- ${name(actor)} → ${say(`line.${String(data.to)}`)}: ${verbatim(String(data.reason))}`,
    );
  const standing = messages.filter(({ deletedAt }) => deletedAt === null);
  const omitted = Math.max(0, standing.length - LATEST);
  const said = standing.slice(-LATEST).map((message) => {
    const mark = message.side === 'note' ? say('summary.internal') : '';
    const files = message.files.map((file) => ` 📎 ${verbatim(file.name)}`).join('');
    return `- **${name(message.authorId)}**${mark}: ${verbatim(shortened(message.text))}${translated(message)}${files}`;
  });
  const tried = ticket.tried.map(
    ({ title, verdict }) => `- ${say('card.tried-one', { title, verdict: say(`verdict.${verdict}`) })}`,
  );
  const done = steps.map(({ text, doneAt, doneBy }) =>
    doneAt === null
      ? `- ☐ ${text}`
      : `- ☑ ${say('procedure.step-done', {
          step: text,
          agent: name(doneBy ?? ''),
          when: whenText(doneAt, { locale, timeZone, now }),
        })}`,
  );
  const isSolution = isSolved(ticket);
  const failed =
    ticket.resolution && ticket.reopens > 0 && !isSolution
      ? [
          `- ${[ticket.resolution.cause, ...ticket.resolution.steps].map(verbatim).join(say('list.separator'))}`,
        ]
      : [];
  const parts = [
    ...(latest
      ? [
          say('summary.handed-over', {
            agent: name(latest.actor),
            reason: verbatim(String(latest.data.reason)),
          }),
        ]
      : []),
    ...part('earlier', earlier),
    ...part('said', omitted > 0 ? [say('summary.omitted', { count: omitted }), ...said] : said),
    ...part('tried', tried),
    ...part('done', done),
    ...part('failed', failed),
    ...solution(say, ticket),
  ];
  return { text: parts.join('\n\n') };
}

/** How a solved ticket was solved; nothing for one that isn't. */
export function solution(say: Say, ticket: Ticket): string[] {
  const { resolution } = ticket;
  if (!resolution || !isSolved(ticket)) return [];
  const lines = [
    say('case.cause', { cause: verbatim(resolution.cause) }),
    ...resolution.steps.map((step, i) => `${i + 1}. ${verbatim(step)}`),
  ];
  return [`**${say('summary.solved')}**\n\n${lines.join('\n')}`];
}

/** What it was translated to, behind the original. */
function translated({ translation }: TicketMessage): string {
  return translation ? ` (${verbatim(shortened(translation.text))})` : '';
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const characters = Array.from(line);
  return characters.length > LONGEST_LINE ? `${characters.slice(0, LONGEST_LINE).join('')}…` : line;
}
