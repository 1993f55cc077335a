import type { DemoPerson, WebDeps } from './deps.ts';
import type { LetterChoice, LetterView, LettersShown } from './letter-deps.ts';
import { queuesOf, seenQueues } from './rights.ts';

export const PER_PAGE = 50;
const LONGEST_EXCERPT = 140;

/** A dead letter as one visitor may see it. */
export interface ShownLetter extends LetterView {
  ticketNumber: string | undefined;
  /** The beginning of what it says; undefined where the visitor may not read it, or where it says nothing. */
  excerpt: string | undefined;
  isHidden: boolean;
}

export interface LettersOfVisitor extends Omit<LettersShown, 'letters'> {
  letters: ShownLetter[];
}

/** One page of dead letters: managers see all of them, agents those of their queues. */
export async function lettersPage(
  deps: WebDeps,
  {
    person,
    mayAct,
    choice,
    limit = PER_PAGE,
  }: {
    person: DemoPerson;
    mayAct: boolean;
    choice: LetterChoice & { page?: number | undefined };
    limit?: number;
  },
): Promise<LettersOfVisitor> {
  const { kind, platform, page = 1 } = choice;
  const queues = mayAct ? undefined : seenQueues(deps, person);
  const found = await deps.letters.list({ kind, platform, queues }, { skip: (page - 1) * limit, limit });
  return {
    counts: found.counts,
    letters: await Promise.all(found.letters.map((view) => shown(deps, person, view))),
  };
}

/**
 * The words of a ticket's message are read by its department's agents, and what stands in a desk's channel by those who
 * work there. What is meant for one person, and what somebody talks about with the bot alone, is read by nobody.
 */
async function shown(deps: WebDeps, person: DemoPerson, view: LetterView): Promise<ShownLetter> {
  const ticket = view.ticketId === undefined ? undefined : await deps.tickets.byId(view.ticketId);
  const seen = seenQueues(deps, person);
  const isOfSeenTicket = ticket !== undefined && seen.includes(ticket.queue);
  const isAtOwnDesk = view.place.kind === 'desk' && queuesOf(deps, person).some(({ id }) => isAt(view, id));
  const text = textOf(view);
  const isForOne = view.letter.of === 'outbox' && view.letter.row.op === 'private';
  const mayRead = !isForOne && (isOfSeenTicket || isAtOwnDesk);
  return {
    ...view,
    ticketNumber: isOfSeenTicket ? ticket.number : undefined,
    excerpt: mayRead ? text?.slice(0, LONGEST_EXCERPT) : undefined,
    isHidden: !mayRead && text !== undefined,
  };
}

function isAt({ place }: LetterView, queue: string): boolean {
  return place.kind === 'desk' && place.queue === queue;
}

function textOf({ letter }: LetterView): string | undefined {
  const text =
    letter.of === 'outbox'
      ? letter.row.body?.text
      : 'text' in letter.row.payload
        ? letter.row.payload.text
        : undefined;
  return text === undefined || text.trim() === '' ? undefined : text;
}
