import { elapsed } from '../../content/duration.ts';
import { whenText } from '../../tickets/when.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { Locale } from '../../platforms/platform.ts';
import type { Say } from './voice.ts';

/** Something about a ticket's clocks that is told. */
export interface Told {
  what: string;
  clock: string;
  dueAt: number;
  /** Names of whom it is told to. */
  names: string[];
  agent: string;
}

interface Reader {
  say: Say;
  policy: DeskPolicy;
  locale: Locale;
  now: number;
}

/** What is told of a ticket's clocks, in the reader's words. */
export function toldWords(told: Told, ticket: Ticket, { say, policy, locale, now }: Reader): string {
  const { what, clock, dueAt, names, agent } = told;
  const params = {
    clock: say(`clock.${clock}`),
    by: whenText(dueAt, { locale, timeZone: policy.timeZone, now }),
    names: names.join(say('list.separator')),
    agent,
    count: clock === 'incident' ? dueAt : 0,
    minutes: Math.round(elapsed(policy.lines.ask) / 60_000),
  };
  if (what !== 'warning' || ticket.assigneeId !== null) return say(`told.${what}`, params);
  return say(names.length > 0 ? 'told.warning-called' : 'told.warning-unclaimed', params);
}
