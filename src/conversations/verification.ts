import type { Ticket } from '../tickets/commands.ts';
import { button } from './buttons.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { surveyQuestion } from './survey.ts';
import type { StateOf } from './talk.ts';
import { addToTicket } from './ticket-messages.ts';

type State = StateOf<'verification'>;

/** The dialogue that asks whether a resolved ticket really is solved (requirements 4.4 to 4.6). */
export function verification(scene: Scene, state: State, turn: Turn): Step {
  const ticket = scene.tickets.find((one) => one.id === state.ticketId);
  if (ticket?.stage !== 'verification') return { replies: [], end: 'none' };
  if (turn.move === 'solved' || turn.move === 'yes') return confirm(scene, ticket);
  if (turn.move === 'not-solved' || turn.move === 'no') return reject(scene, ticket);
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
  const free = !scene.state || scene.state.kind === 'verification';
  return {
    replies: [],
    effects: [
      {
        do: 'command',
        ticketId: ticket.id,
        command: { do: 'confirm' },
        said: () => [text(scene.say('verification.confirmed')), surveyQuestion(scene, survey)],
        refused: () => [text(scene.say('verification.over', { number: ticket.number }))],
      },
    ],
    end: free ? 'none' : undefined,
    next: free ? survey : undefined,
  };
}

/** Not solved: diagnosis begins again, and the next message joins the ticket. */
export function reject(scene: Scene, ticket: Ticket): Step {
  return {
    replies: [],
    effects: [
      {
        do: 'command',
        ticketId: ticket.id,
        command: { do: 'reject', words: '' },
        said: () => [text(scene.say('verification.rejected', { number: ticket.number }))],
        refused: () => [text(scene.say('verification.over', { number: ticket.number }))],
      },
    ],
    end: scene.state?.kind === 'verification' ? 'none' : undefined,
  };
}

/** A ticket closed lately that has come back. */
export function reopen(scene: Scene, ticket: Ticket): Step {
  return {
    replies: [],
    effects: [
      {
        do: 'command',
        ticketId: ticket.id,
        command: { do: 'reopen', words: '' },
        said: () => [text(scene.say('verification.rejected', { number: ticket.number }))],
        refused: () => [text(scene.say('verification.over', { number: ticket.number }))],
      },
    ],
  };
}

export function offerReopening(scene: Scene, ticket: Ticket): Step {
  const { number, title } = ticket;
  return {
    replies: [
      text(scene.say('verification.reopen', { number, title }), [
        button(scene, 'reopen', { value: ticket.id, style: 'primary' }),
        button(scene, 'new-ticket'),
      ]),
    ],
  };
}
