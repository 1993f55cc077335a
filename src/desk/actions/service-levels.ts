import { and, desc, eq } from 'drizzle-orm';
import { verbatim } from '../../content/markdown.ts';
import type { Plan } from '../../runtime/worker.ts';
import type { Database } from '../../store/database.ts';
import type { DeskPolicy } from '../../tickets/desk-policy.ts';
import type { PresenceBook } from '../../tickets/presence.ts';
import { explain } from '../../tickets/sla/explain.ts';
import { momentsOf } from '../../tickets/sla/moments.ts';
import { createTerms } from '../../tickets/sla/terms.ts';
import { elapsed } from '../../content/duration.ts';
import { whyText } from '../cards/why.ts';
import type { DeskCommand } from '../commands/desk-command.ts';
import { instantOf } from '../commands/until.ts';
import type { Replies } from '../threads/replies.ts';
import type { Seat } from '../threads/seat.ts';
import type { Plans } from './plans.ts';
import { isManager } from './rights.ts';

export interface ServiceLevelsOptions {
  db: Database;
  policy: DeskPolicy;
  plans: Plans;
  replies: Replies;
  presence: PresenceBook;
}

export type ServiceLevelCommand = DeskCommand & {
  do: 'snooze' | 'continue' | 'extend' | 'cause' | 'agreement' | 'breach-reason' | 'away' | 'back';
};

/** What agents do with the clocks of a ticket, and what they ask about them. */
export function createServiceLevels({ db, policy, plans, replies, presence }: ServiceLevelsOptions) {
  const { slaBreaches } = db.tables;
  const termsOf = createTerms(policy);
  const { plan, simply, answerAlone } = plans;

  function run(seat: Seat, command: ServiceLevelCommand): Plan | Promise<Plan> {
    switch (command.do) {
      case 'snooze':
        return snooze(seat, command);
      case 'continue':
        return simply(seat, { do: 'continue' });
      case 'extend':
        return extend(seat);
      case 'cause':
        return simply(seat, { do: 'find-cause', cause: command.text });
      case 'agreement':
        return serve(seat, command.id);
      case 'breach-reason':
        return giveReason(seat, command.text);
      case 'away':
      case 'back':
        return turnUp(seat, command.do);
    }
  }

  function snooze(seat: Seat, { until: words, reason }: { until: string; reason: string }): Plan {
    const { calendar } = termsOf(termsKey(seat));
    const until = instantOf(words, seat.cause.at, calendar);
    if (until !== undefined && until > seat.cause.at) return simply(seat, { do: 'snooze', until, reason });
    return answerAlone(seat, seat.say('refused.no-time', { words: verbatim(words) }), 'refused: no time');
  }

  /** The first line's assignee takes longer, once in a stay. */
  function extend(seat: Seat): Plan {
    const { ticket, person } = seat;
    const rules = { watch: policy.watch, lines: policy.lines, termsOf };
    const over = ticket.sla && momentsOf(ticket.sla, rules).find(({ what }) => what === 'line-over');
    const was = ticket.sla?.told.some(({ what }) => what === 'extended') ?? false;
    if (!over || was || ticket.assigneeId !== person.id) {
      return answerAlone(seat, seat.say('refused.no-extension'), 'refused: no extension');
    }
    const dueAt = over.at + elapsed(policy.lines.extension);
    return simply(seat, { do: 'tell', what: 'extended', clock: 'line', dueAt }, 'extended');
  }

  function serve(seat: Seat, id: string | null): Plan {
    const { say } = seat;
    if (!isManager(seat.person, policy, seat.identity)) {
      return answerAlone(seat, say('refused.manager-only'), 'refused: not the manager');
    }
    if (id === null || policy.agreements.some((one) => one.id === id)) {
      return simply(seat, { do: 'serve', agreement: id });
    }
    const ids = policy.agreements.map((one) => `\`${one.id}\``).join(say('list.separator')) || '–';
    return answerAlone(seat, say('refused.no-agreement', { id, ids }), 'refused: no agreement');
  }

  /** What a human says of the last clock that was missed. */
  function giveReason(seat: Seat, reason: string): Plan {
    return plan(seat, 'breach reason', async (tx) => {
      const [breach] = await tx
        .select({ id: slaBreaches.id })
        .from(slaBreaches)
        .where(eq(slaBreaches.ticketId, seat.ticket.id))
        .orderBy(desc(slaBreaches.at))
        .limit(1);
      if (!breach) return replies.alone(tx, seat, seat.say('refused.no-breach'));
      const said = { reason, reasonBy: seat.person.id, reasonAt: seat.cause.at };
      await tx
        .update(slaBreaches)
        .set(said)
        .where(and(eq(slaBreaches.id, breach.id)));
      await replies.alone(tx, seat, seat.say('desk.breach-reason'));
    });
  }

  function turnUp(seat: Seat, word: 'away' | 'back'): Plan {
    return plan(seat, word, async (tx) => {
      await presence.say(tx, seat.person.id, { away: word === 'away', now: seat.cause.at });
      await replies.alone(tx, seat, seat.say(`desk.${word}`));
    });
  }

  /** The ticket's clocks in words. */
  function clocksInWords({ say, ticket, person, cause }: Seat): string {
    if (!ticket.sla) return '';
    const explained = explain(ticket.sla, termsOf, cause.at);
    const locale = person.locale ?? policy.locale;
    return whyText({ say, policy, ticket, explained, locale, now: cause.at });
  }

  return { run, clocksInWords };
}

function termsKey({ ticket: { priority, queue, agreement } }: Seat) {
  return { priority, queue, agreement };
}
