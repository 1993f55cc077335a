import type { Button, OutboundMessage } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { whenText } from '../../tickets/when.ts';
import { speaker, stageText, type Say, type Voice } from './voice.ts';

export interface CardFacts {
  ticket: Ticket;
  requester: { name: string; department: string | null };
  assignee: string | undefined;
  now: number;
}

/** The root message of a desk thread (design §5): what is known of a ticket at a glance. */
export function ticketCard(voice: Voice, { ticket, requester, assignee, now }: CardFacts): OutboundMessage {
  const { policy, typeNames } = voice;
  const locale = policy.locale;
  const say = speaker(voice, locale);
  const when = (at: number) => whenText(at, { locale, timeZone: policy.timeZone, now });
  const who = requester.department ? `${requester.name} · ${requester.department}` : requester.name;
  const field = (key: string, value: string) => ({ label: say(`card.${key}`), value });
  const fields = [
    field('requester', who),
    field('type', typeNames.get(ticket.type)?.[locale] ?? ticket.type),
    field('impact', say(`impact.${ticket.impact}`)),
    field('priority', say(`priority.${ticket.priority}`)),
    field('stage', `${stageText(say, ticket.stage)} · ${say(`line.${ticket.line}`)}`),
    field('assignee', assignee ?? say('card.nobody')),
    field(
      'respond-by',
      ticket.firstResponseAt === null
        ? when(ticket.respondBy)
        : say('card.responded', { at: when(ticket.firstResponseAt) }),
    ),
    field('resolve-by', when(ticket.resolveBy)),
    ...ticket.answers.map(({ label, shown }) => ({
      label: label[locale] ?? Object.values(label)[0] ?? '',
      value: shown,
    })),
    ...(ticket.tried.length > 0 ? [field('tried', triedText(ticket, say))] : []),
    ...(ticket.waitingFor ? [field('waiting', say(`waiting.${ticket.waitingFor}`))] : []),
    ...(ticket.reopens > 0 ? [field('reopens', String(ticket.reopens))] : []),
  ];
  return {
    text: ticket.description,
    card: { title: `${ticket.number} · ${ticket.title}`, fields },
    buttons: cardButtons(ticket, say),
  };
}

function cardButtons(ticket: Ticket, say: Say): Button[] {
  if (ticket.stage === 'closed' || ticket.stage === 'feedback') return [];
  const button = (id: string, style?: Button['style']) => ({
    id,
    label: say(`button.${id}`),
    value: ticket.id,
    style,
  });
  const claim = ticket.assigneeId === null ? [button('claim', 'primary')] : [];
  if (ticket.stage === 'verification') return [...claim, button('more')];
  return [...claim, button('resolve'), button('escalate'), button('more')];
}

/** The card of a queue the ticket has left: without what changes elsewhere from now on. */
export function passedOnCard(voice: Voice, facts: CardFacts): OutboundMessage {
  const { card } = ticketCard(voice, facts);
  const say = speaker(voice, voice.policy.locale);
  const changing = new Set(CHANGING.map((key) => say(`card.${key}`)));
  const text = say('card.passed-on', { line: say(`line.${facts.ticket.line}`) });
  const title = card?.title ?? facts.ticket.number;
  const fields = card?.fields.filter(({ label }) => !changing.has(label)) ?? [];
  return { text: `${text}\n\n${facts.ticket.description}`, card: { title, fields }, buttons: [] };
}

const CHANGING = ['priority', 'stage', 'assignee', 'respond-by', 'resolve-by', 'waiting', 'reopens'];

function triedText(ticket: Ticket, say: Say): string {
  return ticket.tried
    .map(({ title, verdict }) => say('card.tried-one', { title, verdict: say(`verdict.${verdict}`) }))
    .join(say('list.separator'));
}
