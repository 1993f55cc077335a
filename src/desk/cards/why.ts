import type { Duration } from '../../content/duration.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { Pause } from '../../store/schema.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import { priorityOf } from '../../tickets/priority.ts';
import type { Explained, Explanation, FormerTarget } from '../../tickets/sla/explain.ts';
import type { Terms } from '../../tickets/sla/terms.ts';
import { lengthText, spanText } from '../../tickets/sla/span-text.ts';
import { whenText } from '../../tickets/when.ts';
import type { Say } from './voice.ts';

interface Question {
  say: Say;
  policy: DeskPolicy;
  ticket: Ticket;
  explained: Explained;
  locale: Locale;
  now: number;
  /** How many spans of a clock are listed: a chat has less room than a page. */
  spans?: number | undefined;
}

/** So many in a chat. */
const SPANS_IN_CHAT = 8;

/** Why a ticket has the priority and the times it has, in words: every rule, span and pause (requirement Y3). */
export function whyText(question: Question): string {
  const { explained } = question;
  return [
    ...rulesIn(question),
    ...explained.former.map((former) => formerly(question, former)),
    ...explained.clocks.flatMap((clock) => ['', ...clockLines(question, clock)]),
  ].join('\n');
}

function rulesIn({ say, policy, ticket, explained, locale }: Question): string[] {
  const isDerived = priorityOf(ticket.impact, ticket.urgency, policy) === ticket.priority;
  const agreement = policy.agreements.find(({ id }) => id === explained.terms.agreement);
  return [
    say(isDerived ? 'why.priority' : 'why.priority-by-hand', {
      impact: say(`impact.${ticket.impact}`),
      urgency: say(`urgency.${ticket.urgency}`),
      priority: say(`priority.${ticket.priority}`),
    }),
    ...(agreement ? [say('why.agreement', { name: agreement.name[locale] })] : []),
    calendarText(say, explained.rules),
  ];
}

function calendarText(say: Say, { calendar }: Terms): string {
  if (calendar.always) return say('why.around-the-clock');
  const spans = calendar.hours.map(([from, to]) => `${from}–${to}`).join(', ');
  return say('why.working-time', { spans, zone: calendar.timeZone, name: calendar.name });
}

function formerly(
  { say, policy, locale, now }: Question,
  { terms, respondBy, resolveBy }: FormerTarget,
): string {
  const when = (at: number) => whenText(at, { locale, timeZone: policy.timeZone, now });
  const priority = say(`priority.${terms.priority}`);
  return say('why.formerly', { priority, respondBy: when(respondBy), resolveBy: when(resolveBy) });
}

function clockLines(question: Question, explanation: Explanation): string[] {
  const { say, policy, locale, now, explained } = question;
  const { clock, state, counted, spent, left, pauses } = explanation;
  const reader = { locale, timeZone: policy.timeZone, now };
  const when = (at: number) => whenText(at, reader);
  const targets = { response: 'respond', 'next-response': 'next', resolution: 'resolve' } as const;
  const shown = counted.slice(-(question.spans ?? SPANS_IN_CHAT));
  const omitted = counted.length - shown.length;
  return [
    say(`why.clock-${clock.kind}`, {
      from: when(clock.startedAt),
      target: durationText(say, explained.rules[targets[clock.kind]]),
      by: when(clock.dueAt),
    }),
    ...(clock.kind === 'response' ? [answeredText(question)] : []),
    say(`why.state-${state}`, {
      at: when(clock.stoppedAt ?? now),
      spent: lengthText(spent, say),
      left: lengthText(Math.abs(left), say),
    }),
    ...(omitted > 0 ? [say('why.spans-omitted', { count: omitted })] : []),
    ...shown.map((span) =>
      say('why.span', { span: spanText(span, reader), length: lengthText(span.to - span.from, say) }),
    ),
    ...pauses.map((pause) => pauseText(question, pause)),
  ];
}

function answeredText({ say, policy, ticket, locale, now }: Question): string {
  const at = ticket.firstResponseAt;
  if (at === null) return say('why.not-responded');
  return say('why.responded', { at: whenText(at, { locale, timeZone: policy.timeZone, now }) });
}

function pauseText({ say, policy, locale, now }: Question, { from, to, why }: Pause): string {
  const reader = { locale, timeZone: policy.timeZone, now };
  const reason = say(`why.pause-${why}`);
  if (to === null) return say('why.pause-open', { from: whenText(from, reader), reason });
  return say('why.pause', { span: spanText({ from, to }, reader), reason });
}

function durationText(say: Say, { count, unit }: Duration): string {
  return say(unit === 'd' && count === 1 ? 'why.unit-one-day' : `why.unit-${unit}`, { count });
}
