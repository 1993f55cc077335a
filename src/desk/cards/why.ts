import type { Locale } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/commands.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { priorityOf } from '../../tickets/priority.ts';
import { whenText } from '../../tickets/when.ts';
import type { Say } from './voice.ts';

interface Question {
  say: Say;
  policy: DeskPolicy;
  ticket: Ticket;
  locale: Locale;
  now: number;
}

/** Why a ticket has the priority and the times it has, in words. */
export function whyText({ say, policy, ticket, locale, now }: Question): string {
  const when = (at: number) => whenText(at, { locale, timeZone: policy.timeZone, now });
  const { respond, resolve, aroundTheClock } = policy.targets[ticket.priority];
  const length = ({ count, unit }: { count: number; unit: string }) =>
    say(unit === 'd' && count === 1 ? 'why.unit-one-day' : `why.unit-${unit}`, { count });
  const isDerived = priorityOf(ticket.impact, ticket.urgency, policy) === ticket.priority;
  const spans = policy.calendar.spans.map(([from, to]) => `${from}–${to}`).join(', ');
  return [
    say(isDerived ? 'why.priority' : 'why.priority-by-hand', {
      impact: say(`impact.${ticket.impact}`),
      urgency: say(`urgency.${ticket.urgency}`),
      priority: say(`priority.${ticket.priority}`),
    }),
    aroundTheClock ? say('why.around-the-clock') : say('why.working-time', { spans, zone: policy.timeZone }),
    say('why.respond', { from: when(ticket.createdAt), target: length(respond), by: when(ticket.respondBy) }),
    say('why.resolve', { from: when(ticket.createdAt), target: length(resolve), by: when(ticket.resolveBy) }),
    ticket.firstResponseAt === null
      ? say('why.not-responded')
      : say('why.responded', { at: when(ticket.firstResponseAt) }),
  ].join('\n');
}
