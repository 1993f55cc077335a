import type { Ticket } from '../tickets/ticket.ts';
import { askToCancel, cancelTicket, myTickets } from './my-tickets.ts';
import { openQuestion, openQuestions } from './open-question.ts';
import { text, type Scene, type Step, type Turn } from './scene.ts';
import { help } from './small-talk.ts';
import { rateByButton, skipByButton } from './survey.ts';
import { addToTicket } from './ticket-messages.ts';
import { confirm, reject, reopen } from './verification.ts';

/** Wishes, buttons and ticket numbers that mean the same wherever the conversation stands. */
export function anywhere(scene: Scene, turn: Turn): Step | undefined {
  const onTicket = (turn.pressed && ticketButton(scene, turn.pressed)) ?? toTagged(scene, turn);
  if (onTicket) return onTicket;
  switch (turn.move) {
    case 'my-tickets':
      return { replies: [...myTickets(scene).replies, ...openQuestions(scene)] };
    case 'help':
      return { replies: [...help(scene).replies, ...openQuestions(scene)] };
    case 'language-zh':
    case 'language-en':
      return speak(scene, turn.move === 'language-en' ? 'en' : 'zh-CN');
    default:
      return undefined;
  }
}

function speak(scene: Scene, locale: Scene['locale']): Step {
  const say: Scene['say'] = (key, params) => scene.desk.messages.say(locale, key, params);
  const spoken = { ...scene, locale, say };
  const again = scene.state ? [openQuestion(spoken, scene.state)] : [];
  return { replies: [text(say('language.switched')), ...again], effects: [{ do: 'speak', locale }] };
}

/** What is said with a ticket's number goes to that ticket; the open question stays. */
function toTagged(scene: Scene, turn: Turn): Step | undefined {
  const { state } = scene;
  const ticket = scene.tickets.find((one) => one.number === turn.ticketTag && one.stage !== 'feedback');
  if (!ticket || (state?.kind === 'intake' && state.ask === 'ticket')) return undefined;
  if (state?.kind === 'verification' && state.ticketId === ticket.id) return undefined;
  const again = openQuestions(scene);
  if (ticket.stage === 'verification' && turn.move === 'solved') return confirm(scene, ticket);
  if (ticket.stage === 'verification' && turn.move === 'not-solved') {
    return { ...reject(scene, ticket, turn), replies: again };
  }
  if (turn.move === 'cancel') return askToCancel(scene, ticket);
  if (turn.text.trim() === '' && turn.files.length === 0) {
    return { replies: [...myTickets({ ...scene, tickets: [ticket] }).replies, ...again] };
  }
  const { text: words, files, messageId } = turn;
  return { ...addToTicket(scene, ticket, { words, files, messageId }), replies: again };
}

function ticketButton(scene: Scene, { action, value }: { action: string; value: string }): Step | undefined {
  const ticket = [...scene.tickets, ...(scene.lastClosed ? [scene.lastClosed] : [])].find(
    (one) => one.id === value,
  );
  switch (action) {
    case 'verify-solved':
      return forTicket(scene, ticket, (one) => confirm(scene, one));
    case 'verify-not-solved':
      return forTicket(scene, ticket, (one) => reject(scene, one));
    case 'cancel-ticket':
      return forTicket(scene, ticket, (one) => askToCancel(scene, one));
    case 'cancel-ticket-yes':
      return forTicket(scene, ticket, (one) => cancelTicket(scene, one));
    case 'keep-ticket':
      return forTicket(scene, ticket, (one) => ({
        replies: [text(scene.say('ticket.kept', { number: one.number })), ...othersOpen(scene)],
        ...closingQuestion(scene),
      }));
    case 'apart':
      return forTicket(scene, ticket, (one) => leaveIncident(scene, one));
    case 'reopen':
      if (scene.state?.kind === 'intake' && scene.state.ask === 'ticket') return undefined;
      return forTicket(scene, ticket, (one) => reopen(scene, one));
    case 'rate':
      return rateByButton(scene, value);
    case 'skip':
      return scene.state?.kind === 'survey' ? undefined : skipByButton(scene, ticket);
    default:
      return undefined;
  }
}

/** It is no part of the incident after all. */
function leaveIncident(scene: Scene, ticket: Ticket): Step {
  if (ticket.parentId === null) return { replies: openQuestions(scene) };
  const said = () => [text(scene.say('incident.apart', { number: ticket.number }))];
  return {
    replies: openQuestions(scene),
    effects: [{ do: 'command', ticketId: ticket.id, command: { do: 'leave' }, said }],
  };
}

function forTicket(scene: Scene, ticket: Ticket | undefined, then: (ticket: Ticket) => Step): Step {
  return ticket ? then(ticket) : { replies: [text(scene.say('ticket.gone')), ...openQuestions(scene)] };
}

function othersOpen(scene: Scene) {
  return isCancelling(scene) ? [] : openQuestions(scene);
}

function closingQuestion(scene: Scene): Pick<Step, 'end'> {
  return isCancelling(scene) ? { end: 'none' } : {};
}

function isCancelling({ state }: Scene): boolean {
  return state?.kind === 'intake' && state.ask === 'cancel';
}
