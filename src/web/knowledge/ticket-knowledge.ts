import type { TicketRow, WebDeps } from '../deps.ts';
import type { ArticleLinkRow } from '../knowledge-deps.ts';
import type { TicketKnowledgeProps } from '../views/knowledge/ticket-knowledge.tsx';
import type { Visit } from '../visit.ts';
import { seenQueues } from '../rights.ts';

const CASES_SHOWN = 5;
const WORDS_SHOWN = 6;
const STATS_SINCE_MS = 90 * 86_400_000;

/** What the agents who work on a ticket should know: its articles, what was decided, and cases like it. */
export async function ticketKnowledge(
  deps: WebDeps,
  visit: Visit,
  ticket: TicketRow,
): Promise<TicketKnowledgeProps> {
  const { person } = visit;
  const { reads } = deps.knowledge;
  const [rows, decision, cases] = await Promise.all([
    reads.linksOfTicket(ticket.id),
    reads.decisionOf(ticket.id),
    reads.similarCases(ticket, { limit: CASES_SHOWN, queues: person ? seenQueues(deps, person) : [] }),
  ]);
  const kinds = new Map<string, ArticleLinkRow['kind'][]>();
  for (const { articleId, kind } of rows) kinds.set(articleId, [...(kinds.get(articleId) ?? []), kind]);
  const stats = await reads.statsOf([...kinds.keys()], visit.at - STATS_SINCE_MS);
  const links = [...kinds].map(([articleId, ofIt]) => ({
    articleId,
    title: reads.byId(articleId, visit.locale)?.title ?? articleId,
    kinds: ofIt,
    shown: stats.get(articleId)?.shown ?? 0,
    solved: stats.get(articleId)?.solved ?? 0,
  }));
  return {
    links,
    decision,
    cases,
    why: ticket.type === 'other' ? [] : reads.whyType(ticket).slice(0, WORDS_SHOWN),
  };
}
