import type { Person } from '../../identity/people.ts';
import type { Article } from '../../knowledge/articles.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { TicketStep } from '../../tickets/ticket-queries.ts';
import { whenText } from '../../tickets/when.ts';
import type { Say, Voice } from './voice.ts';

interface Procedure {
  say: Say;
  voice: Voice;
  ticket: Ticket;
  article: Article | undefined;
  steps: readonly TicketStep[];
  names: ReadonlyMap<string, Person>;
  now: number;
}

/** The steps being carried out, with risk and rollback above them and who did each when (requirements 4.1 to 4.3). */
export function procedureMessage({
  say,
  voice,
  ticket,
  article,
  steps,
  names,
  now,
}: Procedure): OutboundMessage {
  const { locale, timeZone } = voice.policy;
  const lines = steps.map((step) => {
    if (step.doneAt === null || step.doneBy === null) return `${step.n}. ☐ ${step.text}`;
    const agent = names.get(step.doneBy)?.name ?? step.doneBy;
    const when = whenText(step.doneAt, { locale, timeZone, now });
    return `${step.n}. ☑ ${say('procedure.step-done', { step: step.text, agent, when })}`;
  });
  const title = article?.title ?? steps[0]?.articleId ?? '';
  const parts = [
    `**${say('procedure.title', { title })}**`,
    ...(article && article.preconditions.length > 0
      ? [say('procedure.preconditions', { conditions: article.preconditions.join(say('list.separator')) })]
      : []),
    ...(article
      ? [
          say('procedure.risks', { risks: article.risks }),
          say('procedure.rollback', { rollback: article.rollback }),
        ]
      : []),
    lines.join('\n'),
  ];
  const buttons = steps
    .filter((step) => step.doneAt === null)
    .map((step) => ({
      id: 'tick',
      label: say('button.tick', { n: step.n }),
      value: `${ticket.id}:${step.articleId}:${step.n}`,
    }));
  return { text: parts.join('\n\n'), buttons };
}
