import type { Article } from '../../knowledge/knowledge-base.ts';
import type { OutboundMessage } from '../../platforms/platform.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { articleButtons, articleLine } from './article-text.ts';
import { caseButtons, caseLine } from './case-text.ts';
import type { Say } from './voice.ts';

/** What may help with a problem. */
export interface Helpful {
  articles: readonly Article[];
  /** Solved tickets about the same thing. */
  cases: readonly Ticket[];
}

/** Articles and past cases that may help with a ticket (requirement 3.1); undefined if there are none. */
export function helpfulMessage(
  say: Say,
  ticket: Ticket,
  { articles, cases }: Helpful,
): OutboundMessage | undefined {
  if (articles.length + cases.length === 0) return undefined;
  return {
    text: helpfulText(say, { articles, cases }),
    buttons: [...articleButtons(say, ticket.id, articles), ...caseButtons(say, ticket.id, cases)],
  };
}

/** As `helpfulMessage`, in words alone. */
export function helpfulText(say: Say, { articles, cases }: Helpful): string {
  const part = (key: string, lines: readonly string[]) =>
    lines.length > 0 ? [`${say(key)}\n\n${lines.join('\n')}`] : [];
  return [
    ...part(
      'card.articles',
      articles.map((article) => articleLine(article, say)),
    ),
    ...part(
      'card.similar',
      cases.map((one) => caseLine(one, say)),
    ),
  ].join('\n\n');
}
