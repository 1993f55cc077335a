import { verbatim } from '../content/markdown.ts';
import { whenText } from '../tickets/when.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { button } from './buttons.ts';
import { text, type Scene, type Step } from './scene.ts';
import { shortNumber } from '../tickets/ticket-number.ts';

const MOST_BUTTONS = 3;

/** The requester's own open tickets with their state (X55), and a way to add to or cancel them. */
export function myTickets(scene: Scene): Step {
  if (scene.tickets.length === 0) return { replies: [text(scene.say('my-tickets.none'))] };
  const list = scene.tickets.map((ticket) => line(scene, ticket)).join('\n');
  const cancel = scene.tickets.slice(0, MOST_BUTTONS).map((ticket) => ({
    id: 'cancel-ticket',
    label: scene.say('button.cancel-number', { number: shortNumber(ticket.number) }),
    value: ticket.id,
  }));
  return {
    replies: [text(`${scene.say('my-tickets.list')}\n\n${list}\n\n${scene.say('my-tickets.add')}`, cancel)],
  };
}

function line(scene: Scene, ticket: Ticket): string {
  const { policy } = scene.desk;
  const by = ticket.firstResponseAt === null ? ticket.respondBy : ticket.resolveBy;
  return scene.say(ticket.firstResponseAt === null ? 'my-tickets.line-respond' : 'my-tickets.line-resolve', {
    number: ticket.number,
    title: verbatim(ticket.title),
    stage: scene.say(`stage.${ticket.stage}`),
    by: whenText(by, { locale: scene.locale, timeZone: policy.timeZone, now: scene.now }),
  });
}

/** Asks before a ticket is cancelled: people press by mistake. A dialogue that is open stays so. */
export function askToCancel(scene: Scene, ticket: Ticket): Step {
  const next = { kind: 'intake', ask: 'cancel', ticketId: ticket.id } as const;
  return { replies: [cancelQuestion(scene, ticket)], next: scene.state ? undefined : next };
}

export function cancelQuestion(scene: Scene, { id, number, title }: Ticket) {
  return text(scene.say('ticket.cancel-sure', { number, title: verbatim(title) }), [
    button(scene, 'cancel-ticket-yes', { value: id, style: 'danger' }),
    button(scene, 'keep-ticket', { value: id }),
  ]);
}

export function cancelTicket(scene: Scene, ticket: Ticket): Step {
  const { number } = ticket;
  return {
    replies: [],
    effects: [
      {
        do: 'command',
        ticketId: ticket.id,
        command: { do: 'cancel' },
        said: () => [text(scene.say('ticket.cancelled', { number }))],
        refused: () => [text(scene.say('ticket.too-late', { number }))],
      },
    ],
    // A ticket's own question is over with it.
    end: isAbout(scene, ticket) ? 'none' : undefined,
  };
}

function isAbout({ state }: Scene, { id }: Ticket): boolean {
  return state !== undefined && 'ticketId' in state && state.ticketId === id;
}
