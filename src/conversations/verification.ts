import type { Ticket, TicketCommand } from '../tickets/ticket.ts';
import { text, type Effect, type Scene, type Step, type Turn } from './scene.ts';
import { surveyQuestion } from './survey.ts';
import type { StateOf } from './talk.ts';
import { addToTicket, wroteEffect, type Written } from './ticket-messages.ts';
import { saysNotSolved } from './verdict.ts';

type State = StateOf<'verification'>;

/** The dialogue that asks whether a resolved ticket really is solved (requirements 4.4 to 4.6). */
export function verification(scene: Scene, state: State, turn: Turn): Step {
  const ticket = scene.tickets.find((one) => one.id === state.ticketId);
  if (ticket?.stage !== 'verification') return { replies: [text(scene.say('dialogue.over'))], end: 'none' };
  if (turn.move === 'solved' || turn.move === 'yes') return confirm(scene, ticket);
  if (saysNotSolved(scene, turn) || turn.move === 'no') return reject(scene, ticket, turn);
  if (turn.understood.kind === 'thanks') {
    return { replies: [text(scene.say('small-talk.thanks')), verificationQuestion(scene, ticket)] };
  }
  if (turn.text.trim() === '' && turn.files.length === 0) {
    return { replies: [verificationQuestion(scene, ticket)] };
  }
  const { text: words, files, messageId } = turn;
  const added = addToTicket(scene, ticket, { words, files, messageId });
  return { ...added, replies: [text(scene.say('verification.told')), verificationQuestion(scene, ticket)] };
}

export function verificationQuestion(scene: Pick<Scene, 'say'>, ticket: Ticket) {
  return text(
    scene.say('verification.question', { number: ticket.number }),
    verificationButtons(scene, ticket),
  );
}

export function verificationButtons(scene: Pick<Scene, 'say'>, ticket: Ticket) {
  const label = (id: string) => scene.say(`button.${id}`);
  return [
    { id: 'verify-solved', label: label('solved'), value: ticket.id, style: 'primary' as const },
    { id: 'verify-not-solved', label: label('not-solved'), value: ticket.id },
  ];
}

/** The requester says it is solved: the survey follows. */
export function confirm(scene: Scene, ticket: Ticket): Step {
  const survey: StateOf<'survey'> = { kind: 'survey', ticketId: ticket.id, scores: [] };
  const over = [text(scene.say('verification.over', { number: ticket.number }))];
  if (ticket.stage !== 'verification') return { replies: over };
  const free = !scene.state || scene.state.kind === 'verification';
  return {
    replies: [],
    effects: [
      {
        do: 'command',
        ticketId: ticket.id,
        command: { do: 'confirm' },
        said: () => [text(scene.say('verification.confirmed')), surveyQuestion(scene, survey)],
        refused: () => over,
      },
    ],
    end: free ? 'none' : undefined,
    next: free ? survey : undefined,
  };
}

/** Not solved: diagnosis begins again, with what the requester says of it. */
export function reject(scene: Scene, ticket: Ticket, turn?: Turn): Step {
  // “没解决” alone tells the desk nothing that the event doesn't.
  const told = turn !== undefined && (!turn.move || turn.files.length > 0);
  const written = told ? { words: turn.text, files: turn.files, messageId: turn.messageId } : undefined;
  const step = backToDiagnosis(scene, ticket, { command: 'reject', written });
  const isOpen = scene.state?.kind === 'verification' && scene.state.ticketId === ticket.id;
  return { ...step, end: isOpen ? 'none' : undefined };
}

/** A ticket closed lately that has come back. */
export function reopen(scene: Scene, ticket: Ticket, written?: Written): Step {
  return backToDiagnosis(scene, ticket, { command: 'reopen', written });
}

function backToDiagnosis(
  scene: Scene,
  { id, number }: Ticket,
  { command, written }: { command: 'reject' | 'reopen'; written: Written | undefined },
): Step {
  const given: TicketCommand = { do: command, words: written?.words ?? '' };
  const said = written ? 'verification.rejected-told' : 'verification.rejected';
  const effects: Effect[] = [
    {
      do: 'command',
      ticketId: id,
      command: given,
      said: () => [text(scene.say(said, { number }))],
      refused: () => [text(scene.say('verification.over', { number }))],
    },
  ];
  if (written) effects.push(wroteEffect(scene, id, written));
  return { replies: [], effects };
}
