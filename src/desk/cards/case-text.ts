import { verbatim } from '../../content/markdown.ts';
import type { Button } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { shortNumber } from '../../tickets/ticket-number.ts';
import type { Say } from './voice.ts';

const MOST_STEPS = 3;
const LONGEST_STEP = 80;

/** Past tickets are for those who could have worked on them: the queues of their departments. */
export function queuesOf({ queues }: DeskPolicy, departments: readonly string[]): string[] {
  return queues.filter(({ department }) => departments.includes(department)).map(({ id }) => id);
}

/** A solved ticket in short: what it was, its cause, and what was done. */
export function caseLine({ number, title, resolution }: Ticket, say: Say): string {
  const cause = resolution?.cause ?? '';
  const steps = resolution?.steps ?? [];
  const shown = steps.slice(0, MOST_STEPS).map((step) => verbatim(shortened(step)));
  const rest = steps.length > MOST_STEPS ? ['…'] : [];
  const solution = [...shown, ...rest].join(say('list.separator'));
  return say(solution === '' ? 'case.line-without-steps' : 'case.line', {
    number,
    title: verbatim(title),
    cause: verbatim(cause),
    steps: solution,
  });
}

/** A solved ticket as who has one like it reads it. */
export function caseText({ number, title, description, resolution }: Ticket, say: Say): string {
  const steps = resolution?.steps ?? [];
  return [
    `**${number}** ${verbatim(title)}`,
    verbatim(description),
    say('case.cause', { cause: verbatim(resolution?.cause ?? '') }),
    steps.map((step, i) => `${i + 1}. ${verbatim(step)}`).join('\n'),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

export function caseButtons(say: Say, ticketId: string, cases: readonly Ticket[]): Button[] {
  return cases.map(({ id, number }) => ({
    id: 'open-case',
    label: say('button.open-case', { ticket: shortNumber(number) }),
    value: `${ticketId}:${id}`,
  }));
}

function shortened(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  return characters.length > LONGEST_STEP ? `${characters.slice(0, LONGEST_STEP).join('')}…` : text;
}
